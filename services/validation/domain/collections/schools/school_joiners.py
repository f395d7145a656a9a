"""School joiners: their rules, and what of their rows becomes a record."""

from datetime import date
from typing import Final

from services.validation.domain.collections.collection_rules import CollectionRules
from services.validation.domain.collections.schools.school_enrolment import course_facts
from services.validation.domain.context import START_AHEAD_MAX, Context
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
from shared.vocabulary.collections import S_JOIN

_FIRST_YEAR: Final = 9
"""Joiners are taken from Year 9 (Appendix A of the letter), and asked for from Year 10 (its body)."""
_MONTHS_BACK: Final = 13


def joins_too_far_ahead(context: Context, joined_on: date | None) -> bool:
    """The date joined is more than 31 days after the file was received."""
    return joined_on is not None and joined_on > context.received_on + START_AHEAD_MAX


def joined_long_ago(context: Context, joined_on: date | None) -> bool:
    """The date joined is more than thirteen months before the file was received: often a slip of the year."""
    if joined_on is None:
        return False
    months = (context.received_on.year - joined_on.year) * 12 + context.received_on.month - joined_on.month
    return (months, context.received_on.day) > (_MONTHS_BACK, joined_on.day)


def joined_below_year_9(context: Context, year_group: str | None) -> bool:
    """The pupil is taught below Year 9, where nobody is tracked yet."""
    year = year_number(year_group)
    return year is not None and year < _FIRST_YEAR


def course_not_given(context: Context, year_group: str | None, value: object) -> bool:
    """A cell about the course is blank, for a learner taught in Year 12 or above."""
    year = year_number(year_group)
    return value is None and year is not None and year >= FIRST_POST_16_YEAR


JOINED: Final = (
    Rule(joins_too_far_ahead, (col.DATE_JOINED,)),
    Rule(joined_long_ago, (col.DATE_JOINED,)),
)
COURSE_FROM_YEAR_12: Final = tuple(
    Rule(course_not_given, (col.YEAR_GROUP, column), issue=issue)
    for column, issue in (
        (col.LEVEL, "level_missing"),
        (col.QUALIFICATION_TYPE, "qualification_type_missing"),
        (col.TITLE, "title_missing"),
        (col.PLANNED_END, "end_missing"),
    )
)
"""The course is asked for where it is relevant (KELSI page Tracking Young People)."""

SCHOOL_JOINERS: Final = CollectionRules(
    collection=S_JOIN,
    rules=(
        Rule(learning.other_establishment, (col.DFE_NUMBER,)),
        *NAMED,
        *BORN,
        *RECOGNISED,
        *PUPIL_NUMBER,
        *IN_YEAR_GROUP,
        Rule(joined_below_year_9, (col.YEAR_GROUP,)),
        Rule(learning.contact_withheld, (col.OBJECTION, *learning.OBJECTED)),
        Rule(learning.phone_missing, (col.MOBILE, col.CARER_PHONE, col.HOME_PHONE, col.OBJECTION)),
        *JOINED,
        *COURSE_FROM_YEAR_12,
        Rule(learning.ends_before_start, (col.DATE_JOINED, col.PLANNED_END)),
        Rule(learning.ends_too_late, (col.DATE_JOINED, col.PLANNED_END)),
        Rule(learning.ended_already, (col.PLANNED_END,)),
        Rule(learning.guest_or_subsidiary, (col.ENROLMENT_STATUS,)),
    ),
    blanks=PERSON_BLANKS
    | {
        col.DFE_NUMBER: "establishment_missing",
        col.UPN: "upn_missing",
        col.ADDRESS_1: "address_missing",
        col.DATE_JOINED: "date_joined_missing",
    },
    facts={
        "started_on": col.DATE_JOINED,
        "enrolment_status": col.ENROLMENT_STATUS,
        "previous_establishment": col.PREVIOUS_ESTABLISHMENT,
        "previous_number": col.PREVIOUS_NUMBER,
        "level": col.LEVEL,
        "qualification_type": col.QUALIFICATION_TYPE,
        "title": col.TITLE,
        "aim_reference": col.AIM_REFERENCE,
        "course_started_on": col.START_DATE,
        "ends_on": col.PLANNED_END,
    },
    derived=course_facts,
    blanks_by_rule=frozenset({col.SURNAME, col.FORENAME}),
    essential=ESSENTIAL_NAMES | {"date_joined_missing", "date_joined_unreadable", "joins_too_far_ahead"},
)
"""A stay that starts on the day joined; of a pupil of Year 11 or below nothing is asked about a course."""
