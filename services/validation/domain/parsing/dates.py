"""Dates in every spelling schools use. Day first; month first only where day first is impossible, and reported."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from services.validation.domain.parsing.as_typed import as_typed
from services.validation.domain.parsing.blanks import as_blank
from services.validation.domain.parsing.moments import Moment, day_of, take_time_off
from services.validation.domain.parsing.parsed import BLANK, Parsed

_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets that count from 1900."""
_SERIALS: Final = range(20_000, 60_001)
"""Serial numbers taken for dates: October 1954 to April 2064."""
_FOR_EVER: Final = frozenset({"2958465", "9999", "99999999", "99/99/9999", "99-99-9999", "9999-99-99", "12/9999"})
"""Days at the end of all time: the last that spreadsheets know as they number it, and what is no day at all."""
_YEARS: Final = range(1900, 2090)
_NO_REAL_YEARS: Final = range(2090, 10_000)
"""Nothing about a young person happens then: such a date stands for "for ever" or "no end"."""
_TWO_DIGIT_PIVOT: Final = 50
"""Two-digit years below it are in this century."""
_SECONDS: Final = 86_400
_NOTHING: Final = frozenset(
    {
        "1900-01-01", "1899-12-30", "1899-12-31", "0000-00-00", "0001-01-01",
        "01/01/1900", "00/00/0000", "00/01/1900", "01/01/0001",
    }
)  # fmt: skip
"""What programs write for no date at all."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NO_REAL_DATE: Final[Parsed] = (None, ("no_real_date",))
_UNREADABLE: Final[Parsed] = (None, ("date_unreadable",))

_BETWEEN: Final = r"\s*[-/.\\_,| ]\s*"
_DASHES: Final = str.maketrans("—\u2212⁄\u2215", "--//")
_ISO: Final = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})")
_NUMBERS: Final = re.compile(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{4}}|[0-9]{{2}})")
_SERIAL: Final = re.compile(r"([0-9]{5})(?:[.,]([0-9]+))?")
_TOGETHER: Final = re.compile(r"[0-9]{7,8}")
_DAY_NAMED: Final = re.compile(
    r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)?[\s\-/.,]*(?:of )?([a-z]{3,9})\.?,?[\s\-/.]*([0-9]{4}|[0-9]{2})"
)
_NAMED_DAY: Final = re.compile(r"([a-z]{3,9})\.?[\s\-/.]*([0-9]{1,2})(?:st|nd|rd|th)?,?[\s\-/.]+([0-9]{4})")
_YEAR_NAMED: Final = re.compile(r"([0-9]{4})[\s\-/.,]*([a-z]{3,9})[\s\-/.,]*([0-9]{1,2})(?:st|nd|rd|th)?")
_WEEKDAY: Final = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)


def plain_days(texts: Iterable[str]) -> dict[str, date]:
    """Return by text the dates of those that `read_date` reads without a word: as spreadsheets give them, or day first
    with strokes."""
    days: dict[str, date] = {}
    for text in texts:
        if len(text) != 10 or text in _NOTHING:
            continue
        try:
            if text[4] == text[7] == "-":
                on = date.fromisoformat(text)
            elif text[2] == text[5] == "/":
                on = date.fromisoformat(f"{text[6:]}-{text[3:5]}-{text[:2]}")
            else:
                continue
        except ValueError:
            continue
        if on.year in _YEARS:
            days[text] = on
    return days


@lru_cache(maxsize=16_384)
def read_date(text: str) -> Parsed:
    """Read a date, whatever the time of day beside it.

    The only defects are date_unreadable, no_real_date, month_first, summer_time_evening, date_with_time, formula_error.
    """
    plain, moment = take_time_off(as_typed(text).translate(_DASHES).rstrip(" .,;"))
    plain = _WEEKDAY.sub("", plain)
    nothing = BLANK if plain in _NOTHING else as_blank(plain)
    if nothing is not None:
        return nothing
    if plain.partition(".")[0] in _FOR_EVER:
        return _NO_REAL_DATE
    found, in_serial = _serial(plain)
    value, defects = found or _iso(plain) or _numbers(plain) or _together(plain) or _named(plain) or _UNREADABLE
    if value is None:
        return value, defects
    day, more = day_of(value, in_serial or moment)
    return day, (*defects, *more)


def _iso(plain: str) -> Parsed | None:
    found = _ISO.fullmatch(plain)
    return None if found is None else _good(int(found[1]), int(found[2]), int(found[3]))


def _numbers(plain: str) -> Parsed | None:
    found = _NUMBERS.fullmatch(plain)
    return None if found is None else _day_first(int(found[1]), int(found[2]), _full_year(found[3]))


def _day_first(first: int, second: int, year: int) -> Parsed | None:
    return _good(year, second, first) or _month_first(first, second, year)


def _month_first(first: int, second: int, year: int) -> Parsed | None:
    found = _good(year, first, second)
    return found if found is None or found[0] is None else (found[0], (*found[1], "month_first"))


def _together(plain: str) -> Parsed | None:
    """Read digits without anything between them, year first or last, where they can be one date alone."""
    if _TOGETHER.fullmatch(plain) is None:
        return None
    readings = [_good(int(plain[:4]), int(plain[4:6]), int(plain[6:]))] if len(plain) == 8 else []
    year = int(plain[-4:])
    for end in range(max(1, len(plain) - 6), 3):
        first, second = int(plain[:end]), int(plain[end:-4])
        readings += [_good(year, second, first), _month_first(first, second, year)]
    possible = [reading for reading in readings if reading is not None]
    return possible[0] if len({value for value, _ in possible}) == 1 else None


def _serial(plain: str) -> tuple[Parsed | None, Moment | None]:
    """Read the number of a day, and the part of the day behind its point."""
    found = _SERIAL.fullmatch(plain)
    if found is None or int(found[1]) not in _SERIALS:
        return None, None
    seconds = round(float(f"0.{found[2] or 0}") * _SECONDS)
    days, seconds = divmod(seconds, _SECONDS)
    return (_EPOCH + timedelta(days=int(found[1]) + days), ()), Moment(seconds)


def _named(plain: str) -> Parsed | None:
    words = plain.casefold()
    if found := _DAY_NAMED.fullmatch(words):
        day, month, year = found.groups()
    elif found := _NAMED_DAY.fullmatch(words):
        month, day, year = found.groups()
    elif found := _YEAR_NAMED.fullmatch(words):
        year, month, day = found.groups()
    else:
        return None
    number = _month(month)
    return None if number is None else _good(_full_year(year), number, int(day))


def _month(word: str) -> int | None:
    start = word[:3]
    return _MONTHS.index(start) + 1 if start in _MONTHS else None


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < _TWO_DIGIT_PIVOT else 1900 + year


def _good(year: int, month: int, day: int) -> Parsed | None:
    """Return the day, if there is one; one that nobody can mean is reported as none."""
    if year not in _YEARS and year not in _NO_REAL_YEARS:
        return None
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    return (on, ()) if year in _YEARS else _NO_REAL_DATE
