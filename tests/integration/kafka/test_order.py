"""Status changes reach their compacted topic in the order of their versions, whoever sends them and whatever breaks."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.reporting import StatusChanged
from shared.contracts.topics import STATUS_CHANGED
from shared.errors import Transient
from shared.runtime.service import ServiceRuntime
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import runtime_of
from tests.support.bare_unit_of_work import USE_CASE, begin_of
from tests.support.stack import Stack

pytestmark = pytest.mark.stack

Settings = Callable[[str], ServiceSettings]


def changed(person_id: UUID, version: int) -> StatusChanged:
    return StatusChanged(
        person_id=person_id,
        version=version,
        group="education",
        code="210",
        lapsed=False,
        effective_on=date(2026, 10, 5),
        known_at=datetime(2026, 10, 5, 9, tzinfo=UTC),
    )


async def say(runtime: ServiceRuntime, *events: StatusChanged) -> None:
    async with begin_of(runtime)(USE_CASE) as work:
        work.publish(*events)


async def on_topic(stack: Stack, prefix: str) -> list[Any]:
    """Return all records of the status topic, in order within each partition."""
    places = [TopicPartition(STATUS_CHANGED.on(prefix), number) for number in range(STATUS_CHANGED.partitions)]
    consumer = AIOKafkaConsumer(**stack.kafka_client(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        records: list[Any] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for batch in (await consumer.getmany(timeout_ms=300)).values():
                records += batch
        return records
    finally:
        await consumer.stop()


async def versions_of(stack: Stack, prefix: str, person_id: UUID) -> list[int | None]:
    mine = [record for record in await on_topic(stack, prefix) if record.key == str(person_id).encode()]
    assert len({record.partition for record in mine}) <= 1
    return [record.value and StatusChanged.model_validate_json(record.value).version for record in mine]


def last_of(versions: Sequence[int | None]) -> int | None:
    return versions[-1]


async def test_public_messages_are_readable_json_in_the_order_of_their_saying(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    person_id = uuid4()
    async with runtime_of(settings("reporting"), "reporting") as runtime:
        await say(runtime, *(changed(person_id, version) for version in range(1, 101)))
    assert await versions_of(stack, topic_prefix, person_id) == list(range(1, 101))


async def test_what_a_crash_left_behind_is_sent_before_what_came_after_it(
    settings: Settings, stack: Stack, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = uuid4()
    async with runtime_of(settings("reporting"), "reporting") as crashed:

        async def die(_stored: object) -> None:
            raise Transient("as if the process had died here")

        monkeypatch.setattr(crashed.outbox, "send", die)
        await say(crashed, changed(person_id, 1))
    async with runtime_of(settings("reporting"), "reporting") as runtime:
        await say(runtime, changed(person_id, 2))
        assert (await runtime.outbox.backlog()).batches == 0
    assert await versions_of(stack, topic_prefix, person_id) == [1, 2]


async def test_a_crash_after_publishing_repeats_messages_but_the_newest_stays_last(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    person_id = uuid4()
    async with runtime_of(settings("reporting"), "reporting") as crashed:
        publish = crashed.producer.send

        async def publish_and_die(messages: Any) -> None:
            await publish(messages)
            raise Transient("as if the process had died here")

        crashed.producer.send = publish_and_die  # type: ignore[method-assign]
        await say(crashed, changed(person_id, 1))
        crashed.producer.send = publish  # type: ignore[method-assign]
    async with runtime_of(settings("reporting"), "reporting") as runtime:
        await say(runtime, changed(person_id, 2))
    versions = await versions_of(stack, topic_prefix, person_id)
    assert versions == [1, 1, 2]


async def test_two_processes_that_change_one_person_in_turn_keep_the_order(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    person_id, turns = uuid4(), 40
    async with (
        runtime_of(settings("reporting"), "reporting") as one,
        runtime_of(settings("reporting"), "reporting") as two,
    ):
        version = 0

        async def change(runtime: ServiceRuntime) -> None:
            nonlocal version
            async with begin_of(runtime)(USE_CASE) as work:
                # The row lock of a person, as reporting takes it.
                await work.tables.execute("SELECT pg_advisory_xact_lock(hashtext($1))", str(person_id))
                version += 1
                work.publish(changed(person_id, version))

        await asyncio.gather(*(change(runtime) for _ in range(turns // 2) for runtime in (one, two)))
        # Where many waited to send, some left theirs to the relay.
        while (await one.outbox.backlog()).batches:
            await one.outbox.send_left_over(older_than_s=0)
    assert await versions_of(stack, topic_prefix, person_id) == list(range(1, turns + 1))


async def test_a_tombstone_comes_after_what_it_makes_forgotten(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    person_id = uuid4()
    async with runtime_of(settings("reporting"), "reporting") as runtime:
        await say(runtime, changed(person_id, 1))
        async with begin_of(runtime)(USE_CASE) as work:
            work.publish_tombstone(STATUS_CHANGED, str(person_id))
    assert await versions_of(stack, topic_prefix, person_id) == [1, None]


async def test_more_messages_than_a_parcel_holds_keep_their_order(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    person_id = uuid4()
    others = [changed(uuid4(), 1) for _ in range(6_000)]
    async with runtime_of(settings("reporting"), "reporting") as runtime:
        await say(runtime, changed(person_id, 1), *others, changed(person_id, 2))
        assert (await runtime.outbox.backlog()).batches == 0
    assert await versions_of(stack, topic_prefix, person_id) == [1, 2]
