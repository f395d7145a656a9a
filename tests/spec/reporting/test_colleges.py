"""What a college's return makes of somebody: its activity by kind of college, programme, attendance and age."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Claim, ClaimHead, ClaimWords
from services.reporting.domain.establishment_kinds import kind_of_type, kinds_of
from services.reporting.domain.status import Status, status_on
from shared.vocabulary.establishments import Establishment, Register
from tests.support.claims import TODAY, YEAR_10, YEAR_12, YEAR_13, enrolment, evidence, on_roll

COLLEGE, SIXTH_FORM, SPECIALIST, TRAINER = "19990001", "19990002", "19990003", "19990004"
TYPES = {
    COLLEGE: "further education",
    SIXTH_FORM: "sixth form centres",
    SPECIALIST: "special post 16 institution",
    TRAINER: "training provider",
}
REGISTER = Register(
    Establishment(None, f"Invented {kind}", None, ukprn, kind, None, None, None) for ukprn, kind in TYPES.items()
)
KIND_OF = kinds_of(REGISTER)

STUDIES: Mapping[str, Any] = {
    "started_on": "2026-09-07",
    "ends_on": "2027-07-09",
    "attendance": "FT",
    "level": "2",
    "study_programme": "STUDYPROG",
}
"""The facts of a full-time learner on a study programme."""
LEFT: Mapping[str, Any] = {"left_on": "2026-10-02", "destination": "D24"}


def claim(
    collection: str,
    facts: Mapping[str, Any],
    *,
    at: str = COLLEGE,
    born_on: date = YEAR_12,
    received_on: date = date(2026, 9, 30),
    number: int = 1,
    sen: str | None = None,
) -> Claim:
    period = "2026-27" if collection == "C_ENR" else "2026-10"
    head = ClaimHead(evidence(received_on, number), at, period, sen, born_on, None)
    return KIND_OF_COLLECTION[collection].claim.from_facts(head, facts)


def today(*claims: Claim, as_at: date = TODAY) -> Status:
    return status_on(claims, as_at, KIND_OF)


@pytest.mark.parametrize(
    ("why", "changed", "at", "group", "code"),
    [
        ("full time at a college", {}, COLLEGE, "education", "230"),
        ("a T Level", {"study_programme": "TLEVEL"}, COLLEGE, "education", "230"),
        ("its foundation year", {"study_programme": "TLTRANS"}, COLLEGE, "education", "230"),
        ("part time", {"attendance": "PT"}, COLLEGE, "education", "250"),
        ("a part-time course", {"study_programme": "PARTTIME", "attendance": None}, COLLEGE, "education", "250"),
        ("an apprentice", {"study_programme": "APPRENT"}, COLLEGE, "employment", "310"),
        ("a supported intern", {"study_programme": "SUPINTERN"}, COLLEGE, "training", "460"),
        ("an attendance that could not be read", {"attendance": None}, COLLEGE, "education", "230"),
        ("a programme that could not be read", {"study_programme": None}, COLLEGE, "education", "230"),
        ("a level that could not be read", {"level": "X"}, COLLEGE, "education", "230"),
        ("full time at a sixth-form college", {}, SIXTH_FORM, "education", "220"),
        ("full time with a specialist", {}, SPECIALIST, "education", "280"),
        ("full time with a training provider", {}, TRAINER, "training", "410"),
    ],
)
def test_what_a_learner_of_a_college_does(why: str, changed: Mapping[str, Any], at: str, group: str, code: str) -> None:
    answer = today(on_roll(school=None), claim("C_ENR", {**STUDIES, **changed}, at=at)).answer
    assert (answer.group, answer.code) == (group, code), why


def test_a_college_is_known_by_its_ukprn_and_its_kind_by_the_register() -> None:
    assert {ukprn: KIND_OF(ukprn) for ukprn in TYPES} == {ukprn: kind_of_type(kind) for ukprn, kind in TYPES.items()}


def test_a_learner_of_year_10_at_a_college_has_the_code_of_their_age() -> None:
    assert today(claim("C_ENR", STUDIES, born_on=YEAR_10)).answer.code == "110"


def test_an_enrolment_ends_with_the_academic_year_and_not_before() -> None:
    learner = claim("C_ENR", STUDIES)
    assert today(on_roll(), learner, as_at=date(2027, 8, 31)).answer.code == "230"
    assert today(on_roll(), learner, as_at=date(2027, 9, 1)).answer.lapsed


def test_a_returner_with_a_plan_is_tracked_and_one_without_is_not() -> None:
    born_on = date(2005, 3, 1)
    assert today(claim("C_ENR", STUDIES, born_on=born_on, sen="E")).answer.code == "230"
    assert today(claim("C_ENR", STUDIES, born_on=born_on)).answer.group == "out of scope"


def test_who_moved_from_a_school_to_a_college_is_at_the_college() -> None:
    at_school = enrolment(started_on=date(2026, 9, 3), number=2)
    joined = claim("C_JOIN", {"started_on": "2026-09-28", "attendance": "FT", "level": "X"}, number=3)
    assert today(on_roll(), at_school, joined).decided_by is joined


@pytest.mark.parametrize("collection", ["C_LEAVE", "C_JL"])
def test_who_left_a_college_is_where_it_says(collection: str) -> None:
    facts = LEFT if collection == "C_LEAVE" else {**LEFT, "row_kind": "L"}
    left = claim(collection, facts, received_on=date(2026, 10, 5), number=2)
    answer = today(on_roll(born_on=YEAR_13), claim("C_ENR", STUDIES, born_on=YEAR_13), left).answer
    assert (answer.group, answer.code, answer.effective_on) == ("neet", "619", date(2026, 10, 3))


def test_of_joiners_and_leavers_in_one_file_each_is_what_its_row_is() -> None:
    joined = claim("C_JL", {**STUDIES, "row_kind": "J"})
    assert today(on_roll(), joined).answer.code == "230"


def test_a_snapshot_after_the_leaving_brings_the_learner_back() -> None:
    left = claim("C_LEAVE", LEFT, received_on=date(2026, 10, 5), number=2)
    again = claim("C_ENR", {**STUDIES, "started_on": "2026-10-19"}, received_on=date(2026, 10, 30), number=3)
    assert today(on_roll(), claim("C_ENR", STUDIES), left, again, as_at=date(2026, 11, 2)).decided_by is again


def test_the_timeline_names_the_campus() -> None:
    words = ClaimWords(lambda number: f"College {number}", lambda day: f"{day:%d/%m/%Y}")
    told = claim("C_ENR", {**STUDIES, "title": "L2 Dip Brickwork", "campus": "Tonbridge"}).sentence(words)
    assert told == (
        f"College {COLLEGE} (Tonbridge): L2 Dip Brickwork, level 2, full time, from 07/09/2026 to 09/07/2027"
    )
