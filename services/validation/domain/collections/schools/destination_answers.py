"""Leaver destinations: their rules, and what of their rows becomes a record."""

from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules
from services.validation.domain.collections.schools.school_leavers import SCHOOL_LEAVERS, destination_name_missing
from services.validation.domain.columns.parsers import code_of_list
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.rules import learning
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
from shared.vocabulary.collections import TEP_DEST

DESTINATION_ANSWERS: Final = CollectionRules(
    collection=TEP_DEST,
    rules=(
        Rule(learning.other_establishment, (col.DFE_NUMBER,)),
        *NAMED,
        *BORN,
        *RECOGNISED,
        *PUPIL_NUMBER,
        *IN_YEAR_GROUP,
        Rule(learning.contact_withheld, (col.OBJECTION, col.MOBILE, col.CARER_PHONE)),
        Rule(destination_name_missing, (col.DESTINATION, col.DESTINATION_NAME, col.DESTINATION_NUMBER)),
    ),
    blanks={
        col.BIRTH_DATE: PERSON_BLANKS[col.BIRTH_DATE],
        col.YEAR_GROUP: PERSON_BLANKS[col.YEAR_GROUP],
        col.DESTINATION: "destination_not_answered",
    },
    facts={
        "destination": col.DESTINATION,
        "destination_name": col.DESTINATION_NAME,
        "destination_number": col.DESTINATION_NUMBER,
        "destination_starts_on": col.DESTINATION_START,
        "destination_confirmed": col.DESTINATION_CONFIRMED,
    },
    readings={
        **SCHOOL_LEAVERS.readings,
        col.DESTINATION: ColumnReading(code_of_list("destination", "destination_answer_unreadable")),
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    answered_in=frozenset(
        {
            col.DESTINATION,
            col.DESTINATION_NAME,
            col.DESTINATION_NUMBER,
            col.DESTINATION_START,
            col.DESTINATION_CONFIRMED,
        }
    ),
    essential=ESSENTIAL_NAMES | {"destination_not_answered", "destination_answer_unreadable"},
)
"""An answer that cannot be read is none: unlike a leaver, whom it is about may not have left at all."""
