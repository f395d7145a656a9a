"""School joiners and leavers in one file (collection S_JL): each row is the claim of a joiner or that of a leaver."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ByRowKind, ClaimKind
from services.reporting.domain.claim_kinds.schools.school_joiners import SCHOOL_JOINERS
from services.reporting.domain.claim_kinds.schools.school_leavers import SCHOOL_LEAVERS

SCHOOL_MOVEMENTS: Final = ClaimKind(
    collection="S_JL",
    name="school joiner or leaver",
    claim=ByRowKind({"J": SCHOOL_JOINERS.claim, "L": SCHOOL_LEAVERS.claim}),
    roles=("learning", "leaving"),
    facts=("row_kind", *SCHOOL_JOINERS.facts, *SCHOOL_LEAVERS.facts),
    particulars=(*SCHOOL_JOINERS.particulars, *SCHOOL_LEAVERS.particulars),
)
