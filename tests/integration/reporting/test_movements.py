"""Joiners, leavers and answers on a real database: which return replaces which, and what adds up."""

import pytest

from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 11)], at("2026-09-10 08:00"), part_size=20)
ENROLLED = Return("enrolled", [Line(1), Line(2), Line(3)], at("2026-09-18 10:00"))


def joined(number: int, **facts: str) -> Line:
    course = {"qualification_type": "ALEVEL", "level": "3", "ends_on": "2027-07-09"}
    return Line(number, facts={"row_kind": "J", "started_on": "2026-09-21", **course, **facts})


def left(number: int, destination: str = "D24") -> Line:
    return Line(number, facts={"row_kind": "L", "left_on": "2026-09-25", "destination": destination})


def said(name: str, received_at: str, collection: str, *lines: Line) -> Return:
    period = "2026-09" if collection in {"S_JL", "S_LEAVE", "S_JOIN"} else "2026-27"
    return Return(name, lines, at(received_at), collection=collection, period=period)


async def codes_of(office: Office, *numbers: int) -> list[str | None]:
    return [(await office.status(person_id(number)))[1] for number in numbers]


TOGETHER = said("together", "2026-09-30 10:00", "S_JL", left(1), left(2, "D08"), joined(4), joined(5))


async def test_rows_of_one_file_are_joiners_or_leavers(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED, TOGETHER)
    assert await codes_of(office, 1, 2, 3, 4, 5, 6) == ["619", "310", "210", "210", "210", "810"]


async def test_a_combined_file_and_leavers_that_come_apart_count_side_by_side(office: Office) -> None:
    apart = said("apart", "2026-10-01 10:00", "S_LEAVE", left(3, "D25"))
    await office.take_in(ROLL, ENROLLED, TOGETHER, apart)
    assert await codes_of(office, 1, 2, 3, 4) == ["619", "310", "610", "210"]


async def test_a_newer_combined_file_of_the_month_replaces_the_earlier_one_and_nothing_else(office: Office) -> None:
    apart = said("joiners", "2026-09-29 10:00", "S_JOIN", joined(6))
    newer = said("newer", "2026-10-02 10:00", "S_JL", left(1), left(2, "D08"), joined(4), joined(7))
    await office.take_in(ROLL, ENROLLED, apart, TOGETHER, newer)
    assert await codes_of(office, 1, 2, 4, 5, 6, 7) == ["619", "310", "210", "810", "210", "210"]


async def test_where_two_files_disagree_about_a_leaver_what_the_school_said_last_counts(office: Office) -> None:
    corrected = said("corrected", "2026-10-01 10:00", "S_LEAVE", left(1, "D14"))
    await office.take_in(ROLL, ENROLLED, TOGETHER, corrected)
    assert await codes_of(office, 1) == ["330"]


def answered(number: int, kind: str, **facts: str) -> Line:
    return Line(number, facts={"row_kind": kind, **facts})


async def test_answers_to_a_pupil_list_add_up_and_silence_takes_nothing_back(office: Office) -> None:
    first = said("first", "2026-09-28 10:00", "S_CHECK", answered(4, "CORRECT", stays="Y"))
    rest = said(
        "rest",
        "2026-10-01 10:00",
        "S_CHECK",
        answered(1, "LEFT", left_on="2026-09-25", destination="D24"),
        answered(6, "WRONG DETAILS"),
    )
    await office.take_in(ROLL, ENROLLED, first, rest)
    assert await codes_of(office, 1, 2, 4, 6) == ["619", "210", "210", "810"]


async def test_a_school_may_think_better_of_an_answer(office: Office) -> None:
    wrong = said("wrong", "2026-09-28 10:00", "S_CHECK", answered(1, "LEFT", left_on="2026-09-25", destination="D24"))
    right = said("right", "2026-10-01 10:00", "S_CHECK", answered(1, "CORRECT", stays="Y"))
    await office.take_in(ROLL, ENROLLED, wrong, right)
    assert await codes_of(office, 1) == ["210"]


async def test_a_destination_is_answered_where_no_enrolment_lists_and_is_hearsay_beside_another_schools(
    office: Office,
) -> None:
    elsewhere = Return("elsewhere", [Line(9)], at("2026-09-18 11:00"), establishment="8860002")
    first = said("first", "2026-10-01 10:00", "TEP_DEST", Line(7, facts={"destination": "D08"}))
    rest = said(
        "rest",
        "2026-10-02 10:00",
        "TEP_DEST",
        Line(8, facts={"destination": "D24"}),
        Line(9, facts={"destination": "D14"}),
    )
    await office.take_in(ROLL, ENROLLED, elsewhere, first, rest)
    assert await codes_of(office, 7, 8, 9) == ["310", "619", "210"]
