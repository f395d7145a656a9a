"""The unique learner number: ten digits, weighted 10 to 1, remainder 10 modulo 11 (HESA field ULN; ILR rule ULN_04)."""

import re
from collections.abc import Iterable, Iterator
from operator import mul
from typing import Final, Literal, NamedTuple

UlnDefect = Literal["wrong_length", "wrong_check_digit", "may_be_nhs_number", "lost_digits", "not_digits"]

NONE_YET: Final = "9999999999"
"""The ILR's number for a learner who has none yet. It fails the check and must never be matched on."""

_WEIGHTS: Final = tuple(range(10, 0, -1))
_NOISE: Final = re.compile(r"[\s'’`\-]+")
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
    return [text for text, remainder in _remainders(texts) if remainder == 10]


def uln_from_body(body: str) -> str | None:
    """Return the ULN that begins with these nine digits, or None where the scheme has none (made-up people need it)."""
    remainder = sum(map(mul, _WEIGHTS, map(int, body))) % 11
    return None if remainder == 0 or body[0] == "0" else f"{body}{10 - remainder}"


def _sums(first_weight: int) -> dict[str, int]:
    """Return the weighted sum of every three digits."""
    return {
        f"{number:03d}": sum(map(mul, range(first_weight, 0, -1), map(int, f"{number:03d}"))) for number in range(1000)
    }


_SUMS_10, _SUMS_7, _SUMS_4 = (_sums(weight) for weight in (10, 7, 4))
_LAST: Final = {str(digit): digit for digit in range(10)}


def _remainders(texts: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield the texts of ten digits that do not begin with 0, each with its remainder."""
    for text in texts:
        if len(text) == 10 and text[0] != "0":
            try:
                yield text, (_SUMS_10[text[:3]] + _SUMS_7[text[3:6]] + _SUMS_4[text[6:9]] + _LAST[text[9]]) % 11
            except KeyError:
                continue


def _remainder(text: str) -> int | None:
    return next((remainder for _, remainder in _remainders((text,))), None)


def _defect(text: str) -> UlnDefect:
    if _E_NOTATION.fullmatch(text):
        return "lost_digits"
    if not (text.isascii() and text.isdigit()):
        return "not_digits"
    # Ten digits that begin with 0 are no shorter number: the check says what is wrong with them.
    return "wrong_check_digit" if len(text) == 10 else "wrong_length"
