"""Postcodes: brought into the one form ME14 1XX, repaired where a letter was typed for a digit, checked by shape."""

import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

PostcodeDefect = Literal["wrong_shape"]

_OUTWARD: Final = re.compile(
    r"[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
)
_INWARD: Final = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
_CANONICAL: Final = re.compile(f"{_OUTWARD.pattern} {_INWARD.pattern}")
_NOISE: Final = re.compile(r"[^0-9A-Z]+")
_DIGITS: Final = str.maketrans("OIL", "011")


class PostcodeReading(NamedTuple):
    """What a cell says about a postcode."""

    value: str | None
    """Canonical form with one space, or None."""
    defect: PostcodeDefect | None = None
    repaired: bool = False
    """True when a letter was read as the digit it stands for."""
    pseudo: bool = False
    """True for the NHS codes ZZ99…: no fixed abode, or not known. There is no place behind them."""


def read_postcode(text: str) -> PostcodeReading:
    """Read a postcode wherever its space stands. Places outside the county are as good as any other."""
    plain = _NOISE.sub("", text.upper())
    if plain.startswith("ZZ99"):
        return PostcodeReading(None, pseudo=True)
    if _has_shape(plain):
        return PostcodeReading(_spaced(plain))
    repaired = _repaired(plain)
    if repaired is not None:
        return PostcodeReading(_spaced(repaired), repaired=True)
    return PostcodeReading(None, "wrong_shape")


def canonical_postcodes(texts: Iterable[str]) -> list[str]:
    """Return those of the texts that are postcodes in their one form already, as most are."""
    return [text for text in texts if _CANONICAL.fullmatch(text)]


def _has_shape(plain: str) -> bool:
    return _INWARD.fullmatch(plain[-3:]) is not None and _OUTWARD.fullmatch(plain[:-3]) is not None


def _spaced(plain: str) -> str:
    return f"{plain[:-3]} {plain[-3:]}"


def _repaired(plain: str) -> str | None:
    """Read O as 0, I and L as 1 where only a digit can stand: third from the end, at the end of the outward part."""
    if not 5 <= len(plain) <= 7:
        return None
    inward = plain[-3].translate(_DIGITS) + plain[-2:]
    outward = plain[:-3]
    for digits in (0, 1, 2):
        kept = len(outward) - digits
        candidate = outward[:kept] + outward[kept:].translate(_DIGITS) + inward
        if kept and _has_shape(candidate):
            return candidate
    return None
