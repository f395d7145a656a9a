"""Which activity code an enrolment stands for."""

from datetime import date
from typing import Any

import pytest

from services.reporting.domain.activities import ACTIVITIES, activity_rule, stage_of
from services.reporting.domain.establishment_kinds import kind_of_type
from shared.vocabulary.activities import find_activity

PLAIN: dict[str, Any] = {
    "stage": "post-16",
    "enrolment_status": None,
    "qualification_type": "ALEVEL",
    "study_programme": None,
    "attendance": "FT",
    "establishment": "school",
    "on": date(2026, 9, 18),
}

EXAMPLES = [
    ({}, "210", "full time in a school sixth form"),
    ({"enrolment_status": "C"}, "210", "current"),
    ({"enrolment_status": "M"}, "210", "current, the main one of two"),
    ({"attendance": "PT"}, "250", "part time"),
    ({"establishment": "sixth-form college"}, "220", "sixth-form college"),
    ({"establishment": "college"}, "230", "further education"),
    ({"establishment": "special post-16 institution"}, "280", "special post-16 institution"),
    ({"establishment": "other"}, "270", "full time elsewhere"),
    ({"establishment": "college", "attendance": "PT"}, "250", "part time at a college"),
    ({"qualification_type": "APPRENT"}, "310", "apprenticeship"),
    ({"qualification_type": "APPRENT", "attendance": "PT"}, "310", "apprenticeship, though part time"),
    ({"study_programme": "APPRENT"}, "310", "apprenticeship by study programme"),
    ({"qualification_type": "SUPINTERN"}, "460", "supported internship"),
    ({"qualification_type": "TRAINEE"}, "450", "traineeship"),
    ({"study_programme": "PARTTIME"}, "250", "part-time programme"),
    ({"qualification_type": "HE"}, "240", "higher education"),
    ({"qualification_type": "HE", "attendance": "PT"}, "250", "higher education, part time"),
    ({"stage": "compulsory"}, "110", "Year 11 or below, whatever else is said"),
    ({"stage": "compulsory", "attendance": "PT"}, "110", "Year 11 or below, part time"),
    ({"enrolment_status": "G"}, None, "guest: no main activity"),
    ({"enrolment_status": "S"}, None, "second registration: no main activity"),
    ({"enrolment_status": "S", "stage": "compulsory"}, None, "second registration of a younger pupil"),
]


@pytest.mark.parametrize(("said", "code", "why"), EXAMPLES, ids=[row[-1] for row in EXAMPLES])
def test_enrolment(said: dict[str, Any], code: str | None, why: str) -> None:
    assert activity_rule(**(PLAIN | said)).code == code, why


def test_every_row_of_the_table_has_an_example() -> None:
    exercised = {activity_rule(**(PLAIN | said)).name for said, _, _ in EXAMPLES}
    assert exercised == {rule.name for rule in ACTIVITIES}


def test_every_code_of_the_table_is_a_national_code_and_every_row_names_its_source() -> None:
    assert all(rule.code is None or find_activity(rule.code) for rule in ACTIVITIES)
    assert all(rule.source and rule.certainty for rule in ACTIVITIES)


def test_the_last_row_takes_whatever_is_left() -> None:
    last = ACTIVITIES[-1]
    conditions = (last.stage, last.enrolment_status, last.programme, last.attendance, last.establishment)
    assert conditions == (None,) * 5
    assert last.effective_until is None


@pytest.mark.parametrize(
    ("year", "stage"), [(10, "compulsory"), (11, "compulsory"), (12, "post-16"), (14, "post-16"), (None, "post-16")]
)
def test_stage(year: int | None, stage: str) -> None:
    assert stage_of(year) == stage


@pytest.mark.parametrize(
    ("type_name", "kind"),
    [
        ("academy converter", "school"),
        ("Community school", "school"),
        ("Community special school", "school"),
        ("Further education", "college"),
        ("Sixth form centres", "sixth-form college"),
        ("Special post 16 institution", "special post-16 institution"),
        ("Special post-16 institution", "special post-16 institution"),
        ("", "school"),
    ],
)
def test_kind_of_establishment(type_name: str, kind: str) -> None:
    assert kind_of_type(type_name) == kind
