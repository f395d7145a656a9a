"""The unit of work: inbox row, state and outbox batch in one transaction, then the batch goes to Kafka."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, Protocol
from uuid import UUID

from shared.contracts.events import EncodedEvent, Event
from shared.contracts.topics import Topic
from shared.errors import Transient
from shared.kafka.codec import EventCodec, Message, time_now
from shared.observability.metrics import Metrics
from shared.outbox.inbox import first_time
from shared.outbox.outbox import Outbox, Stored
from shared.outbox.outbox_batches import OutboxBatch, split
from shared.persistence.pool import Connection, Pool, transaction

Said = Event | EncodedEvent | tuple[Topic, str]
"""What a unit says; a topic with a key is a tombstone."""

COMMAND_WAIT_S: Final = 3.0
"""A person's click waits this long for Kafka at most; what it said is stored and will be sent."""


class Unit(Protocol):
    """One unit of work, open."""

    @property
    def connection(self) -> Connection:
        """The transaction's connection."""
        ...

    @property
    def repeated(self) -> bool:
        """True: every event of this unit was handled before, and the handler should do nothing."""
        ...

    def is_new(self, event_id: UUID) -> bool:
        """Return whether an event of this unit has yet to be handled."""
        ...

    def announce(self, *events: Event) -> None:
        """Say events when, and only if, the transaction commits."""
        ...

    def announce_spoken(self, spoken: Iterable[EncodedEvent]) -> None:
        """Say public events that are in words already, when the transaction commits."""
        ...

    def announce_tombstone(self, topic: Topic, key: str) -> None:
        """Make a compacted topic forget a key when the transaction commits."""
        ...


class Units(Protocol):
    """The unit-of-work factory of a service."""

    def begin(self, consumer: str, *event_ids: UUID) -> AbstractAsyncContextManager[Unit]:
        """Open one transaction for `consumer` handling these events; none for a command from a page (no inbox).

        On a normal exit what was announced is stored and committed with the state, then published. Raises Transient;
        an exception inside rolls everything back.
        """
        ...


class PostgresUnit:
    """A unit of work on PostgreSQL."""

    def __init__(self, connection: Connection, new: Collection[UUID] | None) -> None:
        self.connection = connection
        self._new = new
        self.said: list[Said] = []

    @property
    def repeated(self) -> bool:
        return self._new is not None and not self._new

    def is_new(self, event_id: UUID) -> bool:
        return self._new is None or event_id in self._new

    def announce(self, *events: Event) -> None:
        self.said.extend(events)

    def announce_spoken(self, spoken: Iterable[EncodedEvent]) -> None:
        self.said.extend(spoken)

    def announce_tombstone(self, topic: Topic, key: str) -> None:
        self.said.append((topic, key))


class PostgresUnits:
    """Units of work on PostgreSQL and Kafka."""

    def __init__(self, pool: Pool, codec: EventCodec, outbox: Outbox, metrics: Metrics) -> None:
        self._pool = pool
        self._codec = codec
        self._outbox = outbox
        self._metrics = metrics
        self._late: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def begin(self, consumer: str, *event_ids: UUID) -> AsyncIterator[Unit]:
        stored: list[Stored] = []
        try:
            async with transaction(self._pool) as connection:
                new = await first_time(connection, consumer, event_ids) if event_ids else None
                if new is not None and len(new) < len(event_ids):
                    self._metrics.count("onward_events_repeated_total", len(event_ids) - len(new), consumer=consumer)
                unit = PostgresUnit(connection, new)
                yield unit
                stored = await self._outbox.store(connection, await self._batches(unit.said))
        except BaseException:
            self._outbox.abandon(stored)
            raise
        if stored:
            await self._send(stored, None if event_ids else COMMAND_WAIT_S)

    async def close(self, *, timeout_s: float = 10.0) -> None:
        """Wait for batches that are still on their way; what remains is the relay's."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                if self._late:
                    await asyncio.wait(self._late)
                await self._outbox.swept()

    async def _batches(self, said: list[Said]) -> list[OutboxBatch]:
        free: list[Message] = []
        in_order: list[Message] = []
        said_at = time_now()
        for one in said:
            if isinstance(one, EncodedEvent):
                message, topic = self._codec.message_of(one, said_at), one.kind.TOPIC
            elif isinstance(one, Event):
                message, topic = await self._codec.encode(one, said_at), one.TOPIC
            else:
                message, topic = self._codec.tombstone(*one), one[0]
            (in_order if topic.cleanup == "compact" else free).append(message)
        return [*split(free, in_order=False), *split(in_order, in_order=True)]

    async def _send(self, stored: list[Stored], wait_s: float | None) -> None:
        # Committed is said: should Kafka be away now, the relay will send it, and nobody need do anything again.
        task = asyncio.create_task(self._send_or_leave(stored))
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        done, _ = await asyncio.wait([task], timeout=wait_s)
        for finished in done:
            finished.result()

    async def _send_or_leave(self, stored: list[Stored]) -> None:
        try:
            await self._outbox.send(stored)
        except Transient:
            self._metrics.count("onward_retries_total", consumer="outbox")
