"""What pages say of when a return came, from what is stored."""

from dataclasses import replace

import pytest

from services.reporting.queries.board.lines import BoardLine
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries, Submission
from tests.support.reporting import Office
from tests.support.reporting_queries import board_of
from tests.support.returns import Line, Return, at, roll

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 11)], at("2026-09-01 08:00"), part_size=20)

LEFT = {"left_on": "2026-10-05", "destination": "D24"}
FACTS = {"S_ENR": None, "S_LEAVE": LEFT, "S_JL": {"row_kind": "L", **LEFT}}


def sent(name: str, received_at: str, collection: str = "S_ENR", period: str = "2026-27", number: int = 1) -> Return:
    """One line of a return of the school."""
    return Return(name, [Line(number, facts=FACTS[collection])], at(received_at), collection=collection, period=period)


async def board(office: Office) -> dict[tuple[str, str], BoardLine]:
    return {(line.collection, line.period): line for line in await board_of(office)}


async def page_of(office: Office, of: Return) -> Submission:
    found = await PostgresSubmissionQueries(office.pool).find_submission(of.submission_id)
    assert found is not None
    return found


async def test_a_return_that_came_late_is_late_and_its_correction_is_not_late_again(office: Office) -> None:
    late, correction = sent("late", "2026-09-21 10:00"), sent("correction", "2026-09-25 10:00")
    await office.take_in(ROLL, late, correction)
    assert (await page_of(office, late)).late
    assert not (await page_of(office, correction)).late
    timing = (await board(office))["S_ENR", "2026-27"].timing
    assert timing is not None
    assert (timing.state, timing.answered_at) == ("late", late.received_at)
    assert (await board(office))["ROLL", "standing"].timing is None
    assert (await page_of(office, ROLL)).timing is None


async def test_what_was_taken_out_answers_nothing(office: Office) -> None:
    early, late = sent("early", "2026-09-10 10:00"), sent("late", "2026-09-21 10:00")
    await office.take_in(ROLL, early, late)
    assert not (await page_of(office, late)).late
    await office.decide(await office.generation_of(early.submission_id), "undo")
    assert (await page_of(office, late)).late
    await office.decide(await office.generation_of(late.submission_id), "undo")
    line = (await board(office))["S_ENR", "2026-27"]
    assert line.timing is not None
    assert (line.state, line.timing.state) == (None, "missing")


async def test_joiners_and_leavers_in_one_file_answer_for_leavers_sent_apart(office: Office) -> None:
    both = sent("both", "2026-10-20 10:00", "S_JL", "2026-10", number=2)
    apart = sent("apart", "2026-11-20 10:00", "S_LEAVE", "2026-10")
    of_another_school = replace(sent("elsewhere", "2026-10-20 10:00", "S_JL", "2026-10", 3), establishment="8860002")
    await office.take_in(ROLL, both, apart, of_another_school)
    page = await page_of(office, apart)
    assert page.timing is not None
    assert (page.late, page.timing.state, page.timing.answered_by) == (False, "in time", ("S_JL",))
    await office.decide(await office.generation_of(both.submission_id), "undo")
    assert (await page_of(office, apart)).late
