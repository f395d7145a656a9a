"""The unique learner number: ten digits, weighted 10 to 1, remainder 10 modulo 11 (HESA field ULN; ILR rule ULN_04)."""

import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from services.validation.domain.values.weighted_sums import weighted_sum, weighted_sums

UlnDefect = Literal["wrong_length", "wrong_check_digit", "may_be_nhs_number", "lost_digits", "not_digits"]

NONE_YET: Final = "9999999999"
"""The ILR's number for a learner who has none yet. It fails the check and must never be matched on."""

_WEIGHTS: Final = tuple(range(10, 0, -1))
_SHAPE: Final = re.compile(r"[1-9][0-9]{9}")
_NOISE: Final = re.compile(r"[\s,;\"'’`\-]+")
_E_NOTATION: Final = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


class UlnReading(NamedTuple):
    """What a cell says about a ULN. `value` is None where there is none or the text is no ULN."""

    value: str | None
    defect: UlnDefect | None = None
    none_yet: bool = False
    """True for the number that says "none yet": not a defect, and not a number either."""


def read_uln(text: str) -> UlnReading:
    """Read a ULN. A ten-digit number that may be an NHS number is refused and its value kept nowhere."""
    remainder = _remainder(text)
    if remainder == 10:
        return UlnReading(text)
    text = _NOISE.sub("", text).removesuffix(".0")
    if text == NONE_YET:
        return UlnReading(None, none_yet=True)
    remainder = _remainder(text)
    if remainder == 10:
        return UlnReading(text)
    return UlnReading(None, "may_be_nhs_number" if remainder == 0 else _defect(text))


def ulns(texts: Iterable[str]) -> list[str]:
    """Return those of the texts that are right ULNs as they stand, as most are."""
    shaped = [text for text in texts if len(text) == 10 and text.isascii() and text.isdigit() and text[0] != "0"]
    return [text for text, total in zip(shaped, weighted_sums(shaped, _WEIGHTS), strict=True) if total % 11 == 10]


def uln_from_body(body: str) -> str | None:
    """Return the ULN that begins with these nine digits, or None where the scheme has none (made-up people need it)."""
    remainder = weighted_sum(body, _WEIGHTS) % 11
    return None if remainder == 0 or body[0] == "0" else f"{body}{10 - remainder}"


def _remainder(text: str) -> int | None:
    """Return the remainder of ten digits that do not begin with 0; None for anything else."""
    return None if _SHAPE.fullmatch(text) is None else weighted_sum(text, _WEIGHTS) % 11


def _defect(text: str) -> UlnDefect:
    if _E_NOTATION.fullmatch(text):
        return "lost_digits"
    if not (text.isascii() and text.isdigit()):
        return "not_digits"
    # Ten digits that begin with 0 are no shorter number: the check says what is wrong with them.
    return "wrong_check_digit" if len(text) == 10 else "wrong_length"
