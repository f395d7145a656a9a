"""Numbers of schools and colleges: the DfE number, of authority and establishment."""

import re
from typing import Final, Literal, NamedTuple

from shared.vocabulary.identifiers.local_authorities import HOME_AUTHORITY

NumberDefect = Literal["wrong_shape"]

_DFE: Final = re.compile(r"([0-9]{3})[\s/\\\-_]*([0-9]{4})")
_FOUR: Final = re.compile(r"[0-9]{4}")


class NumberReading(NamedTuple):
    """What a cell says about a number. `value` is the canonical digits, or None with a defect."""

    value: str | None
    defect: NumberDefect | None = None


def read_dfe_number(text: str, *, home_sender: bool = True) -> NumberReading:
    """Read a DfE number as seven digits. From a sender of the home authority four digits alone are enough."""
    cleaned = text.strip()
    found = _DFE.fullmatch(cleaned)
    if found is not None:
        return NumberReading(found.group(1) + found.group(2))
    if home_sender and _FOUR.fullmatch(cleaned):
        return NumberReading(HOME_AUTHORITY + cleaned)
    return NumberReading(None, "wrong_shape")


def is_short_number(text: str) -> bool:
    """Say whether the text is the four digits of an establishment alone, which every authority may have."""
    return _FOUR.fullmatch(text.strip()) is not None
