"""Judgements under way: the fake and PostgreSQL keep the same promises; concurrent parts are counted once each."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from services.validation.adapters.postgres_judgements import PostgresJudgements
from services.validation.domain.duplicates import LearnerLine, LearnerLines
from services.validation.usecases.ports import JudgedPart, Judgement, Judgements, Tally
from shared.persistence.pool import Pool, close_pool, open_pool, transaction
from tests.support.memory_judgements import MemoryJudgements
from tests.support.stack import Database

Opened = Callable[[], AbstractAsyncContextManager[Judgements]]


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("validation"), schema="validation")
    yield opened
    await close_pool(opened)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.stack)])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Return what opens the judgements for one unit of work."""
    if request.param == "memory":
        kept = MemoryJudgements()

        @asynccontextmanager
        async def in_memory() -> AsyncIterator[Judgements]:
            yield kept

        return in_memory
    pool: Pool = request.getfixturevalue("pool")

    @asynccontextmanager
    async def in_postgres() -> AsyncIterator[Judgements]:
        async with transaction(pool) as connection:
            yield PostgresJudgements(connection)

    return in_postgres


def a_judgement() -> Judgement:
    return Judgement(uuid4(), 1)


def a_part(judgement: Judgement, number: int, *lines: LearnerLine, rows: int | None = None) -> JudgedPart:
    fields = ("ordinal", "line", "rank", "upn", "uln", "name")
    side_by_side = LearnerLines(f"Sheet{number}", *([getattr(line, field) for line in lines] for field in fields))
    return JudgedPart(judgement, number, len(lines) if rows is None else rows, len(lines), side_by_side)


async def add_part(judgements: Judgements, part: JudgedPart) -> Tally:
    return (await judgements.add_parts([part]))[part.judgement]


async def add_total(judgements: Judgements, judgement: Judgement, parts: int) -> Tally:
    return (await judgements.add_totals({judgement: parts}))[judgement]


async def lines_of(judgements: Judgements, judgement: Judgement) -> list[LearnerLine]:
    """Close the judgement and return the lines kept of it, in the order of the file."""
    kept = (await judgements.close([judgement]))[judgement]
    lines = [part.lines for part in kept]
    return sorted(
        (part.at(position) for part in lines for position in range(len(part.lines))), key=lambda line: line.ordinal
    )


def a_line(ordinal: int, *, sheet: str = "Sheet0", **keys: Any) -> LearnerLine:
    return LearnerLine(ordinal, sheet, ordinal + 2, 4, **keys)


async def test_parts_are_counted_and_the_total_may_come_first(opened: Opened) -> None:
    judgement = a_judgement()
    async with opened() as judgements:
        tally = await add_total(judgements, judgement, 2)
        assert (tally.parts_done, tally.parts_total, tally.complete) == (0, 2, False)
    async with opened() as judgements:
        assert not (await add_part(judgements, a_part(judgement, 1, a_line(500, upn=1), rows=3))).complete
    async with opened() as judgements:
        tally = await add_part(judgements, a_part(judgement, 0, a_line(0, upn=2)))
        assert (tally.complete, tally.rows, tally.accepted) == (True, 4, 2)


async def test_the_total_completes_when_all_parts_are_in(opened: Opened) -> None:
    judgement = a_judgement()
    async with opened() as judgements:
        assert not (await add_part(judgements, a_part(judgement, 0, a_line(0)))).complete
    async with opened() as judgements:
        assert (await add_total(judgements, judgement, 1)).complete


async def test_lines_come_back_as_they_were_kept(opened: Opened) -> None:
    judgement, other = a_judgement(), a_judgement()
    least, most = -(2**63), 2**63 - 1
    lines = [
        a_line(0, upn=least, name=5),
        a_line(1, upn=2, uln=most),
        a_line(500, upn=least, sheet="Sheet1"),
        a_line(501, uln=most, sheet="Sheet1"),
        a_line(502, name=7, sheet="Sheet1"),
        a_line(503, sheet="Sheet1"),
    ]
    async with opened() as judgements:
        await add_part(judgements, a_part(judgement, 0, *lines[:2]))
        await add_part(judgements, a_part(judgement, 1, *lines[2:]))
        await add_part(judgements, a_part(other, 0, a_line(0, name=7)))
    async with opened() as judgements:
        assert await lines_of(judgements, judgement) == lines
        assert await lines_of(judgements, other) == [a_line(0, name=7)]


async def test_a_closed_judgement_forgets_its_keys(opened: Opened) -> None:
    judgement, empty = a_judgement(), a_judgement()
    async with opened() as judgements:
        await add_part(judgements, a_part(judgement, 0, a_line(0, upn=1), a_line(1, upn=1)))
        await judgements.close([judgement])
    async with opened() as judgements:
        assert await judgements.close([judgement, empty]) == {judgement: [], empty: []}


async def test_parts_and_totals_of_several_judgements_are_counted_at_once(opened: Opened) -> None:
    one, two = a_judgement(), a_judgement()
    parts = [a_part(one, 0, a_line(0), rows=2), a_part(two, 0, a_line(0)), a_part(one, 1, a_line(500))]
    async with opened() as judgements:
        assert not any(tally.complete for tally in (await judgements.add_totals({one: 2, two: 2})).values())
    async with opened() as judgements:
        assert await judgements.add_parts(parts) == {one: Tally(2, 2, 3, 2), two: Tally(1, 2, 1, 1)}


async def test_a_part_is_never_counted_twice(opened: Opened) -> None:
    judgement = a_judgement()
    async with opened() as judgements:
        await add_part(judgements, a_part(judgement, 0, a_line(0)))
    with pytest.raises((ValueError, asyncpg.UniqueViolationError)):
        async with opened() as judgements:
            await add_part(judgements, a_part(judgement, 0, a_line(0)))


@pytest.mark.stack
async def test_of_many_transactions_at_once_exactly_one_completes_and_sees_every_part(pool: Pool) -> None:
    judgement = a_judgement()
    parts = [a_part(judgement, number, a_line(number, upn=1)) for number in range(12)]
    completed: list[list[LearnerLine]] = []

    async def add(part: JudgedPart | None) -> None:
        async with transaction(pool) as connection:
            judgements = PostgresJudgements(connection)
            adding = add_total(judgements, judgement, 12) if part is None else add_part(judgements, part)
            if (await adding).complete:
                completed.append(await lines_of(judgements, judgement))

    await asyncio.gather(*(add(part) for part in [*parts[:6], None, *parts[6:]]))
    assert [len(lines) for lines in completed] == [12]


@pytest.mark.stack
async def test_transactions_with_the_same_judgements_never_wait_for_each_other_in_a_circle(pool: Pool) -> None:
    judgements = [a_judgement() for _ in range(8)]
    completed: list[Judgement] = []

    async def add(number: int) -> None:
        mixed = random.Random(number).sample(judgements, len(judgements))
        async with transaction(pool) as connection:
            adapter = PostgresJudgements(connection)
            if number == 0:
                tallies = await adapter.add_totals(dict.fromkeys(mixed, 6))
            else:
                tallies = await adapter.add_parts([a_part(one, number, a_line(number)) for one in mixed])
            completed.extend(one for one, tally in tallies.items() if tally.complete)

    await asyncio.gather(*(add(number) for number in range(7)))
    assert sorted(completed, key=str) == sorted(judgements, key=str)
