"""Kent Choices offers: their rules, and what of their rows becomes a record."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules, Column, UsableRows
from services.validation.domain.columns.parsers import code_of_list, reference_of, remembering
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.context import Context
from services.validation.domain.parsing.as_typed import number
from services.validation.domain.parsing.numbers import read_establishment
from services.validation.domain.rules import offers
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
from shared.vocabulary.code_lists.of_offers import APPLIED, NO_OFFER, WITHDRAWN
from shared.vocabulary.collections import KC_OFFER

_NEVER_OFFERED: Final = frozenset({APPLIED, WITHDRAWN})
"""States of an application for which nobody need have offered anything."""


def provider_missing(context: Context, school: str | None, college: str | None) -> bool:
    """Neither the DfE number nor the UKPRN of whom the application is to."""
    return school is None and college is None


def kind_of_offer_missing(context: Context, offer_type: str | None, state: str | None) -> bool:
    """An offer, by the state of the application, and not of which kind."""
    return offer_type is None and state is not None and state not in _NEVER_OFFERED


def state_without_an_offer(context: Context, offer_type: str | None, state: str | None) -> bool:
    """Offered or answered, by the state of the application, and yet no offer."""
    return offer_type == NO_OFFER and state is not None and state not in _NEVER_OFFERED


def day_of_offer_missing(context: Context, offered_on: date | None, state: str | None) -> bool:
    """An offer, by the state of the application, and not of which day."""
    return offered_on is None and state is not None and state not in _NEVER_OFFERED


def _derived(rows: UsableRows) -> Mapping[str, Column]:
    """Name the provider by whichever number stands in the row."""
    pairs = zip(rows.column(col.DFE_NUMBER), rows.column(col.UKPRN), strict=True)
    return {"provider": tuple([school or college for school, college in pairs])}


KENT_CHOICES_OFFERS: Final = CollectionRules(
    collection=KC_OFFER,
    rules=(
        *NAMED,
        *BORN,
        *RECOGNISED,
        Rule(offers.learner_number_missing, (col.UPN, col.ULN)),
        *PUPIL_NUMBER,
        *IN_YEAR_GROUP,
        Rule(provider_missing, (col.DFE_NUMBER, col.UKPRN)),
        Rule(kind_of_offer_missing, (col.OFFER_TYPE, col.OFFER_RESPONSE), issue="offer_type_missing"),
        Rule(state_without_an_offer, (col.OFFER_TYPE, col.OFFER_RESPONSE), issue="answer_without_an_offer"),
        Rule(day_of_offer_missing, (col.OFFER_DATE, col.OFFER_RESPONSE), issue="offer_date_missing"),
        *offers.DATED,
    ),
    blanks={
        col.BIRTH_DATE: PERSON_BLANKS[col.BIRTH_DATE],
        col.APPLICATION_ID: "application_id_missing",
        col.COURSE_OFFERED: "course_offered_missing",
        col.OFFER_RESPONSE: "application_state_missing",
    },
    facts={
        "offer_type": col.OFFER_TYPE,
        "response": col.OFFER_RESPONSE,
        "current_school": col.CURRENT_SCHOOL_NUMBER,
        "current_school_name": col.CURRENT_SCHOOL_NAME,
        "provider": col.DFE_NUMBER,
        "application_id": col.APPLICATION_ID,
        "changed_on": col.CHANGED_AT,
        "offered_on": col.OFFER_DATE,
        "course": col.COURSE_OFFERED,
        "level": col.LEVEL_OFFERED,
        "starts_on": col.OFFER_START,
        "conditions": col.CONDITIONS,
    },
    derived=_derived,
    # The extract names who offers the place, not who sends it.
    readings={
        col.DFE_NUMBER: ColumnReading(remembering(number(read_establishment("provider_unreadable")))),
        col.UKPRN: ColumnReading(reference_of(col.UKPRN, "provider_unreadable")),
        col.OFFER_RESPONSE: ColumnReading(code_of_list("application_state", "application_state_not_on_list")),
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"application_state_missing", "application_state_not_on_list"},
)
