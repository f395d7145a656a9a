"""School leaver: a school says that the person left it on a day, and where to (collection S_LEAVE)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.leaving import LEAVING_FACTS, LEAVING_PARTICULARS, LeavingClaim

SCHOOL_LEAVERS: Final = ClaimKind(
    collection="S_LEAVE",
    name="school leaver",
    claim=LeavingClaim,
    roles=("leaving",),
    facts=LEAVING_FACTS,
    particulars=LEAVING_PARTICULARS,
)
