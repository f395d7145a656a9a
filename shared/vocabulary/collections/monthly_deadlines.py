"""When the monthly returns of 2026-27 are due, joiners and leavers of schools and of colleges.

Due on the last working day of the month, late only after its last calendar day: the letter's body gives the first,
its Appendix A the second.
"""

from calendar import monthrange
from datetime import date
from typing import Final

from shared.vocabulary.collections.collection import Deadline, month_of

_LAST_WORKING_DAYS: Final = (
    date(2026, 9, 30),
    date(2026, 10, 30),
    date(2026, 11, 30),
    date(2026, 12, 31),
    date(2027, 1, 29),
    date(2027, 2, 26),
    date(2027, 3, 31),
    date(2027, 4, 30),
    date(2027, 5, 28),
    date(2027, 6, 30),
    date(2027, 7, 30),
    date(2027, 8, 31),
)
"""Monday to Friday and no bank holiday in England; whether schools are open that day is not asked."""


def _monthly(source: str) -> tuple[Deadline, ...]:
    return tuple(
        Deadline(month_of(due_on), due_on, source, late_after=_last_day(due_on)) for due_on in _LAST_WORKING_DAYS
    )


def _last_day(of_month: date) -> date:
    return of_month.replace(day=monthrange(of_month.year, of_month.month)[1])


OF_SCHOOLS: Final = _monthly("letter to head teachers of 6 July 2026: last working day; its Appendix A: last day")
"""For leavers and for joiners, whether they come in one file or in two."""
OF_COLLEGES: Final = _monthly(
    "letter to head teachers of 6 July 2026, Appendix A: last day; KELSI page: last working day"
)
