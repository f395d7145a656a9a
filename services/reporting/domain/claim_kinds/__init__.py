"""The kinds of claims: one file each, named and placed as in `shared/vocabulary/collections`."""

from types import MappingProxyType
from typing import Final

from services.reporting.domain.claim_kinds.authority.contacts import CONTACTS
from services.reporting.domain.claim_kinds.authority.county_roll import COUNTY_ROLL
from services.reporting.domain.claim_kinds.authority.kent_choices_offers import KENT_CHOICES_OFFERS
from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.claim_kinds.colleges.college_enrolment import COLLEGE_ENROLMENT
from services.reporting.domain.claim_kinds.colleges.college_joiners import COLLEGE_JOINERS
from services.reporting.domain.claim_kinds.colleges.college_leavers import COLLEGE_LEAVERS
from services.reporting.domain.claim_kinds.colleges.college_movements import COLLEGE_MOVEMENTS
from services.reporting.domain.claim_kinds.colleges.college_offers import COLLEGE_OFFERS
from services.reporting.domain.claim_kinds.entered.manual_corrections import MANUAL_CORRECTIONS
from services.reporting.domain.claim_kinds.schools.destination_answers import DESTINATION_ANSWERS
from services.reporting.domain.claim_kinds.schools.guarantee_answers import GUARANTEE_ANSWERS
from services.reporting.domain.claim_kinds.schools.pupil_list_check import PUPIL_LIST_CHECK
from services.reporting.domain.claim_kinds.schools.school_enrolment import SCHOOL_ENROLMENT
from services.reporting.domain.claim_kinds.schools.school_joiners import SCHOOL_JOINERS
from services.reporting.domain.claim_kinds.schools.school_leavers import SCHOOL_LEAVERS
from services.reporting.domain.claim_kinds.schools.school_movements import SCHOOL_MOVEMENTS
from services.reporting.domain.claim_kinds.schools.school_offers import SCHOOL_OFFERS

__all__ = ["CLAIM_KINDS", "KIND_OF_COLLECTION", "ClaimKind"]

CLAIM_KINDS: Final = (
    SCHOOL_ENROLMENT,
    COUNTY_ROLL,
    SCHOOL_LEAVERS,
    SCHOOL_JOINERS,
    SCHOOL_MOVEMENTS,
    COLLEGE_ENROLMENT,
    COLLEGE_JOINERS,
    COLLEGE_LEAVERS,
    COLLEGE_MOVEMENTS,
    SCHOOL_OFFERS,
    COLLEGE_OFFERS,
    KENT_CHOICES_OFFERS,
    GUARANTEE_ANSWERS,
    DESTINATION_ANSWERS,
    PUPIL_LIST_CHECK,
    CONTACTS,
    MANUAL_CORRECTIONS,
)
KIND_OF_COLLECTION: Final = MappingProxyType({kind.collection: kind for kind in CLAIM_KINDS})
