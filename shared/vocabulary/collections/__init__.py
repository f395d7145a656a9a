"""The collections: what is asked of whom, in which columns, by when.

A collection is a set of files of one name, in the folder of its sender: one here, one in validation's
`domain/collections`, one in reporting's `domain/claim_kinds` and, where it has complaints of its own, one in
`vocabulary/issues` (docs/decisions/0027).
"""

from collections.abc import Collection as Codes
from types import MappingProxyType
from typing import Final

from shared.vocabulary.collections.authority.contacts import CONTACT
from shared.vocabulary.collections.authority.county_roll import ROLL
from shared.vocabulary.collections.authority.kent_choices_offers import KC_OFFER
from shared.vocabulary.collections.collection import STANDING, Collection, ColumnUse, Deadline, RowKinds, month_of
from shared.vocabulary.collections.colleges.college_enrolment import C_ENR
from shared.vocabulary.collections.colleges.college_joiners import C_JOIN
from shared.vocabulary.collections.colleges.college_leavers import C_LEAVE
from shared.vocabulary.collections.colleges.college_movements import C_JL
from shared.vocabulary.collections.colleges.college_offers import C_SG
from shared.vocabulary.collections.schools.destination_answers import TEP_DEST
from shared.vocabulary.collections.schools.guarantee_answers import TEP_SG2
from shared.vocabulary.collections.schools.pupil_list_check import S_CHECK
from shared.vocabulary.collections.schools.school_enrolment import S_ENR
from shared.vocabulary.collections.schools.school_joiners import S_JOIN
from shared.vocabulary.collections.schools.school_leavers import S_LEAVE
from shared.vocabulary.collections.schools.school_movements import S_JL
from shared.vocabulary.collections.schools.school_offers import S_SG

__all__ = [
    "COLLECTIONS",
    "CONTACT",
    "C_ENR",
    "C_JL",
    "C_JOIN",
    "C_LEAVE",
    "C_SG",
    "ENTITLED_ONLY",
    "KC_OFFER",
    "ROLL",
    "STANDING",
    "S_CHECK",
    "S_ENR",
    "S_JL",
    "S_JOIN",
    "S_LEAVE",
    "S_SG",
    "TEP_DEST",
    "TEP_SG2",
    "Collection",
    "ColumnUse",
    "Deadline",
    "RowKinds",
    "collection_of_sheets",
    "find_collection",
    "month_of",
]

COLLECTIONS: Final = MappingProxyType(
    {
        collection.code: collection
        for collection in (
            S_ENR,
            ROLL,
            S_LEAVE,
            S_JOIN,
            S_JL,
            C_ENR,
            C_JOIN,
            C_LEAVE,
            C_JL,
            S_SG,
            C_SG,
            KC_OFFER,
            TEP_SG2,
            TEP_DEST,
            S_CHECK,
            CONTACT,
        )
    }
)
ENTITLED_ONLY: Final = frozenset(code for code, collection in COLLECTIONS.items() if collection.needs_entitlement)
"""Codes of the collections that are taken only from senders expressly entitled to send them."""


def find_collection(code: str) -> Collection | None:
    """Return the collection with that code, or None."""
    return COLLECTIONS.get(code)


def collection_of_sheets(codes: Codes[str]) -> Collection | None:
    """Return the collection whose files may have sheets of all these collections side by side, or None."""
    return next(
        (one for one in COLLECTIONS.values() if one.row_kinds and {*one.row_kinds.sheets, one.code} >= set(codes)), None
    )
