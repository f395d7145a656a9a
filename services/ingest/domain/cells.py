"""From a spreadsheet's value to text: the same for every reader, so that a date never depends on a locale."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

CellValue = str | float | int | bool | date | datetime | time | timedelta | None

CHARACTERS_MAX: Final = 32_767
"""Excel's own limit for a cell; more is not a spreadsheet that a person made."""

DAYS_BETWEEN_EPOCHS: Final = 1462
"""A workbook that counts from 1904 is this many days behind one that counts from 1900."""


def cell_text(value: CellValue) -> str | None:
    """Return the value as text: dates as ISO 8601, whole numbers without a decimal point, blanks as None."""
    if value.__class__ is date:  # by far the most frequent value that is not text
        return _day_text(value)
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
    if isinstance(value, time):
        return value.isoformat()
    return str(value)


@lru_cache(maxsize=8192)
def _day_text(value: date) -> str:
    return value.isoformat()


def serial_text(text: str | None) -> str | None:
    """Return a 1904 serial as the 1900 serial of the same day; anything that is not a plausible serial unchanged."""
    if text is not None and text.isascii() and text.isdigit() and len(text) == 5:
        return str(int(text) + DAYS_BETWEEN_EPOCHS)
    return text


def _moment_text(value: datetime) -> str:
    if value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat(timespec="seconds")
