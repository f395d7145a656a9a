"""College joiners and leavers in one file (collection C_JL): each row is the claim of a joiner or that of a leaver."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ByRowKind, ClaimKind
from services.reporting.domain.claim_kinds.colleges.college_joiners import COLLEGE_JOINERS
from services.reporting.domain.claim_kinds.colleges.college_leavers import COLLEGE_LEAVERS

COLLEGE_MOVEMENTS: Final = ClaimKind(
    collection="C_JL",
    name="college joiner or leaver",
    claim=ByRowKind({"J": COLLEGE_JOINERS.claim, "L": COLLEGE_LEAVERS.claim}),
    roles=("learning", "leaving"),
    facts=("row_kind", *COLLEGE_JOINERS.facts, *COLLEGE_LEAVERS.facts),
    particulars=(*COLLEGE_JOINERS.particulars, *COLLEGE_LEAVERS.particulars),
)
