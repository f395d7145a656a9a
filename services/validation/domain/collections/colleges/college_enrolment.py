"""College enrolment: its rules, and what of its rows becomes a record."""

from collections.abc import Mapping
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules, Column, UsableRows
from services.validation.domain.columns.parsers import remembering, text_of
from services.validation.domain.columns.readings import ColumnReading
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
from shared.vocabulary.code_lists import LEVEL_NOT_KNOWN
from shared.vocabulary.collections import C_ENR


def level_or_none_known(rows: UsableRows) -> Mapping[str, Column]:
    """Stand in for a level that could not be read: X."""
    levels = rows.column(col.LEVEL)
    return {} if all(levels) else {"level": tuple([level or LEVEL_NOT_KNOWN for level in levels])}


COLLEGE_ENROLMENT: Final = CollectionRules(
    collection=C_ENR,
    rules=(
        *WHOSE_AND_WHO,
        *IN_SCOPE_BY_AGE,
        Rule(learning.starts_too_far_ahead, (col.START_DATE,)),
        Rule(learning.started_long_ago, (col.START_DATE,)),
        *PROGRAMME,
        Rule(learning.leaver_in_enrolment, (col.DATE_LEFT,)),
    ),
    blanks=PEOPLE_BLANKS | PROGRAMME_BLANKS | {col.START_DATE: "start_missing"},
    facts=PROGRAMME_FACTS,
    derived=level_or_none_known,
    readings=COLLEGE_READINGS
    | {
        col.DATE_LEFT: ColumnReading(
            remembering(text_of(col.DATE_LEFT)), words=True, far_too_long=("left", ("text_far_too_long",))
        )
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"start_missing", "start_unreadable"},
)
