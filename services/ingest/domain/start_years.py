"""In which school years the courses of a return start: it tells which year a file without a year in its name is for."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from shared.vocabulary.academic_year import AcademicYear

_ISO: Final = re.compile(r"(?P<year>20\d\d)-(?P<month>\d{1,2})-\d{1,2}(?!\d)")
_NUMBERS: Final = re.compile(
    r"(?P<first>\d{1,2})\s*[/.\-\\ ]\s*(?P<second>\d{1,2})\s*[/.\-\\ ]\s*(?P<year>20\d\d|\d\d)(?!\d)"
)
_WORDS: Final = re.compile(
    r"\b(?P<word>[A-Za-z]{3})[A-Za-z]*\.?,?[ \-/]*(?:\d{1,2}(?:st|nd|rd|th)?,? +)?(?P<year>20\d\d|\d\d)\b"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LENGTH_MAX: Final = 40
_CENTURY: Final = 2000


def years_of(starts: Mapping[str | None, int]) -> Mapping[str, int]:
    """Return how many rows start in which school year. `starts`: rows by start date as it is written.

    Only month and year matter here; what cannot be read does not vote, and is said row by row later.
    """
    years: dict[str, int] = {}
    for written, rows in starts.items():
        year = academic_year_in(written) if written else None
        if year is not None:
            years[year] = years.get(year, 0) + rows
    return years


def academic_year_in(written: str) -> str | None:
    """Return the school year of a date as it is written, or None where it shows no month and year."""
    text = written.strip()[:_LENGTH_MAX]
    if found := _ISO.match(text):
        return _label(int(found["year"]), int(found["month"]))
    if found := _NUMBERS.match(text):
        first, second = int(found["first"]), int(found["second"])
        return _label(int(found["year"]), second if second in range(1, 13) else first)
    for found in _WORDS.finditer(text):
        if found["word"].lower() in _MONTHS:  # no day of the week
            return _label(int(found["year"]), _MONTHS.index(found["word"].lower()) + 1)
    return None


def _label(year: int, month: int) -> str | None:
    if month not in range(1, 13):
        return None
    return AcademicYear.containing(date(year if year > _CENTURY else _CENTURY + year, month, 1)).label
