"""Judgements under way: the fake and PostgreSQL keep the same promises; concurrent parts are counted once each."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from services.validation.adapters.memory_judgements import MemoryJudgements
from services.validation.adapters.postgres_judgements import PostgresJudgements
from services.validation.domain.duplicates import LearnerLine
from services.validation.usecases.ports import JudgedPart, Judgement, Judgements
from shared.persistence.pool import Pool, close_pool, open_pool, transaction
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
    return JudgedPart(judgement, number, f"Sheet{number}", len(lines) if rows is None else rows, len(lines), lines)


def a_line(ordinal: int, *, sheet: str = "Sheet0", **keys: Any) -> LearnerLine:
    return LearnerLine(ordinal, sheet, ordinal + 2, 4, **keys)


async def test_parts_are_counted_and_the_total_may_come_first(opened: Opened) -> None:
    judgement = a_judgement()
    async with opened() as judgements:
        tally = await judgements.add_total(judgement, 2)
        assert (tally.parts_done, tally.parts_total, tally.complete) == (0, 2, False)
    async with opened() as judgements:
        assert not (await judgements.add_part(a_part(judgement, 1, a_line(500, upn=1), rows=3))).complete
    async with opened() as judgements:
        tally = await judgements.add_part(a_part(judgement, 0, a_line(0, upn=2)))
        assert (tally.complete, tally.rows, tally.accepted) == (True, 4, 2)


async def test_the_total_completes_when_all_parts_are_in(opened: Opened) -> None:
    judgement = a_judgement()
    async with opened() as judgements:
        assert not (await judgements.add_part(a_part(judgement, 0, a_line(0)))).complete
    async with opened() as judgements:
        assert (await judgements.add_total(judgement, 1)).complete


async def test_lines_that_share_a_key_are_found_across_parts(opened: Opened) -> None:
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
        await judgements.add_part(a_part(judgement, 0, *lines[:2]))
        await judgements.add_part(a_part(judgement, 1, *lines[2:]))
        await judgements.add_part(a_part(other, 0, a_line(0, name=7)))
    async with opened() as judgements:
        found = await judgements.lines_sharing_a_key(judgement)
        assert sorted(found, key=lambda line: line.ordinal) == lines[:4]


async def test_a_closed_judgement_forgets_its_keys(opened: Opened) -> None:
    judgement = a_judgement()
    async with opened() as judgements:
        await judgements.add_part(a_part(judgement, 0, a_line(0, upn=1), a_line(1, upn=1)))
        await judgements.close(judgement)
    async with opened() as judgements:
        assert await judgements.lines_sharing_a_key(judgement) == []


async def test_a_part_is_never_counted_twice(opened: Opened) -> None:
    judgement = a_judgement()
    async with opened() as judgements:
        await judgements.add_part(a_part(judgement, 0, a_line(0)))
    with pytest.raises((ValueError, asyncpg.UniqueViolationError)):
        async with opened() as judgements:
            await judgements.add_part(a_part(judgement, 0, a_line(0)))


@pytest.mark.stack
async def test_of_many_transactions_at_once_exactly_one_completes_and_sees_every_part(pool: Pool) -> None:
    judgement = a_judgement()
    parts = [a_part(judgement, number, a_line(number, upn=1)) for number in range(12)]
    completed: list[list[LearnerLine]] = []

    async def add(part: JudgedPart | None) -> None:
        async with transaction(pool) as connection:
            judgements = PostgresJudgements(connection)
            adding = judgements.add_total(judgement, 12) if part is None else judgements.add_part(part)
            if (await adding).complete:
                completed.append(await judgements.lines_sharing_a_key(judgement))

    await asyncio.gather(*(add(part) for part in [*parts[:6], None, *parts[6:]]))
    assert [len(lines) for lines in completed] == [12]
