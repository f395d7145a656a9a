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
