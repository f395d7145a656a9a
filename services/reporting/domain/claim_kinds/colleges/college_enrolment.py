"""College enrolment: a college says that the person studies there, at one of its campuses (collection C_ENR)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.stay import STAY_FACTS, STAY_PARTICULARS, StayClaim

_OF_SCHOOLS_ALONE: Final = frozenset({"qualification_type", "enrolment_status"})

COLLEGE_ENROLMENT: Final = ClaimKind(
    collection="C_ENR",
    name="college enrolment",
    claim=StayClaim,
    roles=("learning",),
    facts=tuple(fact for fact in STAY_FACTS if fact not in _OF_SCHOOLS_ALONE),
    particulars=(*STAY_PARTICULARS, "campus"),
    lists_everybody=True,
)
"""The study programme says what a qualification type says of a school's learner."""
