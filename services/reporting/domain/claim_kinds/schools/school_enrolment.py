"""School enrolment: a school says that the person studies there (collection S_ENR)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.stay import STAY_FACTS, STAY_PARTICULARS, StayClaim

SCHOOL_ENROLMENT: Final = ClaimKind(
    collection="S_ENR",
    name="school enrolment",
    claim=StayClaim,
    roles=("learning",),
    facts=STAY_FACTS,
    particulars=STAY_PARTICULARS,
    lists_everybody=True,
)
