"""Pupil-list check: the rules of each answer, and what of its rows becomes a record."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from services.validation.domain.collections.collection_rules import (
    CollectionRules,
    Column,
    UsableRows,
    derived_by_kind,
    facts_of_kinds,
)
from services.validation.domain.collections.schools.school_joiners import SCHOOL_JOINERS
from services.validation.domain.collections.schools.school_leavers import (
    SCHOOL_LEAVERS,
    leaves_too_far_ahead,
    left_long_ago,
)
from services.validation.domain.columns.parsers import code_of_list, reference_of, remembering, text_of
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.context import Context
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
from shared.vocabulary.collections import S_CHECK


def details_are_wrong(context: Context, answer: str | None) -> bool:
    """The school says that something about the pupil is wrong: for the authority to look into."""
    return answer == "WRONG DETAILS"


def _stays(rows: UsableRows) -> Mapping[str, Column]:
    return {"stays": ("Y",) * len(rows)}


_READINGS: Final = {
    col.DATE_LEFT: SCHOOL_LEAVERS.readings[col.DATE_LEFT],
    col.DESTINATION: SCHOOL_LEAVERS.readings[col.DESTINATION],
    col.CHECK_ANSWER: ColumnReading(code_of_list("check_answer", "check_answer_unreadable")),
    col.COMMENT: ColumnReading(remembering(text_of(col.COMMENT)), words=True),
    col.STATUS_ON_ROLL: ColumnReading(remembering(text_of(col.STATUS_ON_ROLL)), words=True),
    col.LIST_LINE: ColumnReading(reference_of(col.LIST_LINE, "text_too_long")),
}
_UNANSWERED: Final = CollectionRules(
    collection=S_CHECK,
    rules=(Rule(learning.other_establishment, (col.DFE_NUMBER,)), *NAMED, *BORN, *RECOGNISED, *PUPIL_NUMBER),
    blanks={
        col.BIRTH_DATE: PERSON_BLANKS[col.BIRTH_DATE],
        col.YEAR_GROUP: PERSON_BLANKS[col.YEAR_GROUP],
        col.CHECK_ANSWER: "check_not_answered",
    },
    facts={},
    readings=_READINGS,
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"check_not_answered", "check_answer_unreadable"},
)
_ANSWERED: Final = replace(_UNANSWERED, rules=(*_UNANSWERED.rules, *IN_YEAR_GROUP), facts={"comment": col.COMMENT})
_KINDS: Final = {
    "CORRECT": replace(_ANSWERED, facts={**_ANSWERED.facts, "stays": col.CHECK_ANSWER}, derived=_stays),
    "LEFT": replace(
        _ANSWERED,
        rules=(
            *_ANSWERED.rules,
            Rule(leaves_too_far_ahead, (col.DATE_LEFT,)),
            Rule(left_long_ago, (col.DATE_LEFT,)),
        ),
        blanks={
            **_ANSWERED.blanks,
            col.DATE_LEFT: "date_left_missing",
            col.DESTINATION: "destination_missing",
        },
        facts={**_ANSWERED.facts, "left_on": col.DATE_LEFT, "destination": col.DESTINATION},
        essential=_ANSWERED.essential | SCHOOL_LEAVERS.essential,
    ),
    "JOINED": replace(
        SCHOOL_JOINERS,
        blanks={column: issue for column, issue in SCHOOL_JOINERS.blanks.items() if column != col.DFE_NUMBER},
    ),
    "WRONG DETAILS": replace(_ANSWERED, rules=(*_ANSWERED.rules, Rule(details_are_wrong, (col.CHECK_ANSWER,)))),
}

PUPIL_LIST_CHECK: Final = replace(
    _UNANSWERED,
    facts=facts_of_kinds(col.CHECK_ANSWER, _KINDS),
    derived=derived_by_kind(col.CHECK_ANSWER, _KINDS),
    row_kinds=_KINDS,
)
"""A pupil who is correct is there on the day of the answer; of one whose details are wrong nothing changes."""
