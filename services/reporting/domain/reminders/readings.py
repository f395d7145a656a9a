"""What reminders follow of the readings that the authority takes of the documents: whoever is asked is reminded."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.calendar.points import BY_KEY
from services.reporting.domain.reminders.ladders import NEVER_REMINDED, NeverReminded

_FROM_A_YEAR: Final = frozenset({"S_JOIN", "S_LEAVE"})
_LOWEST: Final = {"body": 10, "appendix": 9}
"""The lowest year group that is asked for, by the reading of the point `lowest-year`."""


def never_reminded(calendar: Calendar, on: date) -> Sequence[NeverReminded]:
    """Return what nobody is reminded of by the readings that are taken on a day."""
    return [one for one in NEVER_REMINDED if not _is_asked(one, calendar, on)]


def asked_by_reading(collection: str, first_due: date, calendar: Calendar) -> bool:
    """Return whether a reading that was taken asks for what nobody is reminded of otherwise."""
    return any(one.covers(collection, first_due) and _is_asked(one, calendar, first_due) for one in NEVER_REMINDED)


def lowest_year_of(collection: str, calendar: Calendar, on: date) -> int | None:
    """Return the lowest year group that is asked for in a return on a day; None: the message names none."""
    if collection not in _FROM_A_YEAR:
        return None
    return _LOWEST[calendar.reading_of(BY_KEY["lowest-year"], on).key]


def _is_asked(one: NeverReminded, calendar: Calendar, on: date) -> bool:
    if one.unless is None:
        return False
    point, reading = one.unless
    return calendar.reading_of(BY_KEY[point], on).key == reading
