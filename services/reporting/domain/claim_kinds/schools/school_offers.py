"""School offer: a school says that it offers the person a place (collection S_SG)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.offer import OFFER_FACTS, OFFER_PARTICULARS, OfferClaim

SCHOOL_OFFERS: Final = ClaimKind(
    collection="S_SG",
    name="school offer",
    claim=OfferClaim,
    roles=("offer",),
    facts=(*OFFER_FACTS, "applicant_type"),
    particulars=OFFER_PARTICULARS,
)
