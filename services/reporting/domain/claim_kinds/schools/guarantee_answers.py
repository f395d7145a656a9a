"""Guarantee answer: a school says of a pupil without a recorded offer which offer there is, or why none (TEP_SG2)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import Answering, ClaimKind
from services.reporting.domain.roles.offer import OfferClaim
from shared.vocabulary.code_lists.of_offers import OFFER_TYPE

GUARANTEE_ANSWERS: Final = ClaimKind(
    collection="TEP_SG2",
    name="guarantee answer",
    claim=OfferClaim,
    roles=("offer",),
    facts=("answers", "offer_type", "reason", "destination"),
    particulars=("course",),
    answering=Answering("offer_type", OFFER_TYPE, {"answers": "Y"}),
)
