"""From a spreadsheet's value to text: the same for every reader, so that a date never depends on a locale."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

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
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def column_texts(values: Sequence[CellValue]) -> list[str | None]:
    """Return the values of a column as `cell_text` does each; what comes often is worked out once."""
    kinds = set(map(type, values))
    if kinds == _TEXT_ALONE:
        return [value.strip() or None for value in values]  # type: ignore[union-attr]
    if len(kinds & _EQUAL_ACROSS) > 1:
        return list(map(cell_text, values))
    texts = {value: cell_text(value) for value in set(values)}
    return [texts[value] for value in values]


def serial_text(text: str | None) -> str | None:
    """Return a 1904 serial as the 1900 serial of the same day; anything that is not a plausible serial unchanged."""
    if text is not None and text.isascii() and text.isdigit() and len(text) == 5:
        return str(int(text) + DAYS_BETWEEN_EPOCHS)
    return text


def _moment_text(value: datetime) -> str:
    if value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat(timespec="seconds")
