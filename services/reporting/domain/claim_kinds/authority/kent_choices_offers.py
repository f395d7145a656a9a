"""Kent Choices application: the person applied for a place through Kent Choices, and what became of it (KC_OFFER)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.offer import OFFER_FACTS, OFFER_PARTICULARS, OfferClaim

KENT_CHOICES_OFFERS: Final = ClaimKind(
    collection="KC_OFFER",
    name="Kent Choices application",
    claim=OfferClaim,
    roles=("offer",),
    facts=OFFER_FACTS,
    particulars=(*OFFER_PARTICULARS, "provider"),
)
