"""College leaver: a college says that the person left it on a day, and where to (collection C_LEAVE)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.leaving import LEAVING_FACTS, LEAVING_PARTICULARS, LeavingClaim

COLLEGE_LEAVERS: Final = ClaimKind(
    collection="C_LEAVE",
    name="college leaver",
    claim=LeavingClaim,
    roles=("leaving",),
    facts=LEAVING_FACTS,
    particulars=LEAVING_PARTICULARS,
)
