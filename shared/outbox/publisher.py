"""Publishing without an outbox: only for what can be derived again from what is kept."""

from typing import Protocol

from shared.contracts.events import Event
from shared.kafka.codec import EventCodec
from shared.kafka.producer import Producer


class Publisher(Protocol):
    """Publishes events at once."""

    async def publish_now(self, *events: Event) -> None:
        """Return when Kafka has acknowledged all events. Raises Transient: publish all again, their ids agree."""
        ...


class KafkaPublisher:
    """Publishes events to Kafka at once."""

    def __init__(self, producer: Producer, codec: EventCodec) -> None:
        self._producer = producer
        self._codec = codec

    async def publish_now(self, *events: Event) -> None:
        await self._producer.send([await self._codec.encode(event) for event in events])
