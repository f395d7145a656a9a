"""From a spreadsheet's value to text: the same for every reader, so that a date never depends on a locale."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import NoneType
from typing import Any, Final, cast

from shared.vocabulary.cell_text import are_tidy, mended, tidy

CellValue = str | float | int | bool | date | datetime | time | timedelta | None

CHARACTERS_MAX: Final = 32_767
"""Excel's own limit for a cell; more is not a spreadsheet that a person made."""

_TEXT_ALONE: Final = {str}
_EQUAL_ACROSS: Final = {bool, int, float}
"""1, 1.0 and True are equal, and differ as text."""

DAYS_BETWEEN_EPOCHS: Final = 1462
"""A workbook that counts from 1904 is this many days behind one that counts from 1900."""


def cell_text(value: CellValue) -> str | None:
    """Return the value as text: dates as ISO 8601, whole numbers without a decimal point, blanks as None."""
    return _TEXT_OF.get(type(value), str)(value)


def column_texts(values: Sequence[CellValue]) -> tuple[list[str | None], Sequence[int]]:
    """Return the values of a column as `cell_text` does each, and the places of those whose letters were put right.

    What comes often is worked out once.
    """
    kinds = set(map(type, values))
    if kinds == _TEXT_ALONE:
        return _texts(cast(Sequence[str], values))
    if len(kinds & _EQUAL_ACROSS) > 1:
        return list(map(cell_text, values)), _repaired(values)
    texts = {value: cell_text(value) for value in set(values)}
    return list(map(texts.__getitem__, values)), _repaired(values) if str in kinds else ()


def _texts(texts: Sequence[str]) -> tuple[list[str | None], Sequence[int]]:
    """Return each text in order; that most columns are so already, one look at them shows."""
    if are_tidy(f"|{'|'.join(texts)}|"):
        return [text or None for text in texts], ()
    tidied = {text: mended(text) for text in set(texts)}
    places = [place for place, text in enumerate(texts) if tidied[text][1]]
    return [tidied[text][0] or None for text in texts], places


def _repaired(values: Sequence[CellValue]) -> list[int]:
    return [place for place, value in enumerate(values) if isinstance(value, str) and mended(value)[1]]


def serial_text(text: str | None) -> str | None:
    """Return a 1904 serial as the 1900 serial of the same day; anything that is not a plausible serial unchanged."""
    if text is not None and text.isascii() and text.isdigit() and len(text) == 5:
        return str(int(text) + DAYS_BETWEEN_EPOCHS)
    return text


def _text(text: str) -> str | None:
    return tidy(text) or None


def _number_text(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


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
