"""What changes of severities outdate: the fakes and PostgreSQL keep the same promises."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.validation.adapters.postgres_severities import PostgresSeverityLookup
from services.validation.adapters.tables import validation_tables
from services.validation.domain.complaint_counts import ComplaintCount, ComplaintCounts
from services.validation.domain.severities import SeverityChange
from services.validation.usecases.ports import Judgement, NewSeverityChange, SubmissionVerdict, ValidationTables
from shared.persistence.pool import Pool, close_pool, open_pool, transaction
from tests.support.memory_severities import memory_validation
from tests.support.stack import Database

Opened = Callable[[], AbstractAsyncContextManager[ValidationTables]]
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
DAY = NOON.date()
LATER, OTHER = "V094", "V105"


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("validation"), schema="validation")
    async with transaction(opened) as connection:
        for table in ("outdated_judgements", "severity_changes", "verdict_complaints", "verdicts"):
            await connection.execute(f"DELETE FROM {table}")
    yield opened
    await close_pool(opened)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.stack)])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Return what opens the tables for one unit of work."""
    if request.param == "memory":
        tables, *_ = memory_validation()

        @asynccontextmanager
        async def in_memory() -> AsyncIterator[ValidationTables]:
            yield tables

        return in_memory
    pool: Pool = request.getfixturevalue("pool")

    @asynccontextmanager
    async def in_postgres() -> AsyncIterator[ValidationTables]:
        async with transaction(pool) as connection:
            yield validation_tables(connection)

    return in_postgres


def a_verdict(
    complaints: ComplaintCounts, *, of: UUID | None = None, judgement: int = 1, minute: int = 0, year: int = 2026
) -> SubmissionVerdict:
    return SubmissionVerdict(
        Judgement(of or uuid4(), judgement),
        "S_ENR",
        "8860001",
        "2026-27",
        year,
        NOON + timedelta(minutes=minute),
        0,
        complaints,
    )


def refused(*codes: str, lowered: bool = False) -> ComplaintCounts:
    return {(code, lowered): ComplaintCount(2, 1, 0) for code in codes}


async def change(
    opened: Opened, code: str, *, lowered: bool = True, collection: str | None = None, on: date = DAY
) -> None:
    async with opened() as tables:
        what = SeverityChange(code, collection, lowered)
        await tables.severities.keep(NewSeverityChange(what, on, "agreed", "pat", NOON))


async def begin(opened: Opened, on: date = DAY) -> int:
    async with opened() as tables:
        return await tables.severities.begin_due(on)


async def record(opened: Opened, *verdicts: SubmissionVerdict) -> None:
    async with opened() as tables:
        await tables.judgements.record_verdicts(verdicts)


async def look(opened: Opened, *, at_once: int = 20, retry_after_s: float = 600.0) -> list[Judgement]:
    async with opened() as tables:
        await tables.outdated.note(await tables.severities.in_force(), 2026)
        return list(await tables.outdated.take(in_flight_max=at_once, asked_max=3, retry_after_s=retry_after_s))


async def test_changes_come_into_force_by_day_and_then_in_the_order_in_which_they_were_decided(opened: Opened) -> None:
    later = DAY + timedelta(days=3)
    await change(opened, LATER, on=later)
    await change(opened, OTHER)
    await change(opened, LATER, lowered=False, on=later)
    assert await begin(opened) == 1
    assert await begin(opened) == 0
    async with opened() as tables:
        now, then = await tables.severities.in_force(), await tables.severities.planned_for(later)
    assert (now.version, set(now.lowered_in("S_ENR"))) == (1, {OTHER})
    assert (then.version, set(then.lowered_in("S_ENR"))) == (3, {OTHER})
    assert then.decided["S_ENR", LATER].version == 3
    assert await begin(opened, later) == 2


