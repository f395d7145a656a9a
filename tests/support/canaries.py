"""Canaries: made-up names and numbers so rare that finding one anywhere means that personal data got out there."""

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from services.validation.domain.values.uln import uln_from_body
from services.validation.domain.values.upn import upn_check_letter
from tests.support.workbooks import A_LEARNER, A_TRACKED_PERSON, Row

_BODY: Final = "886000013739"
SURNAME: Final = "Quixworthington"
FORENAME: Final = "Zephyrandine"
UPN: Final = upn_check_letter(_BODY) + _BODY
ULN: Final = str(uln_from_body("737173717"))
WRONG_UPN: Final = "A" + _BODY if UPN[0] != "A" else "B" + _BODY
POSTCODE: Final = "TN30 9ZQ"
STREET: Final = "173 Quixworth Passage"
EMAIL: Final = "zephyrandine.quix@example.org"
CARER: Final = "Ms X Quixworthington"
MOBILE: Final = "07700 900737"
FILE_NAME: Final = f"8860001 {SURNAME} enrolment 2026-27.xlsx"
COMMENT: Final = f"About {FORENAME}, born on her birthday"

LOOKED_FOR: Final = tuple(
    text.casefold().encode(encoding)
    for text in (
        "quixwort",
        "zephyrandin",
        UPN,
        UPN[1:],
        ULN,
        WRONG_UPN,
        POSTCODE,
        POSTCODE.replace(" ", ""),
        "7700900737",
    )
    for encoding in ("utf-8", "utf-16-le")
)
"""What to look for, lower-cased, as text is written to files and wires."""

A_CANARY: Final[Row] = {
    **A_LEARNER,
    "P1": UPN,
    "P3": ULN,
    "P5": SURNAME,
    "P6": FORENAME,
    "P10": date(2009, 11, 23),
    "C1": STREET,
    "C5": POSTCODE,
    "C7": MOBILE,
    "C8": EMAIL,
    "C9": CARER,
}
"""Accepted and matched, or newly created."""
REFUSED: Final[Row] = {**A_CANARY, "V1": date(2026, 9, 20), "L1": SURNAME, "L9": FORENAME}
"""Refused, with names where dates and codes should be."""
UNCERTAIN: Final[Row] = {**A_CANARY, "P1": WRONG_UPN, "P3": None, "P6": "Zephyrandina", "C5": "TN30 9ZX"}
"""A field error in the number, and a spelling that a person may have to look at."""
TRACKED: Final[Row] = {
    **A_TRACKED_PERSON,
    "K1": "737001",
    "P1": UPN,
    "P3": ULN,
    "P5": SURNAME,
    "P6": FORENAME,
    "P10": date(2009, 11, 23),
    "C5": POSTCODE,
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a canary was seen. The sentence does not repeat it."""

    place: str
    kind: int
    """Its index in `LOOKED_FOR`."""


def sightings(place: str, content: bytes) -> Iterator[Sighting]:
    """Look for every canary in some bytes, whatever their case."""
    lowered = content.lower()
    for kind, canary in enumerate(LOOKED_FOR):
        if canary in lowered:
            yield Sighting(place, kind)


def sightings_in_files(paths: Iterable[Path]) -> list[Sighting]:
    """Look for every canary in files."""
    found: list[Sighting] = []
    for path in paths:
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content:
                found += sightings(str(path), content[:])
    return found
