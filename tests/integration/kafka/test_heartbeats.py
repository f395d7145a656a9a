"""The public topic forgets, although nobody else writes: with days that pass in two seconds, on the real broker."""

import asyncio
from collections.abc import AsyncIterator
from secrets import token_hex
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.jobs.topics import settings_of
from services.reporting.adapters.heartbeats import HEADER, KEY, Heartbeats, heartbeat
from shared.contracts.topics import STATUS_CHANGED
from shared.kafka.producer import Producer
from shared.observability.metrics import Metrics
from tests.integration.kafka.conftest import eventually
from tests.support.stack import Stack, delete_topics

pytestmark = pytest.mark.stack

DAY_S = 2.0
SLACK_S = 20.0
"""Kafka's cleaner looks now and then, and the machine may be busy."""


@pytest.fixture
async def prefix(stack: Stack) -> AsyncIterator[str]:
    """Return the prefix of a public topic whose days pass fast."""
    prefix = f"test{token_hex(5)}"
    client = AIOKafkaAdminClient(**stack.kafka_client())
    await client.start()
    try:
        settings = settings_of(STATUS_CHANGED, day_ms=int(DAY_S * 1000))
        await client.create_topics([NewTopic(STATUS_CHANGED.on(prefix), 2, 1, topic_configs=settings)])
    finally:
        await client.close()
    yield prefix
    await delete_topics(stack, prefix)


async def everything(stack: Stack, prefix: str) -> list[tuple[int, str, bytes | None]]:
    """Return partition, key and value of all that can be read."""
    consumer = AIOKafkaConsumer(**stack.kafka_client(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        places = [TopicPartition(STATUS_CHANGED.on(prefix), number) for number in range(2)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        read = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    assert record.key is not None
                    assert (record.key.decode() == KEY) == (HEADER in dict(record.headers))
                    read.append((record.partition, record.key.decode(), record.value))
        return read
    finally:
        await consumer.stop()


async def test_d2_old_statuses_and_tombstones_go_from_a_partition_to_which_only_heartbeats_come(
    stack: Stack, prefix: str
) -> None:
    gone, stays = str(uuid4()), str(uuid4())
    producer = AIOKafkaProducer(**stack.kafka_client())
    await producer.start()
    try:
        for partition in (0, 1):
            for key, value in ((gone, b"one"), (stays, b"one"), (stays, b"two"), (gone, None)):
                await producer.send_and_wait(STATUS_CHANGED.on(prefix), value, key=key.encode(), partition=partition)
    finally:
        await producer.stop()

    ours = Producer(stack.kafka(), Metrics(), lambda _reason: None)
    message = heartbeat(STATUS_CHANGED, prefix)
    beats = Heartbeats(lambda: ours.send_to_all_partitions(message), every_s=DAY_S / 2)
    beating = asyncio.create_task(_beat(beats))

    async def old_statuses_are_gone() -> bool:
        return not any(value == b"one" for _, _, value in await everything(stack, prefix))

    async def tombstones_are_gone() -> bool:
        return not any(key == gone for _, key, _ in await everything(stack, prefix))

    try:
        await eventually(old_statuses_are_gone, within_s=1.5 * DAY_S + SLACK_S)
        await eventually(tombstones_are_gone, within_s=4 * DAY_S + SLACK_S)
        left = {(partition, key) for partition, key, value in await everything(stack, prefix) if value == b"two"}
        assert left == {(0, stays), (1, stays)}
    finally:
        beating.cancel()
        await asyncio.wait([beating])
        await ours.stop()


async def _beat(beats: Heartbeats) -> None:
    while True:
        await beats()
        await asyncio.sleep(0.05)
