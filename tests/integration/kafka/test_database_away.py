"""PostgreSQL away: consumers wait and go on by themselves; nothing is lost, nothing happens twice."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

from shared.contracts.ingest import SubmissionExtracted
from shared.contracts.topics import SUBMISSION_EXTRACTED
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import consuming, eventually, extracted, not_yet_committed, runtime_of
from tests.support.bare_unit_of_work import USE_CASE, begin_of
from tests.support.stack import Database, Stack
from tests.support.subscribing import each

pytestmark = pytest.mark.stack

Settings = Callable[[str], ServiceSettings]
CONSUMER = "validation.ingest.submission-extracted.v1"


async def as_admin(stack: Stack, *statements: str) -> None:
    connection = await asyncpg.connect(stack.admin_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def close_database(stack: Stack, database: Database) -> None:
    await as_admin(
        stack,
        f'ALTER DATABASE "{database.name}" ALLOW_CONNECTIONS false',
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.name}'",
    )


async def open_database(stack: Stack, database: Database) -> None:
    await as_admin(stack, f'ALTER DATABASE "{database.name}" ALLOW_CONNECTIONS true')


async def test_consumers_wait_for_the_database_and_go_on(
    settings: Settings, stack: Stack, database: Database, topic_prefix: str
) -> None:
    events = [extracted() for _ in range(20)]
    done: list[SubmissionExtracted] = []
    async with runtime_of(settings("validation"), "validation") as runtime:

        async def handle(event: SubmissionExtracted) -> None:
            async with begin_of(runtime)(USE_CASE, [event]) as work:
                assert work.is_new(event)
                await work.tables.execute("SELECT 1")
            done.append(event)

        runtime.event_consumer.subscribe(each(SubmissionExtracted, handle))
        async with consuming(runtime):
            await runtime.publisher.publish_now(*events[:10])
            await eventually(lambda: len(done) == 10)
            await close_database(stack, database)
            try:
                await runtime.publisher.publish_now(*events[10:])
                await eventually(lambda: runtime.metrics.value("onward_retries_total", consumer=CONSUMER) >= 3)
                assert not await runtime.health.ready_checks["database"]()
                assert runtime.health.not_live_because() == []
            finally:
                await open_database(stack, database)
            await eventually(lambda: len(done) == 20)
            assert await runtime.health.ready_checks["database"]()
    assert sorted(done, key=str) == sorted(events, key=str)
    assert await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == 0


async def test_a_connection_cut_in_the_middle_of_a_handler_is_tried_again(
    settings: Settings, stack: Stack, database: Database
) -> None:
    event, attempts = extracted(), 0
    async with runtime_of(settings("validation"), "validation") as runtime:

        async def handle(event: SubmissionExtracted) -> None:
            nonlocal attempts
            async with begin_of(runtime)(USE_CASE, [event]) as work:
                attempts += 1
                if attempts == 1:
                    pid = await work.tables.fetchval("SELECT pg_backend_pid()")
                    await as_admin(stack, f"SELECT pg_terminate_backend({pid})")
                await work.tables.execute("SELECT 1")

        runtime.event_consumer.subscribe(each(SubmissionExtracted, handle))
        async with consuming(runtime):
            await runtime.publisher.publish_now(event)
            await eventually(lambda: runtime.metrics.value("onward_events_handled_total", consumer=CONSUMER) == 1)
    assert attempts == 2


async def test_giving_partitions_back_does_not_wait_for_patience(
    settings: Settings, stack: Stack, database: Database, topic_prefix: str
) -> None:
    event = extracted()
    before = await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED)
    async with runtime_of(settings("validation"), "validation") as runtime:

        async def handle(event: SubmissionExtracted) -> None:
            async with begin_of(runtime)(USE_CASE, [event]):
                pass

        runtime.event_consumer.subscribe(each(SubmissionExtracted, handle))
        await runtime.event_consumer.start()
        await close_database(stack, database)
        try:
            await runtime.publisher.publish_now(event)
            await eventually(lambda: runtime.metrics.value("onward_retries_total", consumer=CONSUMER) >= 5)
            async with asyncio.timeout(8):
                await runtime.event_consumer.stop()
        finally:
            await open_database(stack, database)
        assert not runtime.fatal.is_set()
    assert await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == before + 1
