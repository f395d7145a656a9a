"""Academic years and ages. An academic year runs from 1 September to 31 August and is written 2026-27."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

SEPTEMBER: Final = 9
_LABEL: Final = re.compile(r"(20\d\d)\s*[-/_–]\s*(?:20)?(\d\d)")

_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """An academic year, named by the calendar year in which it starts."""

    start: int

    @classmethod
    def containing(cls, on: date) -> "AcademicYear":
        """Return the academic year that the day belongs to."""
        return cls(on.year if on.month >= SEPTEMBER else on.year - 1)

    @classmethod
    def parse(cls, text: str) -> "AcademicYear | None":
        """Read 2026-27, 2026/27 or 2026-2027; None for anything else, also when the two years do not follow."""
        found = _LABEL.fullmatch(text.strip())
        if found is None or (int(found.group(1)) + 1) % 100 != int(found.group(2)):
            return None
        return cls(int(found.group(1)))

    @classmethod
    def of_period(cls, period: str) -> "AcademicYear | None":
        """Return the year of a return's period: a year itself, or the month 2026-10; None for a period of no year."""
        month = first_day_of_month(period)
        return cls.parse(period) or (None if month is None else cls.containing(month))

    @property
    def label(self) -> str:
        """The year as it is written: 2026-27."""
        return f"{self.start}-{(self.start + 1) % 100:02d}"

    @property
    def first_day(self) -> date:
        """1 September."""
        return date(self.start, SEPTEMBER, 1)

    @property
    def last_day(self) -> date:
        """31 August."""
        return date(self.start + 1, 8, 31)

    def __contains__(self, on: date) -> bool:
        return self.first_day <= on <= self.last_day


def first_day_of_month(text: str) -> date | None:
    """Return the first day of a month that is written 2026-10; None for anything else."""
    found = _MONTH.fullmatch(text)
    return None if found is None else date(int(found.group(1)), int(found.group(2)), 1)


def age_on(born_on: date, on: date) -> int:
    """Return the age in whole years on that day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
