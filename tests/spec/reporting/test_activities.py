"""Which activity code an enrolment stands for."""

from datetime import date
from typing import Any

import pytest

from services.reporting.domain.activities import ACTIVITIES, activity_rule, stage_of
from services.reporting.domain.establishment_kinds import TYPES, kind_of_type, unknown_types
from shared.vocabulary.activities import find_activity
from shared.vocabulary.establishments import Register, bundled_register_csv

PLAIN: dict[str, Any] = {
    "stage": "post-16",
    "enrolment_status": None,
    "qualification_type": "ALEVEL",
    "study_programme": None,
    "attendance": "FT",
    "establishment": "school",
    "on": date(2026, 9, 18),
}

EXAMPLES: list[tuple[dict[str, Any], str | None, str]] = [
    ({}, "210", "full time in a school sixth form"),
    ({"enrolment_status": "C"}, "210", "current"),
    ({"enrolment_status": "M"}, "210", "current, the main one of two"),
    ({"attendance": "PT"}, "250", "part time"),
    ({"establishment": "sixth-form college"}, "220", "sixth-form college"),
    ({"establishment": "college"}, "230", "further education"),
    ({"establishment": "special post-16 institution"}, "280", "special post-16 institution"),
    ({"establishment": "other"}, "270", "full time elsewhere"),
    ({"establishment": "secure"}, "290", "c16: a secure school"),
    ({"establishment": "secure", "attendance": "PT"}, "290", "c16: part time in a secure school"),
    ({"establishment": "secure", "stage": "compulsory"}, "130", "c16: a secure school, Year 11 or below"),
    ({"establishment": "training provider"}, "410", "c16: a training provider"),
    ({"establishment": "training provider", "qualification_type": "APPRENT"}, "310", "c16: an apprentice there"),
    ({"enrolment_status": "F"}, "230", "c15: registered at a further education college"),
    ({"enrolment_status": "F", "attendance": "PT"}, "250", "c15: registered at a college, part time"),
    ({"enrolment_status": "F", "stage": "compulsory"}, "110", "c15: at a college, Year 11 or below"),
    ({"enrolment_status": "F", "qualification_type": "APPRENT"}, "310", "c15: at a college, an apprentice"),
    ({"enrolment_status": "O"}, "270", "c15: registered at another provider whose kind nobody tells"),
    ({"enrolment_status": "O", "establishment": "college"}, "230", "c15: the other provider is a college"),
    ({"enrolment_status": "O", "establishment": "sixth-form college"}, "220", "c15: a sixth-form college"),
    ({"enrolment_status": "O", "establishment": "special post-16 institution"}, "280", "c15: a special institution"),
    ({"enrolment_status": "O", "establishment": "training provider"}, "410", "c15: a training provider"),
    ({"attendance": None}, "210", "c11: attendance that nothing tells counts as full time"),
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
        ("34", "school"),
        ("Academy 16-19 converter", "sixth-form college"),
        ("Academy 16 to 19 sponsor led", "sixth-form college"),
        ("Free schools 16 to 19", "sixth-form college"),
        ("Academy secure 16 to 19", "secure"),
        ("Secure units", "secure"),
        ("Training provider", "training provider"),
        ("University technical college", "school"),
        ("City technology college", "school"),
        ("Higher education institutions", "other"),
        ("Online provider", "other"),
        ("A type that nobody knows", "school"),
        ("Community school", "school"),
        ("Community special school", "school"),
        ("Further education", "college"),
        ("Sixth form centres", "sixth-form college"),
        ("Special post 16 institution", "special post-16 institution"),
        ("Special post-16 institution", "special post-16 institution"),
        ("", "school"),
    ],
)
def test_c16_each_type_of_the_register_says_its_kind(type_name: str, kind: str) -> None:
    assert kind_of_type(type_name) == kind


def test_c16_a_type_that_no_rule_knows_is_named() -> None:
    assert unknown_types(["Academy converter", "34", "", "Moon base", "Moon base"]) == ("Moon base",)
    assert unknown_types(one.type for one in Register.from_csv(bundled_register_csv()).establishments) == ()


REGISTER_TYPES = {
    *(1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 14, 15, 18, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40),
    *(41, 42, 43, 44, 45, 46, 47, 48, 49, 56, 57),
}


def test_c16_every_type_of_the_register_has_one_row_of_its_own() -> None:
    numbers = [row.number for row in TYPES if row.number is not None]
    assert sorted(numbers) == sorted(REGISTER_TYPES)
    assert all(kind_of_type(row.name) == row.kind == kind_of_type(row.name.upper()) for row in TYPES)
    assert all(row.source and row.certainty for row in TYPES)
