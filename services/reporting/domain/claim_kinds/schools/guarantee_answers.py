"""Guarantee answer: a school says of a pupil without a recorded offer which offer there is, or why none (TEP_SG2)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.offer import OfferClaim

GUARANTEE_ANSWERS: Final = ClaimKind(
    collection="TEP_SG2",
    name="guarantee answer",
    claim=OfferClaim,
    roles=("offer",),
    facts=("answers", "offer_type", "reason", "destination"),
    particulars=("course",),
)
