"""September Guarantee offers by schools: their rules, and what of their rows becomes a record."""

from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules
from services.validation.domain.rules import learning, offers
from services.validation.domain.rules.of_everybody import (
    BORN,
    ESSENTIAL_NAMES,
    NAMED,
    PERSON_BLANKS,
    PUPIL_NUMBER,
    RECOGNISED,
)
from services.validation.domain.rules.people import school_year_of_birth
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import S_SG

SCHOOL_OFFERS: Final = CollectionRules(
    collection=S_SG,
    rules=(
        Rule(learning.other_establishment, (col.DFE_NUMBER,)),
        *NAMED,
        *BORN,
        *RECOGNISED,
        *PUPIL_NUMBER,
        Rule(learning.contact_withheld, (col.OBJECTION, col.MOBILE, col.EMAIL, col.CARER_PHONE)),
        Rule(offers.current_school_missing, (col.APPLICANT_TYPE, col.CURRENT_SCHOOL_NUMBER, col.CURRENT_SCHOOL_NAME)),
        *offers.STATED,
        *offers.DATED,
        Rule(offers.offer_year_out_of_scope, (col.OFFER_YEAR_GROUP,)),
        Rule(offers.offer_year_contradicts_age, (col.BIRTH_DATE, col.OFFER_YEAR_GROUP), first_as=school_year_of_birth),
    ),
    blanks={
        col.BIRTH_DATE: PERSON_BLANKS[col.BIRTH_DATE],
        col.POSTCODE: PERSON_BLANKS[col.POSTCODE],
        col.DFE_NUMBER: "establishment_missing",
        col.UPN: "upn_missing",
        col.APPLICANT_TYPE: "applicant_type_missing",
        col.COURSE_OFFERED: "course_offered_missing",
        col.OFFER_YEAR_GROUP: "offer_year_missing",
    },
    facts={
        "offer_type": col.OFFER_TYPE,
        "response": col.OFFER_RESPONSE,
        "applicant_type": col.APPLICANT_TYPE,
        "current_school": col.CURRENT_SCHOOL_NUMBER,
        "current_school_name": col.CURRENT_SCHOOL_NAME,
        "year_at_offer": col.OFFER_YEAR_GROUP,
        "offered_on": col.OFFER_DATE,
        "course": col.COURSE_OFFERED,
        "level": col.LEVEL_OFFERED,
        "starts_on": col.OFFER_START,
        "conditions": col.CONDITIONS,
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME, col.OFFER_TYPE}),
    essential=ESSENTIAL_NAMES | {"offer_not_stated"},
)
