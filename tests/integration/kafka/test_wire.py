"""What lies on Kafka's disks and in the outbox tells nobody anything, and large events fit or are refused in time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.ingest import RowsExtracted, SheetColumn, SubmissionReceived
from shared.contracts.topics import ROWS_EXTRACTED, Topic
from shared.errors import Transient
from shared.kafka.codec import MessageTooLarge
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import consuming, eventually, received, runtime_of
from tests.support.bare_unit_of_work import USE_CASE, begin_of
from tests.support.stack import Stack
from tests.support.subscribing import each

pytestmark = pytest.mark.stack

Settings = Callable[[str], ServiceSettings]
CANARIES = (b"Canaryson", b"A886000042010", b"2009-04-12")


def rows_extracted() -> RowsExtracted:
    return RowsExtracted(
        submission_id=uuid4(),
        part=0,
        collection="S_ENR",
        establishment="8860001",
        period="2026-27",
        received_at=datetime(2026, 10, 5, tzinfo=UTC),
        sheet="Sheet1",
        columns=(SheetColumn(id="E3", letter="A"),),
        ordinals=tuple(range(len(CANARIES))),
        lines=tuple(range(2, len(CANARIES) + 2)),
        cells=(tuple(canary.decode() for canary in CANARIES),),
    )


async def raw_records(stack: Stack, prefix: str, topic: Topic) -> list[Any]:
    places = [TopicPartition(topic.on(prefix), number) for number in range(topic.partitions)]
    consumer = AIOKafkaConsumer(**stack.kafka_client(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        found: list[Any] = []
        while len(found) < sum(ends.values()):
            for batch in (await consumer.getmany(timeout_ms=300)).values():
                found += batch
        return found
    finally:
        await consumer.stop()


async def test_nothing_personal_can_be_read_in_keys_headers_values_or_the_outbox(
    settings: Settings, stack: Stack, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = rows_extracted()
    async with runtime_of(settings("ingest"), "ingest") as runtime:
        await runtime.publisher.publish_now(event)

        async def die(_stored: object) -> None:
            raise Transient("left in the outbox")

        monkeypatch.setattr(runtime.outbox, "send", die)
        async with begin_of(runtime)(USE_CASE) as work:
            work.publish(rows_extracted())
        body: bytes = await runtime.pool.fetchval("SELECT body FROM outbox")
    (record,) = await raw_records(stack, topic_prefix, ROWS_EXTRACTED)
    everything = b"".join([record.key, record.value, *(name.encode() + value for name, value in record.headers), body])
    assert str(event.event_id).encode() in everything
    assert not [canary for canary in CANARIES if canary in everything]


async def test_an_event_larger_than_a_batch_arrives_whole(settings: Settings) -> None:
    event, handled = received(5_000_000), []
    async with runtime_of(settings("ingest"), "ingest") as runtime:

        async def handle(arrived: SubmissionReceived) -> None:
            handled.append(arrived)

        runtime.event_consumer.subscribe(each(SubmissionReceived, handle))
        async with consuming(runtime):
            async with begin_of(runtime)(USE_CASE) as work:
                work.publish(received(100), event, received(100))
            await eventually(lambda: len(handled) == 3)
    assert event in handled


async def test_an_event_that_no_topic_takes_is_refused_before_anything_is_committed(settings: Settings) -> None:
    event = received(100)
    async with runtime_of(settings("ingest"), "ingest") as runtime:

        async def say() -> None:
            async with begin_of(runtime)(USE_CASE, [event]) as work:
                work.publish(received(9_000_000))

        with pytest.raises(MessageTooLarge):
            await say()
        async with begin_of(runtime)(USE_CASE, [event]) as work:
            assert work.is_new(event)
