"""College offer: a college says that it offers the person a place (collection C_SG)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.offer import OFFER_FACTS, OFFER_PARTICULARS, OfferClaim

COLLEGE_OFFERS: Final = ClaimKind(
    collection="C_SG",
    name="college offer",
    claim=OfferClaim,
    roles=("offer",),
    facts=OFFER_FACTS,
    particulars=(*OFFER_PARTICULARS, "campus"),
)
