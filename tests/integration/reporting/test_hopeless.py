"""Events that can never be stored are set aside, not tried for ever; nothing of them stays behind."""

import pytest

from shared.contracts.matching import ClaimsMatched
from shared.contracts.validation import RowsJudged
from shared.errors import Poison
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at

pytestmark = pytest.mark.stack


async def test_rows_said_twice_under_two_parts_are_hopeless(office: Office) -> None:
    events = Return("school", [Line(1), Line(2)], at("2026-09-18 10:00")).events
    claims = next(event for event in events if isinstance(event, ClaimsMatched))
    await office.hear([claims])
    with pytest.raises(Poison, match="claims_23505"):
        await office.hear([claims.model_copy(update={"part": 7})])
    assert await office.pool.fetchval("SELECT count(*) FROM claims") == 2
    assert await office.pool.fetchval("SELECT parts_matched FROM generations") == 1


async def test_a_character_that_no_text_may_hold_is_hopeless(office: Office) -> None:
    events = Return("school", [Line(1, fate="refused")], at("2026-09-18 10:00")).events
    judged = next(event for event in events if isinstance(event, RowsJudged))
    with pytest.raises(Poison):
        await office.hear([judged.model_copy(update={"sheet": "Sheet\x00"})])
    assert await office.pool.fetchval("SELECT count(*) FROM inbox") == 0


async def test_a_run_with_a_hopeless_event_leaves_nothing_and_the_others_can_be_heard_alone(office: Office) -> None:
    schools = [
        Return(f"school {number}", [Line(number)], at("2026-09-18 10:00"), establishment=f"886000{number}")
        for number in (1, 2, 3)
    ]
    run = [event for each in schools for event in each.events if isinstance(event, ClaimsMatched)]
    run[1] = run[1].model_copy(update={"sheet": "Sheet\x00"})
    with pytest.raises(Poison):
        await office.hear(run)
    left = "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM generations) + (SELECT count(*) FROM claims)"
    assert await office.pool.fetchval(left) == 0
    await office.hear([run[0]])
    await office.hear([run[2]])
    assert await office.pool.fetchval("SELECT count(*) FROM claims") == 2
    assert await office.pool.fetchval("SELECT sum(parts_matched) FROM generations") == 2


async def test_of_a_run_only_what_is_new_is_handled(office: Office) -> None:
    first = Return("first", [Line(number) for number in range(1, 8)], at("2026-09-18 10:00"))
    second = Return("second", [Line(9)], at("2026-09-19 10:00"), establishment="8860002")
    run = [event for each in (first, second) for event in each.events if isinstance(event, ClaimsMatched)]
    await office.hear(run[1:2])
    await office.hear(run)
    assert await office.pool.fetchval("SELECT count(*) FROM claims") == 8
    tallies = await office.pool.fetch("SELECT parts_matched, rows_matched FROM generations ORDER BY received_at")
    assert [tuple(row) for row in tallies] == [(3, 7), (1, 1)]
