"""College joiners and leavers in one file: each row is judged as what it is."""

from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules, derived_by_kind, facts_of_kinds
from services.validation.domain.collections.colleges.college_joiners import COLLEGE_JOINERS
from services.validation.domain.collections.colleges.college_leavers import COLLEGE_LEAVERS
from services.validation.domain.rules.of_colleges import PEOPLE_BLANKS
from services.validation.domain.rules.of_everybody import BORN, ESSENTIAL_NAMES, NAMED
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import C_JL

_KINDS: Final = {"J": COLLEGE_JOINERS, "L": COLLEGE_LEAVERS}

COLLEGE_MOVEMENTS: Final = CollectionRules(
    collection=C_JL,
    rules=(*NAMED, *BORN),
    blanks=PEOPLE_BLANKS | {col.MOVEMENT: "movement_missing"},
    facts=facts_of_kinds(col.MOVEMENT, _KINDS),
    derived=derived_by_kind(col.MOVEMENT, _KINDS),
    readings={**COLLEGE_LEAVERS.readings, **COLLEGE_JOINERS.readings},
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"movement_missing", "movement_unreadable"},
    row_kinds=_KINDS,
)
"""Rules and blanks of its own are for rows that are neither joiner nor leaver."""
