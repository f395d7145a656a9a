"""From a spreadsheet's value to text: the same for every reader, so that a date never depends on a locale."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import filterfalse
from types import NoneType
from typing import Any, Final, cast

from shared.vocabulary.cell_text import are_tidy, tidied, tidy

CellValue = str | float | int | bool | date | datetime | time | timedelta | None

CHARACTERS_MAX: Final = 32_767
"""Excel's own limit for a cell; more is not a spreadsheet that a person made."""

_TEXT_ALONE: Final = {str}
_BLANK: Final = {None}
_DAYS: Final = {date, NoneType}
_NUMBERS: Final = {float, NoneType}
_EQUAL_ACROSS: Final = {bool, int, float}
"""1, 1.0 and True are equal, and differ as text."""

_SELDOM_IN_NUMBERS: Final = ("e", "n", "-0.0")
"""Of powers of ten, of what is no number, of a zero below zero."""
_SERIAL: Final = re.compile(r"([0-9]{5})([.,][0-9]+)?")
DAYS_BETWEEN_EPOCHS: Final = 1462
"""A workbook that counts from 1904 is this many days behind one that counts from 1900."""


def cell_text(value: CellValue) -> str | None:
    """Return the value as text: dates as ISO 8601, whole numbers without a decimal point, blanks as None."""
    return _TEXT_OF.get(type(value), str)(value)


def column_texts(values: Sequence[CellValue]) -> tuple[list[str | None], Sequence[int]]:
    """Return the values of a column as `cell_text` does each, and the places of those whose letters were put right.

    What comes often is worked out once. The law that ties it to its plain twin, a property test: each text is
    `cell_text` of its value.
    """
    kinds = set(map(type, values))
    if kinds == _TEXT_ALONE:
        return _texts(cast(Sequence[str], values))
    if kinds <= _DAYS:
        days = cast(Sequence[date | None], values)
        return [None if day is None else day.isoformat() for day in days], ()
    if kinds <= _NUMBERS:
        numbers = cast(list[float], list(set(values) - _BLANK))
        of_number: dict[CellValue, str | None] = {None: None, **dict(zip(numbers, number_texts(numbers), strict=True))}
        return list(map(of_number.__getitem__, values)), ()
    distinct = set(values)
    texts_alone = {value for value in distinct if type(value) is str and value} if str in kinds else None
    tidied_texts = _tidied(texts_alone) if texts_alone else {}
    if len(kinds & _EQUAL_ACROSS) > 1:
        return list(map(cell_text, values)), _repaired(values, tidied_texts)
    become = {text: plain or None for text, (plain, _) in tidied_texts.items()}
    texts = {
        value: (become.get(value, value) or None) if type(value) is str else cell_text(value) for value in distinct
    }
    return list(map(texts.__getitem__, values)), _repaired(values, tidied_texts)


def _texts(texts: Sequence[str]) -> tuple[list[str | None], Sequence[int]]:
    """Return texts in order; that most columns are so already, and without a blank, one look at them shows."""
    joined = f"|{'|'.join(texts)}|"
    if are_tidy(joined):
        return [*texts] if "||" not in joined else [text or None for text in texts], ()
    tidied_texts = _tidied(set(texts))
    become = {text: plain for text, (plain, _) in tidied_texts.items() if plain != text}
    if not become:
        return [text or None for text in texts], _repaired(texts, tidied_texts)
    return [become.get(text, text) or None for text in texts], _repaired(texts, tidied_texts)


def _tidied(texts: set[str]) -> dict[str, tuple[str, bool]]:
    """Return by text what becomes of those that may not be in order; that most are, one look at them shows."""
    beyond_ascii = set(filterfalse(str.isascii, texts))
    others_tidy = are_tidy(f"|{'|'.join(texts - beyond_ascii if beyond_ascii else texts)}|")
    return {text: tidied(text) for text in (beyond_ascii if others_tidy else texts)}


def _repaired(values: Sequence[CellValue], tidied_texts: Mapping[str, tuple[str, bool]]) -> Sequence[int]:
    repaired = {text for text, (_, was_repaired) in tidied_texts.items() if was_repaired}
    return [place for place, value in enumerate(values) if value in repaired] if repaired else ()


def serial_text(text: str | None, days_late: int = DAYS_BETWEEN_EPOCHS) -> str | None:
    """Return a serial, with or without a time of day, as Excel counts it; what is no plausible serial unchanged.

    `days_late`: how many days after Excel's first day the workbook begins to count.
    """
    found = _SERIAL.fullmatch(text) if text is not None else None
    return text if found is None else f"{int(found[1]) + days_late}{found[2] or ''}"


def _text(text: str) -> str | None:
    return tidy(text) or None


def _number_text(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def number_texts(numbers: list[float]) -> list[str]:
    """Return what `cell_text` makes of each number: all of them as one text, whole ones cut short at once."""
    joined = f"{str(numbers)[1:-1]},"
    if not numbers or any(sign in joined for sign in _SELDOM_IN_NUMBERS):
        return list(map(_number_text, numbers))
    return joined.replace(".0,", ",")[:-1].split(", ")


def _moment_text(value: datetime) -> str:
    if value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat(timespec="seconds")


_TEXT_OF: Final[Mapping[type, Callable[[Any], str | None]]] = {
    NoneType: lambda _: None,
    str: _text,
    bool: lambda value: "TRUE" if value else "FALSE",
    float: _number_text,
    datetime: _moment_text,
    date: date.isoformat,
    time: time.isoformat,
}
"""Of any other kind the text is what `str` makes of it."""
