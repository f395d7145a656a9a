"""The lines of a part as one run of bytes: columns of numbers, one after the other, as PostgreSQL's `int4send` and its
like would write them. Five hundred lines are then written and read without a look at any one of them."""

import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import Final

from services.validation.domain.duplicates import LearnerLines

_NUMBERS: Final = ("i", "i", "h")
"""Ordinals, lines, ranks: four, four and two bytes each."""
_KEYS: Final = ("q", "q", "q")
"""Blind keys of UPN, ULN and name: eight bytes each; 0 for none."""
_TYPES: Final = _NUMBERS + _KEYS
_LINE_BYTES: Final = 34


def packed(lines: LearnerLines) -> bytes:
    """Return the columns in the order of their types."""
    columns = (lines.ordinals, lines.lines, lines.ranks, *map(_with_noughts, lines.keys))
    return b"".join(_bytes(kind, column) for kind, column in zip(_TYPES, columns, strict=True))


def unpacked(sheet: str, data: bytes) -> LearnerLines:
    """Return the lines that were packed; a key of 0 is none."""
    count, start = len(data) // _LINE_BYTES, 0
    columns = []
    for kind in _TYPES:
        column = array(kind)
        end = start + count * column.itemsize
        column.frombytes(data[start:end])
        columns.append(_in_order(column).tolist())
        start = end
    numbers, keys = columns[: len(_NUMBERS)], columns[len(_NUMBERS) :]
    return LearnerLines(sheet, *numbers, *map(_with_nones, keys))


def _bytes(kind: str, values: Iterable[int]) -> bytes:
    return _in_order(array(kind, values)).tobytes()


def _in_order(column: "array[int]") -> "array[int]":
    if sys.byteorder == "little":
        column.byteswap()
    return column


def _with_noughts(keys: Sequence[int | None]) -> Iterable[int]:
    return (key or 0 for key in keys) if None in keys else keys  # type: ignore[return-value]


def _with_nones(keys: Sequence[int]) -> Sequence[int | None]:
    return [key or None for key in keys] if 0 in keys else keys
