"""The unique pupil number: 13 characters, a check letter first (UK Government Data Standards Catalogue, UPN 2.0)."""

import re
from collections.abc import Iterable
from operator import mul
from typing import Final, Literal, NamedTuple

from services.validation.domain.values.weighted_sums import weighted_sums

UpnDefect = Literal["wrong_length", "wrong_check_letter", "middle_not_digits", "first_not_letter", "last_character"]

ALPHABET: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The 23 letters of the check; I, O and S are not used."""

_VALUES: Final = {str(digit): digit for digit in range(10)} | {letter: n for n, letter in enumerate(ALPHABET)}
_WEIGHTS: Final = tuple(range(2, 14))
_SHAPE: Final = re.compile(f"[{ALPHABET}][0-9]{{11}}[0-9{ALPHABET}]")
_NOISE: Final = re.compile(r"[\s.,;\"'’`\-]+")
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1"})


class UpnReading(NamedTuple):
    """What a cell says about a UPN. `value` is None where the text is no UPN; `defect` then says why."""

    value: str | None
    kind: Literal["permanent", "temporary"] | None = None
    defect: UpnDefect | None = None
    repaired: bool = False
    """True when a letter O or I was read as the digit it stands for."""


def upn_check_letter(body: str) -> str:
    """Return the letter that belongs before these 12 characters (weights 2 to 13, remainder modulo 23)."""
    return ALPHABET[sum(map(mul, _WEIGHTS, map(_VALUES.__getitem__, body))) % 23]


def read_upn(text: str) -> UpnReading:
    """Read a UPN as people type it: spaces, case and stray marks ignored, O and I repaired if the letter then fits."""
    if _fits(text):
        return UpnReading(text, _kind(text))
    cleaned = _NOISE.sub("", text).upper()
    if _fits(cleaned):
        return UpnReading(cleaned, _kind(cleaned))
    if len(cleaned) != 13:
        return UpnReading(None, defect="wrong_length")
    repaired = cleaned[0] + cleaned[1:12].translate(_LOOKALIKES) + cleaned[12]
    if _fits(repaired):
        return UpnReading(repaired, _kind(repaired), repaired=True)
    return UpnReading(None, defect=_defect(cleaned))


def permanent_upns(texts: Iterable[str]) -> list[str]:
    """Return those of the texts that are right, permanent UPNs as they stand, as most are."""
    shaped = [text for text in texts if len(text) == 13 and text.isascii() and text[1:].isdigit()]
    sums = weighted_sums(shaped, (0, *_WEIGHTS))
    return [text for text, total in zip(shaped, sums, strict=True) if text[0] == ALPHABET[total % 23]]


def _fits(text: str) -> bool:
    return _SHAPE.fullmatch(text) is not None and text[0] == upn_check_letter(text[1:])


def _kind(upn: str) -> Literal["permanent", "temporary"]:
    return "permanent" if upn[12].isdigit() else "temporary"


def _defect(cleaned: str) -> UpnDefect:
    if cleaned[0] not in ALPHABET:
        return "first_not_letter"
    if not (cleaned[1:12].isascii() and cleaned[1:12].isdigit()):
        return "middle_not_digits"
    if cleaned[12] not in _VALUES:
        return "last_character"
    return "wrong_check_letter"
