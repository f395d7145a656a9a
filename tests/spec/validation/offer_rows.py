"""A good row of each collection of offers, and what it is judged against."""

from collections.abc import Mapping
from datetime import date

from services.validation.domain.context import Context

_WHO = {"P5": "O'Brien-Smith", "P6": "Zoë", "P10": "2011-02-14"}
_UPN, _ULN = {"P1": "U886000026001"}, {"P3": "5161128622"}

OFFER_CONTEXTS = {
    "S_SG": Context("S_SG", "8860001", "2026-27", date(2027, 4, 28)),
    "C_SG": Context("C_SG", "10000001", "2026-27", date(2027, 3, 31)),
    "KC_OFFER": Context("KC_OFFER", "886", "2026-27", date(2027, 4, 28)),
    "TEP_SG2": Context("TEP_SG2", "8860001", "2026-27", date(2027, 6, 25)),
}

GOOD_OFFERS: Mapping[str, Mapping[str, str | None]] = {
    "S_SG": {
        **_WHO,
        **_UPN,
        "E1": "886/0001",
        "C5": "ME14 1XX",
        "G1": "INT",
        "G4": "CONDITIONAL",
        "G5": "2027-03-12",
        "G6": "OFFERED",
        "G7": "A levels",
        "G8": "3",
        "G9": "2027-09-06",
        "G10": "11",
    },
    "C_SG": {
        **_WHO,
        **_ULN,
        "E3": "10000001",
        "C5": "ME14 1XX",
        "G2": "886/0001",
        "G4": "CONDITIONAL",
        "G5": "2027-03-12",
        "G7": "Level 2 Bricklaying",
        "G8": "2",
        "G10": "11",
    },
    "KC_OFFER": {
        **_WHO,
        **_UPN,
        "K9": "A0012345",
        "E1": "886/0002",
        "G4": "CONDITIONAL",
        "G5": "2027-03-12",
        "G6": "OFFERED",
        "G7": "A levels",
    },
    "TEP_SG2": {**_WHO, **_UPN, "P15": "11", "G4": "NONE", "G12": "151"},
}
