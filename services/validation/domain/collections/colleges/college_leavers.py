"""College leavers: their rules, and what of their rows becomes a record."""

from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules
from services.validation.domain.collections.schools.school_leavers import (
    SCHOOL_LEAVERS,
    attended_after_leaving,
    leaves_too_far_ahead,
    left_long_ago,
)
from services.validation.domain.columns.parsers import code_of_list, date_of, remembering
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.context import Context
from services.validation.domain.parsing.as_typed import number
from services.validation.domain.parsing.dates import plain_days
from services.validation.domain.rules.of_colleges import COLLEGE_READINGS, PEOPLE_BLANKS, WHOSE_AND_WHO
from services.validation.domain.rules.of_everybody import ESSENTIAL_NAMES
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import C_LEAVE

_OF_SCHOOLS_ALONE: Final = frozenset({col.REMOVAL_GROUND})


def withdrawal_reason_missing(context: Context, withdrawal: str | None, reason: str | None) -> bool:
    """Neither a withdrawal reason nor a reason for leaving."""
    return withdrawal is None and reason is None


COLLEGE_LEAVERS: Final = CollectionRules(
    collection=C_LEAVE,
    rules=(
        *WHOSE_AND_WHO,
        Rule(leaves_too_far_ahead, (col.DATE_LEFT,)),
        Rule(left_long_ago, (col.DATE_LEFT,)),
        Rule(attended_after_leaving, (col.LAST_ATTENDED, col.DATE_LEFT)),
        Rule(withdrawal_reason_missing, (col.WITHDRAWAL_REASON, col.LEAVING_REASON)),
    ),
    blanks={column: name for column, name in PEOPLE_BLANKS.items() if column != col.ADDRESS_1}
    | {col.DATE_LEFT: "date_left_missing", col.DESTINATION: "destination_missing"},
    facts={fact: column for fact, column in SCHOOL_LEAVERS.facts.items() if column not in _OF_SCHOOLS_ALONE}
    | {"withdrawal_reason": col.WITHDRAWAL_REASON, "campus": col.CAMPUS},
    readings={column: how for column, how in SCHOOL_LEAVERS.readings.items() if column not in _OF_SCHOOLS_ALONE}
    | COLLEGE_READINGS
    | {
        col.WITHDRAWAL_REASON: ColumnReading(
            remembering(number(code_of_list("withdrawal_reason", "withdrawal_reason_not_on_list")))
        ),
        col.START_DATE: ColumnReading(date_of(), converted=plain_days),
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"date_left_missing", "date_left_unreadable", "leaves_too_far_ahead"},
)
