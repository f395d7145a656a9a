"""Manual correction: somebody at the authority sets what a person does, and says why (MANUAL: entered on a page)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.correction import CorrectionClaim

MANUAL_CORRECTIONS: Final = ClaimKind(
    collection="MANUAL",
    name="manual correction",
    claim=CorrectionClaim,
    roles=("correction",),
    facts=("corrected_on", "activity", "started_on", "until", "ends_on", "review_on", "left_status"),
    particulars=("reason",),
    entered_only=True,
)
