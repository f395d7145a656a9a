"""Objections to sharing: which cells hold one. What cannot be read is one."""

import re
from collections.abc import Sequence
from typing import Final

_NO: Final = re.compile(r"n|no|false|0|n/?a|none|-+", re.IGNORECASE)


def objects(cell: str | None) -> bool:
    """Return whether a cell holds more than that nobody objects."""
    return cell is not None and _NO.fullmatch(cell) is None


def of_either(first: Sequence[str | None], further: Sequence[str | None]) -> list[str | None]:
    """Return one column of two that hold objections: an objection in either counts."""
    return [other if objects(other) or cell is None else cell for cell, other in zip(first, further, strict=True)]
