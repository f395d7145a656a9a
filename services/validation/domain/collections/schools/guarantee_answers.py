"""September Guarantee part 2 answers: their rules, and what of their rows becomes a record."""

from collections.abc import Mapping
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules, Column, UsableRows
from services.validation.domain.columns.parsers import code_of_list, remembering, text_of
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.rules import learning, offers
from services.validation.domain.rules.of_everybody import (
    BORN,
    ESSENTIAL_NAMES,
    IN_YEAR_GROUP,
    NAMED,
    PERSON_BLANKS,
    PUPIL_NUMBER,
    RECOGNISED,
)
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import TEP_SG2


def _derived(rows: UsableRows) -> Mapping[str, Column]:
    """Mark each row as an answer: what it leaves blank says nothing of an offer."""
    return {"answers": ("Y",) * len(rows)}


GUARANTEE_ANSWERS: Final = CollectionRules(
    collection=TEP_SG2,
    rules=(
        Rule(learning.other_establishment, (col.DFE_NUMBER,)),
        *NAMED,
        *BORN,
        *RECOGNISED,
        Rule(offers.learner_number_missing, (col.UPN, col.ULN)),
        *PUPIL_NUMBER,
        *IN_YEAR_GROUP,
        Rule(learning.contact_withheld, (col.OBJECTION, col.MOBILE, col.CARER_PHONE)),
        Rule(offers.reason_beside_an_offer, (col.GUARANTEE_ANSWER, col.OFFER_TYPE)),
        Rule(offers.reason_of_another_year, (col.GUARANTEE_ANSWER, col.YEAR_GROUP)),
        Rule(offers.nothing_answered, (col.OFFER_TYPE, col.COURSE_OFFERED, col.GUARANTEE_ANSWER, col.DESTINATION)),
        Rule(offers.offer_type_missing, (col.OFFER_TYPE, col.COURSE_OFFERED)),
    ),
    blanks={
        col.BIRTH_DATE: PERSON_BLANKS[col.BIRTH_DATE],
        col.YEAR_GROUP: PERSON_BLANKS[col.YEAR_GROUP],
    },
    facts={
        "answers": col.GUARANTEE_ANSWER,
        "offer_type": col.OFFER_TYPE,
        "reason": col.GUARANTEE_ANSWER,
        "destination": col.DESTINATION,
        "destination_name": col.DESTINATION_NAME,
        "course": col.COURSE_OFFERED,
    },
    derived=_derived,
    readings={
        col.DESTINATION: ColumnReading(code_of_list("destination", "destination_not_on_list")),
        col.DESTINATION_NAME: ColumnReading(remembering(text_of(col.DESTINATION_NAME)), words=True),
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME, col.OFFER_TYPE}),
    answered_in=frozenset(
        {col.OFFER_TYPE, col.GUARANTEE_ANSWER, col.COURSE_OFFERED, col.DESTINATION, col.DESTINATION_NAME}
    ),
    essential=ESSENTIAL_NAMES | {"nothing_answered"},
)
