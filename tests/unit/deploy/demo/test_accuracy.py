"""The score tells right from wrong: a mixed-up, split, lost or wrongly refused row is never counted as right."""

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from deploy.demo.accuracy import Outcome, Result, Score, score
from deploy.demo.answers import PersonAnswer, RowAnswer, row_answer, write_answers
from deploy.demo.county import County, Upload
from deploy.demo.population.enrolments import Row
from deploy.demo.population.people import Ages, Population
from deploy.demo.progress_display import accuracy_lines, conservation
from deploy.demo.sending import Progress

ADA, BEN, CAL = (UUID(int=number) for number in (1, 2, 3))
ROLL, SCHOOL = "roll.xlsx", "school.xlsx"


def _row(file: str, line: int, person: str, **given: object) -> RowAnswer:
    usual = RowAnswer(file, "Sheet", line, person, (), "accepted", "matched", may_review=False, may_split=False)
    return replace(usual, **given)  # type: ignore[arg-type]


ROWS = [
    _row(ROLL, 2, "100001"),
    _row(ROLL, 3, "100002"),
    _row(SCHOOL, 2, "100001"),
    _row(SCHOOL, 3, "100002", damage=("upn_missing",)),
    _row(SCHOOL, 4, "N100003", match="new"),
]
PEOPLE = [
    PersonAnswer("100001", True, "education", ("210",)),
    PersonAnswer("100002", True, "education", ("210",), ("not known",)),
    PersonAnswer("N100003", False, "education", ("210", "250"), ("not known",)),
]
RIGHT: Mapping[tuple[str, int], Outcome] = {
    (ROLL, 2): Outcome(ADA),
    (ROLL, 3): Outcome(BEN),
    (SCHOOL, 2): Outcome(ADA),
    (SCHOOL, 3): Outcome(BEN),
    (SCHOOL, 4): Outcome(CAL),
}
STATUSES: dict[UUID, tuple[str, str | None]] = {
    ADA: ("education", "210"),
    BEN: ("not known", "810"),
    CAL: ("education", "250"),
}


@pytest.fixture
def county(tmp_path: Path) -> County:
    write_answers(tmp_path / "rows.jsonl", ROWS)
    write_answers(tmp_path / "people.jsonl", PEOPLE)
    uploads = (
        Upload(ROLL, tmp_path / ROLL, None, "ROLL", 2, "a"),
        Upload(SCHOOL, tmp_path / SCHOOL, "8860001", "S_ENR", 3, "b"),
    )
    return County(tmp_path, uploads)


def _scored(county: County, changes: Mapping[tuple[str, int], Outcome | None] = {}) -> Score:
    outcomes = {**RIGHT, **changes}
    rows = {(file, "Sheet", line): told for (file, line), told in outcomes.items() if told is not None}
    return score(county, Result(rows, STATUSES))


def test_all_right(county: County) -> None:
    scored = _scored(county)
    assert scored.rows == {"right": 5}
    assert (scored.precision, scored.settled, scored.status_accuracy, scored.wrong_rows) == (1.0, 1.0, 1.0, 0)


def test_a_row_given_to_somebody_else_is_false(county: County) -> None:
    scored = _scored(county, {(SCHOOL, 3): Outcome(ADA)})
    assert scored.rows["false"] == 1
    assert scored.precision == pytest.approx(0.8)
    assert scored.by_damage["upn_missing"] == {"false": 1}


def test_a_newcomer_taken_for_somebody_on_the_roll_is_false(county: County) -> None:
    assert _scored(county, {(SCHOOL, 4): Outcome(BEN)}).rows["false"] == 1


def test_somebody_on_the_roll_made_twice_is_missed(county: County) -> None:
    scored = _scored(county, {(SCHOOL, 3): Outcome(UUID(int=9))})
    assert scored.rows["missed"] == 1
    assert scored.differences == [
        "school.xlsx Sheet!3 founded a second person of somebody known; what was done to it: upn missing"
    ]


