"""School leavers: their rules, and what of their rows becomes a record."""

from datetime import date
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules
from services.validation.domain.columns.parsers import code_of_list, date_of, reference_of, remembering, text_of
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.context import START_AHEAD_MAX, Context, years_later
from services.validation.domain.parsing.dates import plain_days
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
from services.validation.domain.rules.people import FIRST_POST_16_YEAR, year_number
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections.schools.school_leavers import S_LEAVE

_PLACES: Final = frozenset({"D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08", "D11"})
"""Destinations that are a school, a college, an employer with a name."""
_YES_OR_NO: Final = ColumnReading(code_of_list("yes_no", "yes_or_no_unreadable"))


def leaves_too_far_ahead(context: Context, left_on: date | None) -> bool:
    """The date left is more than 31 days after the file was received."""
    return left_on is not None and left_on > context.received_on + START_AHEAD_MAX


def left_long_ago(context: Context, left_on: date | None) -> bool:
    """The date left is more than a year before the file was received: often a slip of the year."""
    return left_on is not None and left_on < years_later(context.received_on, -1)


def attended_after_leaving(context: Context, last_attended_on: date | None, left_on: date | None) -> bool:
    """The day last attended is after the date left."""
    return last_attended_on is not None and left_on is not None and last_attended_on > left_on


def removal_ground_missing(context: Context, ground: str | None, year_group: str | None) -> bool:
    """No ground for removal, for a pupil taught in a year group of compulsory school age."""
    year = year_number(year_group)
    return ground is None and year is not None and year < FIRST_POST_16_YEAR


def destination_name_missing(context: Context, destination: str | None, name: str | None, number: str | None) -> bool:
    """The destination is a place, and neither its name nor its number is given."""
    return destination in _PLACES and name is None and number is None


SCHOOL_LEAVERS: Final = CollectionRules(
    collection=S_LEAVE,
    rules=(
        Rule(learning.other_establishment, (col.DFE_NUMBER,)),
        *NAMED,
        *BORN,
        *RECOGNISED,
        *PUPIL_NUMBER,
        *IN_YEAR_GROUP,
        Rule(learning.contact_withheld, (col.OBJECTION, *learning.OBJECTED)),
        Rule(learning.phone_missing, (col.MOBILE, col.CARER_PHONE, col.HOME_PHONE, col.OBJECTION)),
        Rule(leaves_too_far_ahead, (col.DATE_LEFT,)),
        Rule(left_long_ago, (col.DATE_LEFT,)),
        Rule(attended_after_leaving, (col.LAST_ATTENDED, col.DATE_LEFT)),
        Rule(removal_ground_missing, (col.REMOVAL_GROUND, col.YEAR_GROUP)),
        Rule(destination_name_missing, (col.DESTINATION, col.DESTINATION_NAME, col.DESTINATION_NUMBER)),
    ),
    blanks=PERSON_BLANKS
    | {
        col.DFE_NUMBER: "establishment_missing",
        col.UPN: "upn_missing",
        col.DATE_LEFT: "date_left_missing",
        col.LEAVING_REASON: "leaving_reason_missing",
        col.DESTINATION: "destination_missing",
    },
    facts={
        "left_on": col.DATE_LEFT,
        "reason": col.LEAVING_REASON,
        "removal_ground": col.REMOVAL_GROUND,
        "destination": col.DESTINATION,
        "destination_name": col.DESTINATION_NAME,
        "destination_number": col.DESTINATION_NUMBER,
        "destination_starts_on": col.DESTINATION_START,
        "destination_confirmed": col.DESTINATION_CONFIRMED,
        "support_needed": col.NEET_RISK,
    },
    readings={
        col.DATE_LEFT: ColumnReading(date_of("date_left_unreadable", "date_left_unreadable"), converted=plain_days),
        col.LAST_ATTENDED: ColumnReading(date_of(), converted=plain_days),
        col.LEAVING_REASON: ColumnReading(code_of_list("leaving_reason", "leaving_reason_not_on_list")),
        col.REMOVAL_GROUND: ColumnReading(code_of_list("removal_ground", "removal_ground_not_on_list")),
        col.DESTINATION: ColumnReading(code_of_list("destination", "destination_not_on_list")),
        col.DESTINATION_NAME: ColumnReading(remembering(text_of(col.DESTINATION_NAME)), words=True),
        col.DESTINATION_NUMBER: ColumnReading(reference_of(col.DESTINATION_NUMBER, "text_too_long")),
        col.DESTINATION_START: ColumnReading(date_of(), converted=plain_days),
        col.DESTINATION_CONFIRMED: _YES_OR_NO,
        col.NEET_RISK: _YES_OR_NO,
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"date_left_missing", "date_left_unreadable", "leaves_too_far_ahead"},
)
