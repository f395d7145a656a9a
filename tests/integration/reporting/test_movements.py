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


COMBINED = said("combined", "2026-09-28 10:00", "S_JL", joined(4), joined(5))


def nothing(name: str, received_at: str, collection: str) -> Return:
    return said(name, received_at, collection)


async def stands(office: Office, one: Return) -> tuple[str, str | None]:
    return (await office.states())[one.submission_id]


HELD = ("held", "listed_elsewhere")


async def test_nothing_of_what_a_combined_file_lists_waits_and_nothing_of_the_other_counts(office: Office) -> None:
    no_joiners = nothing("no joiners", "2026-09-29 10:00", "S_JOIN")
    no_leavers = nothing("no leavers", "2026-09-29 11:00", "S_LEAVE")
    await office.take_in(ROLL, ENROLLED, COMBINED, no_joiners, no_leavers)
    assert await stands(office, no_joiners) == HELD
    assert await stands(office, no_leavers) == ("accepted", None)
    assert await codes_of(office, 4, 5) == ["210", "210"]


@pytest.mark.parametrize(("whole", "lists"), [("S_JL", "S_JOIN"), ("C_JL", "C_JOIN")], ids=["school", "college"])
async def test_nothing_in_the_whole_waits_where_a_part_lists_somebody(office: Office, whole: str, lists: str) -> None:
    part = Return("part", [joined(4)], at("2026-09-28 10:00"), collection=lists, period="2026-09")
    nil = Return("nil", [], at("2026-09-29 10:00"), collection=whole, period="2026-09")
    other_month = Return("other month", [], at("2026-10-29 10:00"), collection=whole, period="2026-10")
    await office.take_in(ROLL, ENROLLED, part, nil, other_month)
    assert await stands(office, nil) == HELD
    assert await stands(office, other_month) == ("accepted", None)


async def test_what_is_settled_later_holds_it_all_the_same_and_what_is_taken_out_lets_it_count(office: Office) -> None:
    no_joiners = nothing("no joiners", "2026-09-29 10:00", "S_JOIN")
    await office.take_in(ROLL, ENROLLED, no_joiners)
    assert await stands(office, no_joiners) == ("accepted", None)
    await office.take_in(COMBINED)
    assert await stands(office, no_joiners) == HELD
    await office.decide(await office.generation_of(COMBINED.submission_id), "undo")
    assert await stands(office, no_joiners) == ("accepted", None)


async def test_a_combined_file_that_comes_after_it_takes_the_place_of_nothing_to_send(office: Office) -> None:
    before = nothing("before", "2026-09-27 10:00", "S_JOIN")
    await office.take_in(ROLL, ENROLLED, before, COMBINED)
    assert await stands(office, before) == ("accepted", None)


async def test_the_authority_may_let_nothing_to_send_count_beside_what_lists_somebody(office: Office) -> None:
    no_joiners = nothing("no joiners", "2026-09-29 10:00", "S_JOIN")
    await office.take_in(ROLL, ENROLLED, COMBINED, no_joiners)
    await office.decide(await office.generation_of(no_joiners.submission_id), "approve")
    assert await stands(office, no_joiners) == ("accepted", "listed_elsewhere")
    assert await codes_of(office, 4, 5) == ["210", "210"]