def test_a_row_of_which_nothing_is_heard_is_lost(county: County) -> None:
    scored = _scored(county, {(SCHOOL, 2): None})
    assert scored.rows["lost"] == 1
    assert scored.wrong_rows == 1


def test_waiting_is_right_only_where_the_evidence_is_thin(county: County) -> None:
    assert _scored(county, {(SCHOOL, 2): Outcome(None, "awaiting")}).rows["waiting, needlessly"] == 1
    write_answers(county.row_answers, [replace(row, may_review=True) for row in ROWS])
    assert _scored(county, {(SCHOOL, 2): Outcome(None, "awaiting")}).rows["waiting, rightly"] == 1


def test_a_good_row_refused_is_wrong_and_so_is_a_bad_one_accepted(county: County) -> None:
    assert _scored(county, {(SCHOOL, 2): Outcome(None, "refused")}).rows["refused, wrongly"] == 1
    write_answers(county.row_answers, [replace(row, verdict="refused") for row in ROWS])
    assert _scored(county).rows["accepted, wrongly"] == 5


def test_a_wrong_status_is_counted_by_what_it_should_have_been(county: County) -> None:
    write_answers(county.people_answers, [replace(PEOPLE[0], codes=("250",)), replace(PEOPLE[1], also=())])
    scored = _scored(county)
    assert scored.status_wrong == {("education", "education"): 1, ("education", "not known"): 1}
    assert any("not known instead of education" in line for line in accuracy_lines(scored))


def test_a_difference_names_the_rows_that_are_not_settled(county: County) -> None:
    write_answers(county.people_answers, [replace(PEOPLE[1], also=())])
    scored = _scored(county, {(SCHOOL, 3): Outcome(None, "awaiting")})
    told = "100002 is not known instead of education: a row of theirs is not settled: school.xlsx Sheet!3"
    assert told in scored.differences
    assert f"  {told}" in accuracy_lines(scored)


@pytest.mark.parametrize(
    ("kinds", "may_wait"),
    [
        ((), False),
        (("forename_nickname",), False),
        (("forename_typo", "surname_changed", "moved"), False),
        (("names_swapped", "hyphen_dropped"), False),
        (("forename_nickname", "forename_typo"), True),
        (("names_swapped", "surname_typo"), True),
    ],
)
def test_with_number_and_birth_date_a_row_may_wait_only_where_the_forename_is_past_knowing(
    kinds: tuple[str, ...], may_wait: bool
) -> None:
    (person,) = Population(random.Random(4), Ages()).people(1)
    row: Row = {"P1": person.upn, "P10": person.born_on, "P5": "Q", "P6": "Z"}
    assert row_answer("f", "s", 2, person, row, kinds, None).may_review == may_wait


def _told(**counts: int) -> dict[str, object]:
    usual = {"extracted": 3, "accepted": 2, "refused": 1, "matched": 1, "created": 1, "awaiting": 0, "set_aside": 0}
    return {"stage": "effective", "finished": True, "adds_up": True, "rows": usual | counts}


def test_conservation_holds_only_when_every_row_is_accounted_for(county: County) -> None:
    whole = Progress({"1": _told()}, {"1": county.uploads[1]})
    assert conservation(whole, 3)[0]
    assert not conservation(whole, 4)[0]
    assert not conservation(Progress({"1": _told(created=0)}, {"1": county.uploads[1]}), 3)[0]
    assert not conservation(Progress({"1": _told(refused=0)}, {"1": county.uploads[1]}), 3)[0]


def test_files_sent_before_are_left_out_of_the_sums(county: County) -> None:
    repeated = _told() | {"stage": "repeated"}
    flow = Progress({"1": _told(), "2": repeated}, {"1": county.uploads[1], "2": county.uploads[0]})
    assert list(flow.without_repeated().file_of) == ["1"]
    assert flow.totals["extracted"] == 6
