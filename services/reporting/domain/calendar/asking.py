"""What somebody asks of the calendar, and why it cannot be had."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from services.reporting.domain.calendar.calendar import ALL_ROWS, Calendar, DateInForce
from services.reporting.domain.calendar.changes import CalendarChange, Kind
from services.reporting.domain.calendar.points import BY_KEY, WAYS
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS

Answer = Literal[
    "unknown",
    "so already",
    "no way",
    "another year",
    "in the past",
    "before the due date",
    "after the date",
    "from today",
    "another date",
    "gone",
]
"""Why not. in the past: nobody could have met it. after the date: from a day after the date, so that nothing would
change. from today: it can hold from today on and not from a day before. another date: two dates of one return would be
the same day, so that one list would be asked for and not two. gone: it was taken back before."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that somebody asks for."""

    kind: Kind
    subject: str = ""
    occasion: str = ""
    due_on: date | None = None
    last_day: date | None = None
    value: str = ""
    takes_back: int | None = None

    def as_change(self, from_on: date, at: datetime) -> CalendarChange:
        """Return it as though it were made at that instant: what it would do can be seen so."""
        return CalendarChange(
            1 << 62,
            self.kind,
            self.subject,
            self.occasion,
            self.due_on,
            self.last_day,
            self.value,
            from_on,
            "",
            "",
            at,
            self.takes_back,
        )


def answer_to(asked: Asked, from_on: date, calendar: Calendar, today: date) -> Answer | None:
    """Return why this cannot be had; None: it can."""
    return _answer_alone(asked, from_on, calendar, today) or _beside_others(asked, from_on, calendar, today)


def _answer_alone(asked: Asked, from_on: date, calendar: Calendar, today: date) -> Answer | None:
    if asked.kind == "taken back":
        found = next((one for one in calendar.changes if one.change_id == asked.takes_back), None)
        return None if found is not None and calendar.is_in_force(found) else "gone"
    if asked.kind == "reading":
        return "from today" if from_on < today else _reading(asked, from_on, calendar)
    if asked.kind == "ways":
        return "from today" if from_on < today else _ways(asked, from_on, calendar)
    found_date = calendar.find_date(asked.subject, asked.occasion)
    if found_date is None or asked.due_on is None:
        return "unknown"
    if asked.kind == "sent out":
        return _sent_out(asked.due_on, from_on, found_date)
    return _due(asked, from_on, found_date, today)


def _beside_others(asked: Asked, from_on: date, calendar: Calendar, today: date) -> Answer | None:
    then = calendar.with_change(asked.as_change(from_on, datetime.combine(today, time(), UTC)))
    return "another date" if _shared_days(then) - _shared_days(calendar) else None


def _shared_days(calendar: Calendar) -> set[tuple[str, str, date]]:
    """Return the days, by row and period, on which two dates fall; those given for each way to send are one."""
    days = Counter(
        (row.title, one.now.period, one.now.due_on)
        for row in ALL_ROWS
        for one in calendar.dates_of(row.collections[0])
        if one.now.route is None
    )
    return {day for day, dates in days.items() if dates > 1}


def _reading(asked: Asked, from_on: date, calendar: Calendar) -> Answer | None:
    point = BY_KEY.get(asked.subject)
    if point is None or point.reading(asked.value) is None:
        return "unknown"
    return "so already" if calendar.reading_of(point, from_on).key == asked.value else None


def _ways(asked: Asked, from_on: date, calendar: Calendar) -> Answer | None:
    if asked.subject not in COLLECTIONS:
        return "unknown"
    ways = tuple(asked.value.split(", ")) if asked.value else ()
    if not ways or not set(ways) <= set(WAYS):
        return "no way"
    return "so already" if set(ways) == set(calendar.ways_of(asked.subject, from_on)) else None


def _sent_out(on: date, from_on: date, found: DateInForce) -> Answer | None:
    if found.first.issued_on is None:
        return "unknown"
    if on == found.now.issued_on:
        return "so already"
    if from_on > found.first.issued_on:
        return "after the date"
    return None if _same_year(on, found) else "another year"


def _due(asked: Asked, from_on: date, found: DateInForce, today: date) -> Answer | None:
    due_on, last_day = asked.due_on, asked.last_day or asked.due_on
    assert due_on is not None
    assert last_day is not None
    if (due_on, last_day) == (found.now.due_on, found.now.last_day):
        return "so already"
    if last_day < due_on:
        return "before the due date"
    if not _same_year(due_on, found) or not _same_year(last_day, found):
        return "another year"
    if last_day < min(today, found.now.last_day):
        return "in the past"
    return "after the date" if from_on > found.first.last_day else None


def _same_year(on: date, found: DateInForce) -> bool:
    """Tell whether a day lies in the academic year of the first date, or in the month after it."""
    start = AcademicYear.containing(found.first.due_on)
    return AcademicYear.containing(on) == start or (on.year, on.month) == (start.start + 1, 9)
