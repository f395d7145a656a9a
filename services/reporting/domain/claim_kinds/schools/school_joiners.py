"""School joiner: a school says that the person joined it on a day, and studies there since (collection S_JOIN)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.stay import STAY_FACTS, STAY_PARTICULARS, StayClaim

SCHOOL_JOINERS: Final = ClaimKind(
    collection="S_JOIN",
    name="school joiner",
    claim=StayClaim,
    roles=("learning",),
    facts=tuple(fact for fact in STAY_FACTS if fact not in {"attendance", "study_programme"}),
    particulars=STAY_PARTICULARS,
)
"""A joiner is a stay that starts on the day joined."""
