"""Leaver destination: a school answers what somebody does whom no enrolment lists (collection TEP_DEST)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import Answering, ClaimKind
from services.reporting.domain.roles.answered import AnsweredClaim
from shared.vocabulary.code_lists.of_leaving import DESTINATION

DESTINATION_ANSWERS: Final = ClaimKind(
    collection="TEP_DEST",
    name="destination answered",
    claim=AnsweredClaim,
    roles=("answer",),
    facts=("destination", "destination_starts_on"),
    particulars=("destination_name", "destination_confirmed"),
    answering=Answering("destination", DESTINATION),
)
