"""Numbers of schools and colleges: the DfE number, of authority and establishment, and a college's UKPRN."""

import re
from typing import Final, Literal, NamedTuple

from shared.vocabulary.home_authorities import SHORT_NUMBERS_ARE_OF

NumberDefect = Literal["wrong_shape"]

_DFE: Final = re.compile(r"([0-9]{3})[\s/\\\-_]*([0-9]{4})")
_FOUR: Final = re.compile(r"[0-9]{4}")
_UKPRN: Final = re.compile(r"([1-9][0-9]{7})(?:\.0+)?")
"""From 10000000 to 99999999 (source: ILR); in practice each begins with 1. Spreadsheets may write it as a decimal."""
ESTABLISHMENT_PATTERN: Final = r"^[0-9]{7,8}$"
"""Seven digits of a school's DfE number or eight of a college's UKPRN, as they are kept."""


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
        return NumberReading(SHORT_NUMBERS_ARE_OF + cleaned)
    return NumberReading(None, "wrong_shape")


def read_ukprn(text: str) -> NumberReading:
    """Read a UKPRN as eight digits."""
    found = _UKPRN.fullmatch(text.strip())
    return NumberReading(None, "wrong_shape") if found is None else NumberReading(found.group(1))


def is_short_number(text: str) -> bool:
    """Say whether the text is the four digits of an establishment alone, which every authority may have."""
    return _FOUR.fullmatch(text.strip()) is not None
