"""School joiners and leavers in one file: each row is judged as what it is."""

from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules, derived_by_kind, facts_of_kinds
from services.validation.domain.collections.schools.school_joiners import SCHOOL_JOINERS
from services.validation.domain.collections.schools.school_leavers import SCHOOL_LEAVERS
from services.validation.domain.rules.of_everybody import BORN, ESSENTIAL_NAMES, NAMED, PERSON_BLANKS
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import S_JL

_KINDS: Final = {"J": SCHOOL_JOINERS, "L": SCHOOL_LEAVERS}

SCHOOL_MOVEMENTS: Final = CollectionRules(
    collection=S_JL,
    rules=(*NAMED, *BORN),
    blanks=PERSON_BLANKS
    | {
        col.MOVEMENT: "movement_missing",
        col.DFE_NUMBER: "establishment_missing",
        col.UPN: "upn_missing",
    },
    facts=facts_of_kinds(col.MOVEMENT, _KINDS),
    derived=derived_by_kind(col.MOVEMENT, _KINDS),
    readings={**SCHOOL_LEAVERS.readings},
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"movement_missing", "movement_unreadable"},
    row_kinds=_KINDS,
)
"""Rules and blanks of its own are for rows that are neither joiner nor leaver."""
