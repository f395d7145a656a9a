"""College joiners: their rules, and what of their rows becomes a record."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules, Column, UsableRows
from services.validation.domain.collections.colleges.college_enrolment import level_or_none_known
from services.validation.domain.collections.schools.school_joiners import JOINED
from services.validation.domain.columns.parsers import date_of
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.context import Context
from services.validation.domain.parsing.dates import plain_days
from services.validation.domain.rules import learning
from services.validation.domain.rules.of_colleges import (
    COLLEGE_READINGS,
    IN_SCOPE_BY_AGE,
    PEOPLE_BLANKS,
    PROGRAMME,
    PROGRAMME_BLANKS,
    PROGRAMME_FACTS,
    WHOSE_AND_WHO,
)
from services.validation.domain.rules.of_everybody import ESSENTIAL_NAMES
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import C_JOIN


def neither_joined_nor_started(context: Context, joined_on: date | None, started_on: date | None) -> bool:
    """Neither the date joined nor the start of the programme, which would do instead."""
    return joined_on is None and started_on is None


def _derived(rows: UsableRows) -> Mapping[str, Column]:
    """Let a stay begin on the day joined, or with the programme where that day is not given."""
    joined, started = rows.column(col.DATE_JOINED), rows.column(col.START_DATE)
    facts = dict(level_or_none_known(rows))
    if not all(joined):
        facts["started_on"] = tuple([first or then for first, then in zip(joined, started, strict=True)])
    return facts


COLLEGE_JOINERS: Final = CollectionRules(
    collection=C_JOIN,
    rules=(
        *WHOSE_AND_WHO,
        *IN_SCOPE_BY_AGE,
        *JOINED,
        Rule(learning.starts_too_far_ahead, (col.START_DATE,)),
        Rule(neither_joined_nor_started, (col.DATE_JOINED, col.START_DATE), issue="date_joined_missing"),
        Rule(learning.ends_before_start, (col.DATE_JOINED, col.PLANNED_END)),
        *PROGRAMME,
    ),
    blanks=PEOPLE_BLANKS | PROGRAMME_BLANKS,
    facts=PROGRAMME_FACTS
    | {
        "started_on": col.DATE_JOINED,
        "course_started_on": col.START_DATE,
        "previous_establishment": col.PREVIOUS_ESTABLISHMENT,
        "previous_number": col.PREVIOUS_NUMBER,
    },
    derived=_derived,
    readings=COLLEGE_READINGS | {col.START_DATE: ColumnReading(date_of(), converted=plain_days)},
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME, col.DATE_JOINED, col.START_DATE}),
    essential=ESSENTIAL_NAMES | {"date_joined_missing", "date_joined_unreadable", "joins_too_far_ahead"},
)
"""Where the date joined is there, a start of the programme that cannot be read refuses nobody."""
