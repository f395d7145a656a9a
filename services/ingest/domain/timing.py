"""Which period a file is for: by its name, by the dates and year groups of its rows, and by the day it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from services.ingest.domain.file_findings import FileRefusal, NoteKind
from services.ingest.domain.file_names import NameEvidence
from shared.vocabulary.academic_year import AcademicYear, first_day_of_month
from shared.vocabulary.collections import Collection, month_of

_EARLY: Final = timedelta(days=62)
"""In July and August a file may be meant for the school year that is about to begin."""

LATE_RETURN_DAYS: Final = 14
"""Until this day of a month a return with most of its dates in the month before is for that month: monthly returns are
due on the last working day and late after the last day of the month (source: ONWARD; to be agreed)."""
_YEAR: Final = timedelta(days=365)
"""A file name may say which month a return is for, but none longer ago than this."""

LAST_YEARS_ROWS_MIN: Final = 5
"""So many rows of last year set a file aside; of fewer it is said, and they count (source: ONWARD; to be agreed)."""
_NEARLY_ALL: Final = 0.9
"""Of the rows that tell: a few may be slips, or pupils who repeat a year."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What the rows of a file show of when it is for: how many rows, by ..."""

    periods: Mapping[str, int] = field(default_factory=dict)
    """... the period of the date that decides it;"""
    months: Mapping[str, int] = field(default_factory=dict)
    """... the month of the dates that show how old the file is;"""
    years: Mapping[str, int] = field(default_factory=dict)
    """... the academic year in which somebody born then is in the year group that is given."""

    @property
    def year(self) -> str | None:
        """The academic year of most rows; None where nothing tells."""
        votes = self.years or self.periods or _by_year(self.months)
        return max(votes, key=lambda year: (votes[year], year), default=None)

    @property
    def telling(self) -> int:
        """How many rows show how old the file is."""
        return sum((self.years or self.months).values())

    def is_last_years(self, year: str, received_on: date) -> bool:
        """Whether nearly all rows that tell are of a year before this one, or dated a year ago or longer."""
        if self.years:
            old = [rows for label, rows in self.years.items() if label < year]
        else:
            year_ago = month_of(received_on.replace(day=1) - _YEAR)
            old = [rows for month, rows in self.months.items() if month <= year_ago]
        return sum(old) >= _NEARLY_ALL * self.telling > 0


NOTHING: Final = Timing()
"""Of rows that show nothing."""


def which_period(collection: Collection, name: NameEvidence, timing: Timing, received_on: date) -> str | FileRefusal:
    """Return the period that a file is for, by its name, its rows and the day it came."""
    if collection.period_rule == "month":
        return _which_month(collection, name.month, timing, received_on)
    if collection.period_rule == "standing":
        return collection.period_on(received_on)
    return _which_year(collection, name.academic_year, timing, received_on)


def notes_on_period(
    collection: Collection, name: NameEvidence, timing: Timing, received_on: date, period: str
) -> tuple[NoteKind, ...]:
    """Return what is to be noted of a file that was taken for this period."""
    if collection.period_rule not in {"academic_year", "month"}:
        return ()
    notes = []
    if collection.period_rule == "academic_year" and name.academic_year not in {None, period}:
        notes.append(NoteKind.NAME_OF_ANOTHER_YEAR)
    if timing.is_last_years(collection.period_on(received_on), received_on) and name.month != period:
        notes.append(NoteKind.LOOKS_LIKE_LAST_YEARS)
    return tuple(notes)


def _which_month(collection: Collection, in_name: str | None, timing: Timing, received_on: date) -> str | FileRefusal:
    """Return the month that the name says, unless a row is dated after it: a name is soon used again.

    Else the month before, while a late return for it may still come and more rows are dated in it than in the new one.
    """
    months, current = timing.periods, collection.period_on(received_on)
    earliest = collection.period_on(received_on - _YEAR)
    if in_name is not None and earliest <= in_name <= current and not any(month > in_name for month in months):
        return in_name
    if _is_last_years(timing, current, received_on):
        return FileRefusal.LAST_YEARS
    before = collection.period_on(received_on.replace(day=1) - timedelta(days=1))
    late = received_on.day <= LATE_RETURN_DAYS and months.get(before, 0) > months.get(current, 0)
    return before if late else current


def _which_year(collection: Collection, in_name: str | None, timing: Timing, received_on: date) -> str | FileRefusal:
    """Return the year that the name says, where it is one that is collected; else the one that the rows show.

    A year that is over is never meant by start dates: whoever began last September may be listed this autumn.
    """
    current = collection.period_on(received_on)
    following = collection.period_on(received_on + _EARLY)
    if in_name in {current, following}:
        return in_name or current
    if in_name is not None:
        return timing.year if timing.year in {current, following} else FileRefusal.PERIOD_DIFFERS
    if _is_last_years(timing, current, received_on):
        return FileRefusal.LAST_YEARS
    starts = timing.periods
    most = max(starts, key=lambda year: (starts[year], year), default=current)
    if most <= current:
        return current
    return most if most == following else FileRefusal.STARTS_IN_ANOTHER_YEAR


def _is_last_years(timing: Timing, year: str, received_on: date) -> bool:
    return timing.telling >= LAST_YEARS_ROWS_MIN and timing.is_last_years(year, received_on)


def _by_year(months: Mapping[str, int]) -> Mapping[str, int]:
    years: dict[str, int] = {}
    for month, rows in months.items():
        first = first_day_of_month(month)
        if first is not None:
            label = AcademicYear.containing(first).label
            years[label] = years.get(label, 0) + rows
    return years
