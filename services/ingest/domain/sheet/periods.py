"""In which periods the dates of a return lie: they tell which year or month a file without one in its name is for."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from shared.vocabulary.academic_year import SEPTEMBER, AcademicYear
from shared.vocabulary.collections.collection import PeriodRule, month_of

_ISO: Final = re.compile(r"(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.]\d{1,2}(?!\d)")
_TOGETHER: Final = re.compile(
    r"(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])[0-3]\d|[0-3]\d(?P<month2>0[1-9]|1[0-2])(?P<year2>20\d\d)"
)
_SERIAL: Final = re.compile(r"[45]\d{4}(?:[.,]\d*)?")
"""The number of a day as spreadsheets count from 1900: 2009 to 2064."""
_EPOCH: Final = date(1899, 12, 30)
_LAST_HOUR: Final = 1.001 / 24
_LAST_EVENING: Final = re.compile(r"(?:(20\d\d)-08-31|31/0?8/(20\d\d))[T ,]+23:(?:00:00|00(?!:)|59)")
"""Midnight before 1 September, as programs write it that go by UTC or lose a second."""
_NUMBERS: Final = re.compile(
    r"(?P<first>\d{1,2})\s*[/.\-\\ ]\s*(?P<second>\d{1,2})\s*[/.\-\\ ]\s*(?P<year>20\d\d|\d\d)(?!\d)"
)
_WORDS: Final = re.compile(
    r"\b(?P<word>[A-Za-z]{3})[A-Za-z]*\.?,?[ \-/]*(?:\d{1,2}(?:st|nd|rd|th)?,? +)?(?P<year>20\d\d|\d\d)\b"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_GROUP: Final = re.compile(r"'?\s*(?:year|yr|y)?\s*(\d{1,2})(?:\.0*)?\s*", re.IGNORECASE)
_AGE_IN_RECEPTION: Final = 5
"""Born in the school year 2009-10, somebody is in Year 12 in 2026-27."""
_TO_COME: Final = 2100
_LENGTH_MAX: Final = 40
_CENTURY: Final = 2000
_FIRST: Final = AcademicYear(_CENTURY)
"""No course of today started earlier: an older date is a slip, and does not vote."""


def periods_of(dates: Mapping[str | None, int], rule: PeriodRule) -> Mapping[str, int]:
    """Return how many rows have their date in which period. `dates`: rows by date as it is written.

    Only month and year matter here; what cannot be read does not vote, and is refused row by row later.
    """
    periods: dict[str, int] = {}
    for written, rows in dates.items():
        period = period_in(written, rule) if written else None
        if period is not None:
            periods[period] = periods.get(period, 0) + rows
    return periods


def years_taught(pupils: Mapping[tuple[str | None, str | None], int]) -> Mapping[str, int]:
    """Return how many rows are of which academic year, by their year group and the year in which somebody was born.

    `pupils`: rows by birth date and year group, as they are written. What cannot be read does not vote.
    """
    years: dict[str, int] = {}
    for (born, group), rows in pupils.items():
        year = _year_taught(born, group)
        if year is not None:
            years[year] = years.get(year, 0) + rows
    return years


def _year_taught(born: str | None, group: str | None) -> str | None:
    found = _YEAR_GROUP.fullmatch(group) if group else None
    birth = _year_and_month(born) if born and found else None
    if found is None or birth is None or birth[1] not in range(1, 13):
        return None
    year = AcademicYear.containing(date(_in_full(birth[0]), birth[1], 1)).start + int(found[1]) + _AGE_IN_RECEPTION
    return AcademicYear(year).label if year < _TO_COME else None


def period_in(written: str, rule: PeriodRule) -> str | None:
    """Return the period of a date as it is written, or None where it shows no month and year."""
    found = _year_and_month(written)
    return None if found is None else _label(*found, rule)


def _year_and_month(written: str) -> tuple[int, int] | None:
    text = written.strip().lstrip("'’")[:_LENGTH_MAX]
    if found := _LAST_EVENING.match(text):
        return int(found[1] or found[2]), SEPTEMBER
    if _SERIAL.fullmatch(text):
        on = _EPOCH + timedelta(days=int(float(text.replace(",", ".")) + _LAST_HOUR))
        return on.year, on.month
    if found := _TOGETHER.fullmatch(text):
        return int(found["year"] or found["year2"]), int(found["month"] or found["month2"])
    if found := _ISO.match(text):
        return int(found["year"]), int(found["month"])
    if found := _NUMBERS.match(text):
        first, second = int(found["first"]), int(found["second"])
        return int(found["year"]), second if second in range(1, 13) else first
    for found in _WORDS.finditer(text):
        if found["word"].lower() in _MONTHS:  # no day of the week
            return int(found["year"]), _MONTHS.index(found["word"].lower()) + 1
    return None


@lru_cache(maxsize=512)
def _label(year: int, month: int, rule: PeriodRule) -> str | None:
    if month not in range(1, 13):
        return None
    on = date(_in_full(year), month, 1)
    if AcademicYear.containing(on) < _FIRST:
        return None
    return month_of(on) if rule == "month" else AcademicYear.containing(on).label


def _in_full(year: int) -> int:
    return year if year >= _CENTURY else _CENTURY + year
