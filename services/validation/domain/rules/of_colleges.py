"""Defects in what a college says of its learners, and what its collections have in common."""

from datetime import date
from typing import Final

from services.validation.domain.columns.parsers import read_ilr_ethnicity, remembering
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.context import Context, years_later
from services.validation.domain.parsing.as_typed import number
from services.validation.domain.rules import learning
from services.validation.domain.rules.of_everybody import (
    BORN,
    NAMED,
    PERSON_BLANKS,
    PUPIL_NUMBER,
    RECOGNISED,
)
from services.validation.domain.rules.rule import Rule
from shared.vocabulary import column_ids as col

_YOUNGEST: Final = 16
_TOO_OLD: Final = 20
"""College scope: 16 to 19 by age at the start of the course, to 25 with a plan (source: KELSI page)."""


def too_young_for_college(context: Context, born_on: date | None, started_on: date | None) -> bool:
    """Younger than 16 at the start of the course."""
    return born_on is not None and started_on is not None and started_on < years_later(born_on, _YOUNGEST)


def too_old_for_college(context: Context, born_on: date | None, started_on: date | None, sen: str | None) -> bool:
    """Older than 19 at the start of the course without an education, health and care plan."""
    if born_on is None or started_on is None or sen == "E":
        return False
    return started_on >= years_later(born_on, _TOO_OLD)


COLLEGE_READINGS: Final = {col.ETHNICITY: ColumnReading(remembering(number(read_ilr_ethnicity)))}
"""Columns that colleges fill otherwise than schools do."""

WHOSE_AND_WHO: Final = (
    Rule(learning.other_establishment, (col.UKPRN,), issue="other_college"),
    *NAMED,
    *BORN,
    *RECOGNISED,
    *PUPIL_NUMBER,
    Rule(learning.contact_withheld, (col.OBJECTION, *learning.OBJECTED)),
    Rule(learning.phone_missing, (col.MOBILE, col.CARER_PHONE, col.HOME_PHONE, col.OBJECTION)),
)
IN_SCOPE_BY_AGE: Final = (
    Rule(too_young_for_college, (col.BIRTH_DATE, col.START_DATE)),
    Rule(too_old_for_college, (col.BIRTH_DATE, col.START_DATE, col.SEN)),
)
PROGRAMME: Final = (
    Rule(learning.ends_before_start, (col.START_DATE, col.PLANNED_END)),
    Rule(learning.ends_too_late, (col.START_DATE, col.PLANNED_END)),
    Rule(learning.ended_already, (col.PLANNED_END,)),
    Rule(learning.hours_contradict_attendance, (col.PLANNED_HOURS, col.ATTENDANCE)),
)
PEOPLE_BLANKS: Final = {column: name for column, name in PERSON_BLANKS.items() if column != col.YEAR_GROUP} | {
    col.UKPRN: "ukprn_missing",
    col.ULN: "uln_missing",
    col.LOCAL_REFERENCE: "local_reference_missing",
    col.ADDRESS_1: "address_missing",
}
PROGRAMME_BLANKS: Final = {
    col.STUDY_PROGRAMME: "study_programme_missing",
    col.CORE_AIM: "core_aim_missing",
    col.AIM_REFERENCE: "aim_reference_missing",
    col.LEVEL: "level_missing",
    col.ATTENDANCE: "attendance_missing",
    col.PLANNED_END: "end_missing",
}
PROGRAMME_FACTS: Final = {
    "level": col.LEVEL,
    "title": col.CORE_AIM,
    "aim_reference": col.AIM_REFERENCE,
    "study_programme": col.STUDY_PROGRAMME,
    "attendance": col.ATTENDANCE,
    "planned_hours": col.PLANNED_HOURS,
    "funding_model": col.FUNDING_MODEL,
    "campus": col.CAMPUS,
    "started_on": col.START_DATE,
    "ends_on": col.PLANNED_END,
}
"""Which column fills which fact about what is studied."""
