"""Service runtimes for tests: real Kafka, real PostgreSQL, a database and a prefix of the module's own."""

import asyncio
import inspect
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived
from shared.contracts.topics import Topic
from shared.crypto.master_key import create_master_key
from shared.runtime.service import ServiceRuntime, open_service
from shared.settings import ServiceSettings
from tests.support.stack import Database, Stack, make_topics

WAIT_S = 30.0
_PAUSE_S, _PAUSE_MAX_S = 0.02, 0.5
OpenRuntime = Callable[..., "asyncio.Future[ServiceRuntime]"]


@pytest.fixture(scope="module")
async def settings(
    stack: Stack, database: Database, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], ServiceSettings]:
    """Return the settings of a service in this module's own deployment."""
    master_key: Path = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    await make_topics(stack, topic_prefix)

    def of(service: str) -> ServiceSettings:
        return ServiceSettings(
            **stack.kafka_settings(),
            database_url=database.service_url(service),
            topic_prefix=topic_prefix,
            master_key_file=master_key,
            log_level="ERROR",
            kafka_session_s=6,
        )

    return of


@asynccontextmanager
async def consuming(runtime: ServiceRuntime) -> AsyncIterator[ServiceRuntime]:
    """Consume for a while, as `run_app` would."""
    await asyncio.wait_for(runtime.event_consumer.start(), WAIT_S)
    try:
        yield runtime
    finally:
        await runtime.event_consumer.stop()


@asynccontextmanager
async def runtime_of(settings: ServiceSettings, service: str) -> AsyncIterator[ServiceRuntime]:
    """Open a service runtime with fast retries."""
    async with open_service(settings, service) as runtime:
        yield runtime


async def eventually(
    holds: Callable[[], Awaitable[bool]] | Callable[[], bool],
    *,
    within_s: float = WAIT_S,
    missing: Callable[[], object] | None = None,
) -> None:
    """Wait until a condition holds. Raises AssertionError with the condition, and with what `missing` says then.

    It is looked at once more after the time has run out. Looks that take long are further apart: they are work, too.
    """
    deadline = time.monotonic() + within_s
    try:
        async with asyncio.timeout(within_s + WAIT_S) as look_that_never_ends:
            while True:
                began = time.monotonic()
                answer = holds()
                if answer if isinstance(answer, bool) else await answer:
                    return
                if began > deadline:
                    break
                await asyncio.sleep(min(_PAUSE_MAX_S, max(_PAUSE_S, time.monotonic() - began)))
    except TimeoutError:
        if not look_that_never_ends.expired():
            raise
    raise AssertionError(f"not within {within_s:g} s: {_words_of(holds)}{f'; {missing()}' if missing else ''}")


def _words_of(condition: Callable[..., object]) -> str:
    """Return the name of a condition; of one without a name its lines."""
    name = getattr(condition, "__name__", repr(condition))
    if name == "<lambda>":
        return " ".join(inspect.getsource(condition).split())
    return name.replace("_", " ")


def received(comment_length: int) -> SubmissionReceived:
    """Return an event of about that many bytes, which no compression makes smaller than half."""
    now = datetime(2026, 10, 5, tzinfo=UTC)
    return SubmissionReceived(
        submission_id=uuid4(),
        channel="page",
        sender="test",
        file_name="return.xlsx",
        comment=secrets.token_hex(comment_length // 2),
        sha256="0" * 64,
        size_bytes=1,
        uploaded_at=now,
        received_at=now,
    )


def extracted(submission_id: UUID | None = None, *, parts: int = 1) -> SubmissionExtracted:
    """Return a small internal event."""
    return SubmissionExtracted(
        submission_id=submission_id or uuid4(),
        collection="S_ENR",
        establishment="8860001",
        period="2026-27",
        received_at=datetime(2026, 10, 5, 9, tzinfo=UTC),
        parts=parts,
        rows=parts * 500,
    )


async def not_yet_committed(stack: Stack, prefix: str, service: str, topic: Topic) -> int:
    """Return how many records of a topic lie behind the committed offsets of a service's group."""
    name = topic.on(prefix)
    places = [TopicPartition(name, number) for number in range(topic.partitions)]
    admin = AIOKafkaAdminClient(**stack.kafka_client())
    consumer = AIOKafkaConsumer(**stack.kafka_client())
    await admin.start()
    await consumer.start()
    try:
        group = f"{prefix}.{service}.{topic.name}"
        committed = await admin.list_consumer_group_offsets(group, partitions=places)
        ends = await consumer.end_offsets(places)
        return sum(ends[place] - max(0, committed[place].offset) for place in places)
    finally:
        await consumer.stop()
        await admin.close()
