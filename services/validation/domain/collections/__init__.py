"""What validation knows of each collection: one file each, named and placed as in `shared/vocabulary/collections`."""

from types import MappingProxyType
from typing import Final

from services.validation.domain.collections.authority.contacts import CONTACTS
from services.validation.domain.collections.authority.county_roll import COUNTY_ROLL
from services.validation.domain.collections.authority.kent_choices_offers import KENT_CHOICES_OFFERS
from services.validation.domain.collections.collection_rules import CollectionRules
from services.validation.domain.collections.colleges.college_enrolment import COLLEGE_ENROLMENT
from services.validation.domain.collections.colleges.college_joiners import COLLEGE_JOINERS
from services.validation.domain.collections.colleges.college_leavers import COLLEGE_LEAVERS
from services.validation.domain.collections.colleges.college_movements import COLLEGE_MOVEMENTS
from services.validation.domain.collections.colleges.college_offers import COLLEGE_OFFERS
from services.validation.domain.collections.schools.destination_answers import DESTINATION_ANSWERS
from services.validation.domain.collections.schools.guarantee_answers import GUARANTEE_ANSWERS
from services.validation.domain.collections.schools.pupil_list_check import PUPIL_LIST_CHECK
from services.validation.domain.collections.schools.school_enrolment import SCHOOL_ENROLMENT
from services.validation.domain.collections.schools.school_joiners import SCHOOL_JOINERS
from services.validation.domain.collections.schools.school_leavers import SCHOOL_LEAVERS
from services.validation.domain.collections.schools.school_movements import SCHOOL_MOVEMENTS
from services.validation.domain.collections.schools.school_offers import SCHOOL_OFFERS

__all__ = ["COLLECTION_RULES", "CollectionRules"]

COLLECTION_RULES: Final = MappingProxyType(
    {
        rules.collection.code: rules
        for rules in (
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
        )
    }
)
"""By the code of the collection."""
