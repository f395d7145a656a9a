"""Contacts: their rules, and what of their rows becomes a record."""

from datetime import date
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules
from services.validation.domain.columns.parsers import code_of_list, date_of, remembering, text_of
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.context import Context
from services.validation.domain.parsing.as_typed import number
from services.validation.domain.rules.of_everybody import (
    BORN,
    ESSENTIAL_NAMES,
    NAMED,
    PERSON_BLANKS,
    PUPIL_NUMBER,
    RECOGNISED,
)
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import CONTACT


def contacted_in_the_future(context: Context, contacted_on: date | None) -> bool:
    """Contacted after the day on which the file came."""
    return contacted_on is not None and contacted_on > context.received_on


def activity_ends_before_it_starts(context: Context, ends_on: date | None, starts_on: date | None) -> bool:
    """The activity is over before it begins."""
    return ends_on is not None and starts_on is not None and ends_on < starts_on


def review_before_contact(context: Context, review_on: date | None, contacted_on: date | None) -> bool:
    """To be looked at again before anybody was contacted."""
    return review_on is not None and contacted_on is not None and review_on < contacted_on


CONTACTS: Final = CollectionRules(
    collection=CONTACT,
    rules=(
        *NAMED,
        *BORN,
        *RECOGNISED,
        *PUPIL_NUMBER,
        Rule(contacted_in_the_future, (col.CONTACT_DATE,)),
        Rule(activity_ends_before_it_starts, (col.ACTIVITY_UNTIL, col.ACTIVITY_SINCE)),
        Rule(review_before_contact, (col.REVIEW_DATE, col.CONTACT_DATE)),
    ),
    blanks={
        col.BIRTH_DATE: PERSON_BLANKS[col.BIRTH_DATE],
        col.CONTACT_DATE: "contact_date_missing",
        col.CONTACT_CHANNEL: "contact_channel_missing",
        col.CONTACT_OUTCOME: "contact_outcome_missing",
    },
    facts={
        "contacted_on": col.CONTACT_DATE,
        "activity": col.ACTIVITY,
        "started_on": col.ACTIVITY_SINCE,
        "ends_on": col.ACTIVITY_UNTIL,
        "review_on": col.REVIEW_DATE,
        "left_status": col.LEFT_SCOPE_STATUS,
        "channel": col.CONTACT_CHANNEL,
        "outcome": col.CONTACT_OUTCOME,
        "spoke_with": col.SPOKE_WITH,
        "notes": col.CONTACT_NOTES,
    },
    readings={
        col.CONTACT_DATE: ColumnReading(date_of("contact_date_unreadable", "contact_date_unreadable")),
        col.CONTACT_CHANNEL: ColumnReading(code_of_list("contact_channel", "contact_channel_not_on_list")),
        col.CONTACT_OUTCOME: ColumnReading(code_of_list("contact_outcome", "contact_outcome_not_on_list")),
        col.SPOKE_WITH: ColumnReading(code_of_list("spoke_with", "spoke_with_not_on_list")),
        col.ACTIVITY: ColumnReading(remembering(number(code_of_list("activity", "activity_not_on_list")))),
        col.ACTIVITY_SINCE: ColumnReading(date_of()),
        col.ACTIVITY_UNTIL: ColumnReading(date_of()),
        col.CONTACT_NOTES: ColumnReading(text_of(col.CONTACT_NOTES), words=True),
        col.REVIEW_DATE: ColumnReading(date_of()),
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"contact_date_missing", "contact_date_unreadable", "contacted_in_the_future"},
)
