"""County roll: its rules, and what of its rows becomes a record."""

from collections.abc import Mapping
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules, Column, UsableRows
from services.validation.domain.columns.parsers import remembering
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.parsing.as_typed import number
from services.validation.domain.parsing.numbers import read_establishment
from services.validation.domain.rules import people, scope
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
from shared.vocabulary.collections import ROLL

_ADDRESS: Final = (col.ADDRESS_1, col.ADDRESS_2, col.TOWN)


def _derived(rows: UsableRows) -> Mapping[str, Column]:
    """Take apart the day somebody left scope and the status that may stand beside it; put the address together."""
    left = [entry or (None, None) for entry in rows.column(col.LEFT_SCOPE_ON)]
    lines_of_address = zip(*map(rows.column, _ADDRESS), strict=True)
    characteristics, statuses = rows.column(col.CHARACTERISTICS), rows.column(col.LEFT_SCOPE_STATUS)
    return {
        "address": tuple(tuple(filter(None, lines)) or None for lines in lines_of_address),
        "characteristics": tuple(codes or () for codes in characteristics) if any(characteristics) else (),
        "left_on": tuple(left_on for left_on, _ in left),
        "left_status": tuple(status or beside for status, (_, beside) in zip(statuses, left, strict=True)),
    }


COUNTY_ROLL: Final = CollectionRules(
    collection=ROLL,
    rules=(
        *NAMED,
        *BORN,
        *RECOGNISED,
        Rule(people.no_learner_number, (col.UPN, col.ULN), issue="upn_missing"),
        *PUPIL_NUMBER,
        *IN_YEAR_GROUP,
        Rule(scope.school_missing, (col.DFE_NUMBER, col.YEAR_GROUP)),
        Rule(scope.characteristic_not_in_force, (col.CHARACTERISTICS,)),
        Rule(scope.left_status_missing, (col.LEFT_SCOPE_ON, col.LEFT_SCOPE_STATUS)),
    ),
    blanks=PERSON_BLANKS | {col.DISTRICT: "district_missing"},
    facts={
        "school": col.DFE_NUMBER,
        "district": col.DISTRICT,
        "ehcp_until": col.EHCP_UNTIL,
        "moved_in_on": col.MOVED_IN_ON,
        "address": col.ADDRESS_1,
        "characteristics": col.CHARACTERISTICS,
        "left_on": col.LEFT_SCOPE_ON,
        "left_status": col.LEFT_SCOPE_STATUS,
    },
    derived=_derived,
    # The roll names the school where somebody is on roll, not who sends it.
    readings={col.DFE_NUMBER: ColumnReading(remembering(number(read_establishment("school_unreadable"))))},
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME, col.DFE_NUMBER}),
    essential=ESSENTIAL_NAMES,
)
