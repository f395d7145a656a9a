"""College joiner: a college says that the person joined it on a day, and studies there since (collection C_JOIN)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.claim_kinds.colleges.college_enrolment import COLLEGE_ENROLMENT
from services.reporting.domain.roles.stay import JoinerClaim

COLLEGE_JOINERS: Final = ClaimKind(
    collection="C_JOIN",
    name="college joiner",
    claim=JoinerClaim,
    roles=("learning",),
    facts=COLLEGE_ENROLMENT.facts,
    particulars=COLLEGE_ENROLMENT.particulars,
)
"""A joiner is a stay that starts on the day joined."""
