"""A public topic of a module's own, written to by the product's own producer, and the file that consumers are given."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer

from services.reporting.adapters.heartbeats import heartbeat
from shared.contracts.events import EncodedEvent
from shared.contracts.reporting import StatusChanged, StatusGroup
from shared.contracts.topics import STATUS_CHANGED
from shared.crypto.keyring import KeyRing
from shared.kafka.access import KafkaAccess
from shared.kafka.codec import EventCodec, Message, time_now
from shared.kafka.envelope import Record
from shared.kafka.producer import Producer
from shared.observability.metrics import Metrics
from tests.support.builders import an_id
from tests.support.consumer_properties import consumer_properties
from tests.support.stack import Stack, delete_topics, make_topics

KNOWN_AT = datetime(2026, 10, 5, 9, 12, 44, tzinfo=UTC)


def a_change(name: object, version: int = 1, group: StatusGroup = "education") -> StatusChanged:
    """Return a status of an invented person."""
    return StatusChanged(
        person_id=an_id("person", name),
        version=version,
        group=group,
        code="210" if group == "education" else None,
        lapsed=False,
        effective_on=date(2026, 9, 7),
        known_at=KNOWN_AT,
    )


class PublicTopic:
    """The topic under one prefix, as reporting writes it."""

    def __init__(self, stack: Stack, prefix: str, properties: Path) -> None:
        self.stack = stack
        self.prefix = prefix
        self.properties = properties
        """What a consumer is given: address and account, in the form of Kafka's own programs."""
        # Public events are not sealed: no key is asked for.
        self._codec = EventCodec("reporting", prefix, cast("KeyRing", None))

    @property
    def name(self) -> str:
        """Return the name on the broker."""
        return STATUS_CHANGED.on(self.prefix)

    async def make(self) -> None:
        """Make it, with the product's own settings."""
        await make_topics(self.stack, self.prefix)

    async def lose(self) -> None:
        """Lose it as with Kafka's disk: what groups have committed goes with it."""
        await delete_topics(self.stack, self.prefix, rights_too=False)
        await self.make()

    def write_addresses(self, folder: Path) -> None:
        """Write what `./onward` reads of a running stack."""
        content = {
            "kafka": self.stack.kafka_address.as_json(),
            "postgres": {"admin_url": self.stack.admin_url},
            "environment": {"ONWARD_TOPIC_PREFIX": self.prefix},
        }
        (folder / "addresses.json").write_text(json.dumps(content))

    async def publish(self, *said: StatusChanged | UUID) -> None:
        """Publish statuses and, for an id, the tombstone of a person."""
        await self._send([self._message(one) for one in said])

    async def beat(self) -> None:
        """Send a heartbeat to each partition."""
        producer = self._producer()
        try:
            await producer.send_to_all_partitions(heartbeat(STATUS_CHANGED, self.prefix))
        finally:
            await producer.stop()

    async def records(self) -> list[Record]:
        """Return all that it holds now."""
        consumer = AIOKafkaConsumer(self.name, auto_offset_reset="earliest", **self._access().client_options())
        await consumer.start()
        try:
            places, found = consumer.assignment(), list[Record]()
            ends = await consumer.end_offsets(places)
            while any([await consumer.position(place) < ends[place] for place in places]):
                found += [one for some in (await consumer.getmany(timeout_ms=500)).values() for one in some]
            return found
        finally:
            await consumer.stop()

    def _message(self, said: StatusChanged | UUID) -> Message:
        if isinstance(said, UUID):
            return self._codec.tombstone(STATUS_CHANGED, str(said))
        encoded = EncodedEvent(StatusChanged, str(said.event_id), said.key, said.model_dump_json().encode())
        return self._codec.message_of(encoded, time_now())

    async def _send(self, messages: Sequence[Message]) -> None:
        producer = self._producer()
        try:
            await producer.send(messages)
        finally:
            await producer.stop()

    def _access(self) -> KafkaAccess:
        return self.stack.kafka()

    def _producer(self) -> Producer:
        return Producer(self._access(), Metrics(), lambda reason: pytest.fail(reason))


@pytest.fixture(scope="module")
async def topic(stack: Stack, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory) -> PublicTopic:
    """Return a topic that is there and empty."""
    properties = tmp_path_factory.mktemp("consumer") / "consumer.properties"
    await asyncio.to_thread(lambda: properties.write_text(consumer_properties(stack.kafka_address, topic_prefix)))
    made = PublicTopic(stack, topic_prefix, properties)
    await made.make()
    return made
