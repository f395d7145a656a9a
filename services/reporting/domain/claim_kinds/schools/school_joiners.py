"""School joiner: a school says that the person joined it on a day, and studies there since (collection S_JOIN)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.claim_kinds.schools.school_enrolment import NAME, SCHOOL_ENROLMENT, SchoolEnrolment

SCHOOL_JOINERS: Final = ClaimKind(
    collection="S_JOIN",
    name=NAME,
    claim=SchoolEnrolment,
    facts=tuple(fact for fact in SCHOOL_ENROLMENT.facts if fact not in {"attendance", "study_programme"}),
    particulars=("title",),
    cells={},
    sentences={},
)
"""A joiner is an enrolment that starts on the day joined: it makes claims of that kind and has no cells of its own."""
