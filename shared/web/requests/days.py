"""Days as people type them on forms: day first, with the whole year. What could be another day is asked for again."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

DayFault = Literal["no day", "month first", "short year", "two days"]

OLDEST: Final = date(2000, 1, 1)
LATEST: Final = date(2199, 12, 31)
"""Nothing that is typed about a young person lies outside: such a day is a slip."""
_SENTENCES: Final[Mapping[DayFault, str]] = MappingProxyType(
    {
        "no day": "Enter the {words} as a real date, such as 27 3 2027",
        "month first": "Enter the {words} with the day before the month, such as 27 3 2027",
        "short year": "Enter the {words} with all four digits of the year, such as 27 3 2027",
        "two days": "Enter the {words} with a space between day, month and year, such as 27 3 2027",
    }
)
_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_BETWEEN: Final = re.compile(r"[\s./,\-\u2010-\u2015]+")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4}) ([0-9]{1,2}) ([0-9]{1,2})")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2}) ([0-9]{1,2}) ([0-9]{1,4})")
_NAMED: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9}) ?([0-9]{1,4})")
_TOGETHER: Final = re.compile(r"[0-9]{7,8}")


def read_day(text: str) -> date | DayFault:
    """Return the day that was typed, or why it is none: 27/3/2027, 27.3.2027, 27 March 2027, 2027-03-27, 27032027.

    A year of two digits is refused, for 26/09/07 is two days; so are digits without anything between them that could be
    two days, and the month before the day.
    """
    plain = _BETWEEN.sub(" ", text.casefold()).strip()
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(found[1], found[2], found[3]) or "no day"
    if found := _NAMED.fullmatch(plain):
        return _day_first(found[1], _month(found[2]), found[3])
    if found := _DAY_FIRST.fullmatch(plain):
        return _day_first(found[1], found[2], found[3])
    return _together(plain) if _TOGETHER.fullmatch(plain) else "no day"


def day_sentence(fault: DayFault, words: str) -> str:
    """Return what to tell who typed it; `words`: what the day is called, such as "review date"."""
    return _SENTENCES[fault].format(words=words)


def read_days(fields: Mapping[str, str], given: Mapping[str, str]) -> tuple[dict[str, date], dict[str, str]]:
    """Return the days typed into these fields of a form, and what to ask again; a blank field is neither.

    `fields`: what each is called in a sentence, such as "review date". `given`: what was typed, by field.
    """
    typed = {name: read_day(given[name]) for name in fields if given[name]}
    days = {name: found for name, found in typed.items() if isinstance(found, date)}
    wrong = {name: day_sentence(found, fields[name]) for name, found in typed.items() if not isinstance(found, date)}
    return days, wrong


def as_typed(on: date) -> str:
    """Return a day as people type it: 27/3/2027."""
    return f"{on.day}/{on.month}/{on.year}"


def _day_first(day: str, month: str, year: str) -> date | DayFault:
    if len(year) < 4:
        return "short year"
    turned: DayFault = "month first" if _day(year, day, month) else "no day"
    return _day(year, month, day) or turned


def _together(digits: str) -> date | DayFault:
    """Read digits with nothing between them, which may have the year first or last."""
    year = digits[-4:]
    readings = {_day(year, digits[end:-4], digits[:end]) for end in (1, 2) if 1 <= len(digits) - 4 - end <= 2}
    if len(digits) == 8:
        readings.add(_day(digits[:4], digits[4:6], digits[6:]))
    possible = [on for on in readings if on is not None]
    if not possible:
        return "no day"
    return possible[0] if len(possible) == 1 else "two days"


def _month(word: str) -> str:
    """Return the number of a month by its name, or the start of it: Sep, Sept, September; 0 where there is none."""
    return next((str(number) for number, name in enumerate(_MONTHS, 1) if name.startswith(word)), "0")


def _day(year: str, month: str, day: str) -> date | None:
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return on if OLDEST <= on <= LATEST else None
