"""Dates in every spelling schools use. Day first; month first only where day first is impossible, and said so."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from services.validation.domain.parsing.parsed import BLANK, Parsed
from services.validation.domain.parsing.texts import as_nothing, tidy

_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets that count from 1900."""
_SERIALS: Final = range(20_000, 60_001)
"""Serial numbers taken for dates: October 1954 to April 2064."""
_YEARS: Final = range(1900, 2101)
_TWO_DIGIT_PIVOT: Final = 50
"""Two-digit years below it are in this century."""
_NOTHING: Final = frozenset({"1900-01-01", "1899-12-30", "1899-12-31", "01/01/1900", "00/00/0000", "00/01/1900"})
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_TIME: Final = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?[AaPp][Mm])?$")
_ISO: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})\s*[-/. ]\s*([0-9]{1,2})\s*[-/. ]\s*([0-9]{4}|[0-9]{2})")
_SERIAL: Final = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_COMPACT: Final = re.compile(r"(19|20)[0-9]{6}")
_DAY_NAMED: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[\s\-/.]*([A-Za-z]{3,9})\.?,?[\s\-/.]*([0-9]{4}|[0-9]{2})")
_NAMED_DAY: Final = re.compile(r"([A-Za-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")
_WEEKDAY: Final = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)


def iso_days(texts: Iterable[str]) -> dict[str, date]:
    """Return by text the dates of those that `read_date` reads without a word, as spreadsheets give them."""
    days: dict[str, date] = {}
    for text in texts:
        if len(text) == 10 and text[4] == text[7] == "-" and text not in _NOTHING:
            try:
                on = date.fromisoformat(text)
            except ValueError:
                continue
            if on.year in _YEARS:
                days[text] = on
    return days


@lru_cache(maxsize=16_384)
def read_date(text: str) -> Parsed:
    """Read a date; the only defects are date_unreadable, month_first and formula_error."""
    plain = _WEEKDAY.sub("", _TIME.sub("", tidy(text)))
    nothing = BLANK if plain in _NOTHING else as_nothing(plain)
    return nothing or _iso(plain) or _numbers(plain) or _serial(plain) or _named(plain) or (None, ("date_unreadable",))


def _iso(plain: str) -> Parsed | None:
    found = _ISO.fullmatch(plain)
    if found is None:
        compact = _COMPACT.fullmatch(plain)
        return None if compact is None else _good(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    return _good(int(found[1]), int(found[2]), int(found[3]))


def _numbers(plain: str) -> Parsed | None:
    found = _NUMBERS.fullmatch(plain)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), _full_year(found[3])
    day_first = _good(year, second, first)
    if day_first is not None:
        return day_first
    month_first = _good(year, first, second)
    return None if month_first is None else (month_first[0], ("month_first",))


def _serial(plain: str) -> Parsed | None:
    found = _SERIAL.fullmatch(plain)
    if found is None or int(found[1]) not in _SERIALS:
        return None
    return _EPOCH + timedelta(days=int(found[1])), ()


def _named(plain: str) -> Parsed | None:
    found = _DAY_NAMED.fullmatch(plain)
    if found is not None:
        day, month, year = found[1], found[2], found[3]
    else:
        found = _NAMED_DAY.fullmatch(plain)
        if found is None:
            return None
        month, day, year = found[1], found[2], found[3]
    number = _month(month)
    return None if number is None else _good(_full_year(year), number, int(day))


def _month(word: str) -> int | None:
    start = word[:3].casefold()
    return _MONTHS.index(start) + 1 if start in _MONTHS else None


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < _TWO_DIGIT_PIVOT else 1900 + year


def _good(year: int, month: int, day: int) -> Parsed | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day), ()
    except ValueError:
        return None
