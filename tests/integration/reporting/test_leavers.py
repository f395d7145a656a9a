"""Leavers on a real database: what a leaving ends, months that add up, and who is taken off the list again."""

from datetime import date

import pytest

from services.ingest.domain.file_names import read_file_name
from services.ingest.domain.timing import Timing, which_period
from services.reporting.domain.claims import ClaimWords
from services.reporting.queries.person import PostgresPersonRows
from shared.vocabulary.collections import S_LEAVE
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 21)], at("2026-09-10 08:00"), part_size=20)
ENROLLED = Return("enrolled", [Line(number) for number in range(1, 11)], at("2026-09-18 10:00"))
LEFT = date(2026, 9, 25)


def leavers(name: str, received_at: str, *lines: Line, period: str = "2026-09") -> Return:
    return Return(name, lines, at(received_at), collection="S_LEAVE", period=period)


SEPTEMBER = leavers(
    "leavers", "2026-09-30 10:00", Line(1, left_on=LEFT, destination="D24"), Line(2, left_on=LEFT, destination="D08")
)


async def codes_of(office: Office, *numbers: int) -> list[str | None]:
    return [(await office.status(person_id(number)))[1] for number in numbers]


async def test_a_leaver_is_where_they_went_and_the_others_stay(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED, SEPTEMBER)
    assert await office.status(person_id(1)) == ("neet", "619", False)
    assert await office.status(person_id(2)) == ("employment", "310", False)
    assert await office.status(person_id(3)) == ("education", "210", False)


async def test_the_enrolment_sent_again_unchanged_brings_nobody_back(office: Office) -> None:
    again = Return("again", ENROLLED.lines, at("2026-10-02 10:00"))
    await office.take_in(ROLL, ENROLLED, SEPTEMBER, again)
    assert await office.status(person_id(1)) == ("neet", "619", False)


async def test_months_add_up_and_within_a_month_a_newer_file_replaces(office: Office) -> None:
    october = leavers("october", "2026-10-03 10:00", Line(3, left_on=LEFT, destination="D25"), period="2026-10")
    september = leavers("three", "2026-09-30 10:00", *SEPTEMBER.lines, Line(4, left_on=LEFT, destination="D24"))
    await office.take_in(ROLL, ENROLLED, september, october)
    assert await codes_of(office, 1, 2, 3, 4) == ["619", "310", "610", "619"]
    corrected = leavers("corrected", "2026-10-04 10:00", Line(2, left_on=LEFT, destination="D14"), september.lines[2])
    await office.take_in(corrected)
    assert await codes_of(office, 1, 2, 3, 4) == ["210", "330", "610", "619"]


async def test_a_second_file_of_the_month_without_the_leavers_of_the_first_waits_for_a_person(office: Office) -> None:
    others = leavers("others", "2026-10-01 10:00", Line(3, left_on=LEFT, destination="D25"))
    await office.take_in(ROLL, ENROLLED, SEPTEMBER, others)
    assert (await office.states())[others.submission_id] == ("held", "removes_many")
    assert await codes_of(office, 1, 2, 3) == ["619", "310", "210"]
    both = leavers("both", "2026-10-02 10:00", *SEPTEMBER.lines, *others.lines)
    await office.take_in(both)
    assert await codes_of(office, 1, 2, 3) == ["619", "310", "610"]


@pytest.mark.parametrize("before", [1, 2, 3])
async def test_a_late_leaver_alone_takes_nobody_of_last_month_back(office: Office, before: int) -> None:
    """A small school's file of early October has one row, of somebody who left in September: it is for September."""
    month = which_period(S_LEAVE, read_file_name("Leavers.xlsx"), Timing({"2026-09": 1}), date(2026, 10, 5))
    assert month == SEPTEMBER.period
    first = leavers(
        "small", "2026-09-30 10:00", *(Line(n, left_on=LEFT, destination="D24") for n in range(1, before + 1))
    )
    late = leavers("late", "2026-10-05 10:00", Line(9, left_on=LEFT, destination="D25"), period=str(month))
    await office.take_in(ROLL, ENROLLED, first, late)
    assert (await office.states())[late.submission_id] == ("held", "removes_many")
    assert await codes_of(office, *range(1, before + 1)) == ["619"] * before


async def test_whoever_learned_elsewhere_is_not_what_they_were_before_once_that_has_lapsed(office: Office) -> None:
    november = date(2026, 11, 2)
    elsewhere = Return("elsewhere", [Line(1, started_on=november)], at("2026-11-05 10:00"), establishment="8860002")
    await office.take_in(ROLL, ENROLLED, SEPTEMBER, elsewhere)
    assert await office.status(person_id(1)) == ("neet", "619", False)
    for day, status in (("2026-11-05", ("education", "210", False)), ("2027-09-01", ("not known", "210", True))):
        office.clock.advance(at(f"{day} 06:00") - office.clock.now())
        await office.tick()
        await office.recompute()
        assert await office.status(person_id(1)) == status


async def test_the_timeline_says_what_the_school_said(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED, SEPTEMBER)
    views = await PostgresPersonRows(office.pool).claims(person_id(1))
    words = ClaimWords(lambda number: f"School {number}", lambda on: f"{on:%d/%m/%Y}")
    assert [view.claim.sentence(words) for view in views if view.collection == "S_LEAVE"] == [
        "School 8860001: left on 25/09/2026. Destination: Seeking employment, education or training"
    ]
