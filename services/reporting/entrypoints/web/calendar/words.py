"""The calendar in words: dates, ways, changes, and why something cannot be had."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from services.reporting.domain.calendar.calendar import ROW_OF, Calendar
from services.reporting.domain.calendar.changes import CalendarChange
from services.reporting.domain.calendar.points import BY_KEY
from services.reporting.usecases.calendar.change_calendar import REASON_LENGTH_MAX, Result
from shared.vocabulary.academic_year import first_day_of_month
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline
from shared.web.pages.templating import day

FIELD_OF: Final[Mapping[Result, tuple[str, str]]] = MappingProxyType(
    {
        "reason wanted": ("reason", f"Enter why, in at most {REASON_LENGTH_MAX} characters"),
        "so already": ("value", "It is so already: enter or select something else"),
        "no way": ("value", "Select at least one way"),
        "another year": ("value", "Enter a day of the same academic year"),
        "in the past": ("value", "Enter today or a later day, or one later than it is now: nobody could meet it"),
        "before the due date": ("last_day", "Enter the due date or a later day"),
        "after the date": ("from_on", "Enter the day of the date itself or an earlier one: it would change nothing"),
        "from today": ("from_on", "Enter today or a later day"),
        "another date": ("value", "Another date of this return is that day: the two would be asked for as one"),
        "gone": ("reason", "Somebody has taken it back already"),
        "unknown": ("value", "Select from the list"),
    }
)
"""What to say of each answer, and at which field; `value` stands for the field of what is changed."""


def due_words(deadline: Deadline) -> str:
    """Return a due date in words, with by when it counts as late where that is another day."""
    late = f", late after {day(deadline.last_day)}" if deadline.last_day != deadline.due_on else ""
    return f"{day(deadline.due_on)}{late}"


def ways_words(ways: Sequence[str]) -> str:
    """Return ways to send in words."""
    return " or ".join(ways)


def subject_title(code: str) -> str:
    """Return what a row of the calendar is called."""
    row = ROW_OF.get(code)
    return row.title if row is not None else COLLECTIONS[code].title if code in COLLECTIONS else code


def occasion_words(occasion: str) -> str:
    """Return which date of a return it is: October 2026; with the way where each has its own."""
    first, way = first_day_of_month(occasion[:7]), occasion[8:].replace("-", " ").title()
    month = f"{first:%B %Y}" if first is not None else occasion
    return f"{month}, by {way}" if way else month


def change_words(change: CalendarChange, calendar: Calendar) -> str:
    """Return a change in words."""
    if change.kind == "taken back":
        found = next((one for one in calendar.changes if one.change_id == change.takes_back), None)
        return f"Taken back: {change_words(found, calendar)}" if found is not None else "Taken back"
    if change.kind == "reading":
        point = BY_KEY.get(change.subject)
        reading = point.reading(change.value) if point is not None else None
        return f"{point.point if point else change.subject}: {reading.words if reading else change.value}"
    title = subject_title(change.subject)
    if change.kind == "ways":
        return f"{title}: by {ways_words(change.value.split(', '))}"
    assert change.due_on is not None
    of = f"{title}, {occasion_words(change.occasion)}"
    if change.kind == "sent out":
        return f"{of}: list sent out {day(change.due_on)}"
    late = "" if change.last_day in {None, change.due_on} else f", late after {day(change.last_day)}"
    return f"{of}: due {day(change.due_on)}{late}"
