"""Numbers of schools and colleges: DfE number (authority and establishment), URN, UKPRN."""

import re
from typing import Final, Literal, NamedTuple

from shared.vocabulary.identifiers.local_authorities import HOME_AUTHORITY

NumberDefect = Literal["wrong_shape"]
NumberNote = Literal["unusual_series"]

_DFE: Final = re.compile(r"([0-9]{3})[\s/\\\-_]*([0-9]{4})")
_FOUR: Final = re.compile(r"[0-9]{4}")
_URN: Final = re.compile(r"[1-9][0-9]{5}")
_UKPRN: Final = re.compile(r"[1-9][0-9]{7}")


class NumberReading(NamedTuple):
    """What a cell says about a number. `value` is the canonical digits, or None with a defect."""

    value: str | None
    defect: NumberDefect | None = None
    note: NumberNote | None = None


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


def display_dfe_number(number: str) -> str:
    """Return the seven digits as people write them: 886/5411. Anything else comes back unchanged."""
    return f"{number[:3]}/{number[3:]}" if len(number) == 7 else number


def read_urn(text: str) -> NumberReading:
    """Read a URN: six digits, unique for ever. Whether it exists only the register knows."""
    cleaned = text.strip()
    return NumberReading(cleaned) if _URN.fullmatch(cleaned) else NumberReading(None, "wrong_shape")


def read_ukprn(text: str) -> NumberReading:
    """Read a UKPRN: eight digits; all seen so far begin with 1, others are noted and kept."""
    cleaned = text.strip().removesuffix(".0")
    if not _UKPRN.fullmatch(cleaned):
        return NumberReading(None, "wrong_shape")
    return NumberReading(cleaned, note=None if cleaned.startswith("1") else "unusual_series")
