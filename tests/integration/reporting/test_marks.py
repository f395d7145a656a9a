"""Marks that two transactions contend for: what is due already stays so while somebody marks it again."""

from datetime import date, timedelta

import pytest

from services.reporting.domain.returns.decisions import NewDecision
from services.reporting.domain.returns.generations import Edition, Settlement
from services.reporting.usecases.ports import GenerationTally
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id

pytestmark = pytest.mark.stack

USE_CASE = object()

FIRST = Return("first", [Line(number) for number in range(1, 6)], at("2026-09-18 10:00"))
SECOND = Return("second", [Line(number) for number in range(1, 7)], at("2026-09-25 10:00"))


async def due(office: Office) -> int:
    return int(await office.pool.fetchval("SELECT count(*) FROM unsettled_returns"))


async def stale(office: Office) -> int:
    return int(await office.pool.fetchval("SELECT count(*) FROM stale_people"))


async def test_a_generation_that_completes_while_its_return_is_due_is_settled(office: Office) -> None:
    await office.hear(FIRST.events)
    await office.hear(SECOND.events[:-1])
    generation = await office.generation_of(SECOND.submission_id)
    async with office.begin(USE_CASE) as work:
        assert await work.tables.generations.count({generation: GenerationTally(parts_to_match=2, rows_to_match=6)})
        await office.settle()
        assert await due(office) == 1
    await office.settle()
    assert {state for state, _ in (await office.states()).values()} == {"accepted"}


async def test_a_decision_about_a_return_that_is_due_is_settled(office: Office) -> None:
    await office.take_in(FIRST)
    await office.hear(SECOND.events)
    generation = await office.generation_of(FIRST.submission_id)
    async with office.begin(USE_CASE) as work:
        assert await work.tables.decisions.find_return(generation)
        said = NewDecision(generation, "undo", "officer", None, office.clock.now(), 5, act=None)
        await work.tables.decisions.keep(said)
        await office.settle()
        assert await due(office) == 1
    await office.settle()
    assert (await office.states())[FIRST.submission_id] == ("undone", None)


async def test_people_who_are_stale_already_are_computed_from_what_the_settlement_says(office: Office) -> None:
    await office.hear(FIRST.events)
    await office.settle()
    row = await office.pool.fetchrow("SELECT return_id, edition_id, generation_id FROM returns")
    assert row is not None
    async with office.begin(USE_CASE) as work:
        before = Edition(row["edition_id"], row["generation_id"])
        await work.tables.returns.move_pointers([Settlement(row["return_id"], before, None, ())], office.clock.now())
        assert await office.recompute() == 0
    assert await office.recompute() == 5
    assert await office.pool.fetchval("SELECT count(*) FROM people WHERE rule <> 'nothing_known'") == 0


async def test_people_whose_day_has_come_while_they_are_stale_stay_stale(office: Office) -> None:
    await office.take_in(FIRST)
    await office.pool.execute("INSERT INTO stale_people (person_id) VALUES ($1)", person_id(1))
    office.clock.advance(timedelta(days=365))
    async with office.begin(USE_CASE) as work:
        await work.tables.people.mark_due(date(2027, 10, 5))
        assert await office.recompute() == 0
    assert await stale(office) == 5
