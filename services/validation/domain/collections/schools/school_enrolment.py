"""School post-16 enrolment: its rules, and what of its rows becomes a record."""

from collections.abc import Mapping
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules, Column, UsableRows
from services.validation.domain.columns.parsers import remembering, text_of
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.rules import learning, people
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
from shared.vocabulary.code_lists import LEVEL_NOT_KNOWN, OTHER_QUALIFICATION
from shared.vocabulary.collections import S_ENR

_BIRTH_AND_YEAR: Final = (col.BIRTH_DATE, col.YEAR_GROUP)


def course_facts(rows: UsableRows) -> Mapping[str, Column]:
    """Stand in for a level and a qualification type that could not be read: X and OTHER."""
    levels, types = rows.column(col.LEVEL), rows.column(col.QUALIFICATION_TYPE)
    facts: dict[str, Column] = {}
    if not all(levels):
        facts["level"] = tuple([level or LEVEL_NOT_KNOWN for level in levels])
    if not all(types):
        facts["qualification_type"] = tuple([kind or OTHER_QUALIFICATION for kind in types])
    return facts


SCHOOL_ENROLMENT: Final = CollectionRules(
    collection=S_ENR,
    rules=(
        Rule(learning.other_establishment, (col.DFE_NUMBER,)),
        *NAMED,
        *BORN,
        *RECOGNISED,
        Rule(people.of_compulsory_school_age, _BIRTH_AND_YEAR, first_as=people.school_year_of_birth),
        Rule(people.taught_ahead_of_age, _BIRTH_AND_YEAR, first_as=people.school_year_of_birth),
        Rule(people.older_than_sixth_form, (col.BIRTH_DATE, col.SEN)),
        *PUPIL_NUMBER,
        *IN_YEAR_GROUP,
        Rule(people.taught_below_year_12, (col.YEAR_GROUP,)),
        Rule(learning.contact_withheld, (col.OBJECTION, *learning.OBJECTED)),
        Rule(learning.phone_missing, (col.MOBILE, col.CARER_PHONE, col.HOME_PHONE, col.OBJECTION)),
        Rule(learning.starts_too_far_ahead, (col.START_DATE,)),
        Rule(learning.started_long_ago, (col.START_DATE,)),
        Rule(learning.ends_before_start, (col.START_DATE, col.PLANNED_END)),
        Rule(learning.ends_too_late, (col.START_DATE, col.PLANNED_END)),
        Rule(learning.ended_already, (col.PLANNED_END,)),
        Rule(learning.hours_contradict_attendance, (col.PLANNED_HOURS, col.ATTENDANCE)),
        Rule(learning.guest_or_subsidiary, (col.ENROLMENT_STATUS,)),
        Rule(learning.leaver_in_enrolment, (col.DATE_LEFT,)),
    ),
    blanks=PERSON_BLANKS
    | {
        col.DFE_NUMBER: "establishment_missing",
        col.UPN: "upn_missing",
        col.ULN: "uln_missing",
        col.ADDRESS_1: "address_missing",
        col.LEVEL: "level_missing",
        col.QUALIFICATION_TYPE: "qualification_type_missing",
        col.TITLE: "title_missing",
        col.ATTENDANCE: "attendance_missing",
        col.START_DATE: "start_missing",
        col.PLANNED_END: "end_missing",
    },
    facts={
        "enrolment_status": col.ENROLMENT_STATUS,
        "level": col.LEVEL,
        "qualification_type": col.QUALIFICATION_TYPE,
        "title": col.TITLE,
        "aim_reference": col.AIM_REFERENCE,
        "study_programme": col.STUDY_PROGRAMME,
        "attendance": col.ATTENDANCE,
        "planned_hours": col.PLANNED_HOURS,
        "started_on": col.START_DATE,
        "ends_on": col.PLANNED_END,
    },
    derived=course_facts,
    # Whoever has left is known by anything that stands in the column, in any words.
    readings={
        col.DATE_LEFT: ColumnReading(
            remembering(text_of(col.DATE_LEFT)), words=True, far_too_long=("left", ("text_far_too_long",))
        )
    },
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"start_missing", "start_unreadable"},
)