async def test_what_is_outdated_is_asked_for_the_newest_first_and_once(opened: Opened) -> None:
    older, newer, other_year = (
        a_verdict(refused(LATER)),
        a_verdict(refused(LATER, OTHER), minute=1),
        a_verdict(refused(LATER), year=2025),
    )
    unconcerned = a_verdict(refused(OTHER))
    await record(opened, older, newer, other_year, unconcerned, a_verdict({}))
    await change(opened, LATER)
    await begin(opened)
    assert await look(opened, at_once=1) == [newer.judgement]
    assert await look(opened, at_once=1) == []
    assert await look(opened, at_once=2) == [older.judgement]
    await record(
        opened, *(a_verdict({}, of=one.judgement.submission_id, judgement=2, minute=2) for one in (older, newer))
    )
    assert await look(opened) == []


async def test_a_newer_judgement_that_does_not_accord_either_is_outdated_in_its_turn(opened: Opened) -> None:
    one = a_verdict(refused(LATER))
    await record(opened, one)
    await change(opened, LATER)
    await begin(opened)
    assert await look(opened) == [one.judgement]
    second = a_verdict(refused(LATER), of=one.judgement.submission_id, judgement=2)
    await record(opened, second)
    assert await look(opened) == [second.judgement]
    third = a_verdict(refused(LATER, lowered=True), of=one.judgement.submission_id, judgement=3)
    await record(opened, third)
    await record(opened, second)  # comes late, and is no longer of interest
    assert await look(opened) == []


async def test_one_collection_is_taken_out_of_what_holds_for_all(opened: Opened) -> None:
    one = a_verdict(refused(LATER))
    await record(opened, one)
    await change(opened, LATER)
    await change(opened, LATER, lowered=False, collection="S_ENR")
    await begin(opened)
    assert await look(opened) == []
    await change(opened, LATER, collection="S_ENR")
    await begin(opened)
    assert await look(opened) == [one.judgement]


async def test_taken_back_before_it_was_asked_for_it_is_needed_no_longer(opened: Opened) -> None:
    first, second = a_verdict(refused(LATER), minute=1), a_verdict(refused(LATER))
    await record(opened, first, second)
    await change(opened, LATER)
    await begin(opened)
    assert await look(opened, at_once=1) == [first.judgement]
    await change(opened, LATER, lowered=False)
    await begin(opened)
    assert await look(opened) == []
    await change(opened, LATER)
    await begin(opened)
    assert await look(opened, at_once=3) == [first.judgement, second.judgement]


async def test_two_changes_that_concern_one_file_have_it_judged_again_together(opened: Opened) -> None:
    one = a_verdict(refused(LATER, OTHER))
    await record(opened, one)
    await change(opened, LATER)
    await change(opened, OTHER)
    await begin(opened)
    assert await look(opened) == [one.judgement]


@pytest.mark.stack
async def test_what_nothing_comes_of_is_asked_for_a_few_times_and_may_come_late(pool: Pool) -> None:
    @asynccontextmanager
    async def in_postgres() -> AsyncIterator[ValidationTables]:
        async with transaction(pool) as connection:
            yield validation_tables(connection)

    one = a_verdict(refused(LATER))
    await record(in_postgres, one)
    await change(in_postgres, LATER)
    await begin(in_postgres)
    assert [await look(in_postgres, retry_after_s=0.0) for _ in range(5)] == [[one.judgement]] * 3 + [[], []]
    async with transaction(pool) as connection:
        assert await connection.fetchval("SELECT state FROM outdated_judgements") == "given up"
    await record(in_postgres, a_verdict({}, of=one.judgement.submission_id, judgement=2))
    await look(in_postgres)
    async with transaction(pool) as connection:
        assert await connection.fetchval("SELECT state FROM outdated_judgements") == "done", "late is not never"


@pytest.mark.stack
async def test_one_replica_at_a_time_looks_and_everyone_reads_what_is_in_force(pool: Pool) -> None:
    async with transaction(pool) as one, transaction(pool) as two:
        assert await validation_tables(one).severities.try_lock()
        assert not await validation_tables(two).severities.try_lock()
    async with transaction(pool) as connection:
        tables = validation_tables(connection)
        await tables.severities.keep(NewSeverityChange(SeverityChange(LATER, None, True), DAY, "agreed", "pat", NOON))
        await tables.severities.begin_due(DAY)
    assert (await PostgresSeverityLookup(pool)()).lowered_in("S_ENR") == {LATER}
