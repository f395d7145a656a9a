"""The unit of work: inbox, state and outbox in one transaction; what was published in it then goes to Kafka.

A use case begins one with itself and the events it handles, reads and writes `tables`, and publishes:

    async with self._begin(self, events) as work:
        new = work.new(events)
        ...
        work.publish(...)
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, Generic, Protocol, TypeVar
from uuid import UUID

from shared.contracts.events import EncodedEvent, Event
from shared.contracts.topics import Topic
from shared.kafka.codec import EventCodec, Message, time_now
from shared.observability.metrics import Metrics
from shared.outbox.inbox import first_time
from shared.outbox.outbox import Outbox, StoredBatch
from shared.outbox.outbox_batches import OutboxBatch, batches_of
from shared.persistence.pool import Connection, Pool, transaction

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=Event)

Tombstone = tuple[Topic, str]
"""A compacted topic, and the key that it is to forget."""
Outgoing = Event | EncodedEvent | Tombstone
"""What a unit of work publishes."""

COMMAND_WAIT_S: Final = 3.0
"""A person's click waits this long for Kafka at most; what it published is stored and will be sent."""


class UnitOfWork(Generic[T_co]):
    """One transaction that is open: all of it is kept and published, or nothing."""

    def __init__(self, tables: T_co, new_ids: Collection[UUID] | None) -> None:
        self.tables = tables
        """The service's tables, inside the transaction."""
        self.outgoing: list[Outgoing] = []
        """What is published when the transaction commits, in this order."""
        self._new_ids = new_ids
        self._to_tell: list[Callable[[], None]] = []

    def is_new(self, event: Event) -> bool:
        """Return whether an event of this unit of work has yet to be handled by its use case."""
        return self._new_ids is None or event.event_id in self._new_ids

    def new(self, events: Iterable[E]) -> list[E]:
        """Return those of the events that have yet to be handled; with none there is nothing to do."""
        return [event for event in events if self.is_new(event)]

    def publish(self, *events: Event) -> None:
        """Publish events when, and only if, the transaction commits."""
        self.outgoing.extend(events)

    def publish_encoded(self, encoded: Iterable[EncodedEvent]) -> None:
        """Publish public events that are serialised already, when the transaction commits."""
        self.outgoing.extend(encoded)

    def when_committed(self, tell: Callable[[], None]) -> None:
        """Have something told, such as a line of the log, when, and only if, the transaction commits."""
        self._to_tell.append(tell)

    def committed(self) -> None:
        """Tell it: for whoever opened this, once the transaction has committed."""
        for tell in self._to_tell:
            tell()

    def publish_tombstone(self, topic: Topic, key: str) -> None:
        """Make a compacted topic forget a key when the transaction commits."""
        self.outgoing.append((topic, key))


class Begin(Protocol[T_co]):
    """How a use case opens a unit of work: `UnitOfWorkFactory.begin`, or the one in memory of the tests."""

    def __call__(
        self, use_case: object, events: Sequence[Event] = ()
    ) -> AbstractAsyncContextManager[UnitOfWork[T_co]]: ...


class UnitOfWorkFactory(Generic[T_co]):
    """Opens the units of work of one service, on PostgreSQL and Kafka."""

    def __init__(
        self,
        service: str,
        tables: Callable[[Connection], T_co],
        *,
        pool: Pool,
        codec: EventCodec,
        outbox: Outbox,
        metrics: Metrics,
    ) -> None:
        self._service = service
        self._tables = tables
        self._pool = pool
        self._codec = codec
        self._outbox = outbox
        self._metrics = metrics

    @asynccontextmanager
    async def begin(self, use_case: object, events: Sequence[Event] = ()) -> AsyncIterator[UnitOfWork[T_co]]:
        """Open one transaction in which a use case handles these events; none for a command.

        The inbox knows an event under the name of the use case's class: another use case handles it for itself. On a
        normal exit what was published is stored and committed with the state, then sent. An exception inside rolls
        everything back. Raises Transient.
        """
        stored: list[StoredBatch] = []
        try:
            async with transaction(self._pool) as connection:
                new_ids = await self._not_handled(connection, type(use_case).__name__, events) if events else None
                work = UnitOfWork(self._tables(connection), new_ids)
                yield work
                stored = await self._outbox.store(connection, await self._batches(work.outgoing))
        except BaseException:
            self._outbox.abandon(stored)
            raise
        work.committed()
        if stored:
            await self._outbox.send_committed(stored, wait_s=None if events else COMMAND_WAIT_S)

    async def _not_handled(self, connection: Connection, use_case: str, events: Sequence[Event]) -> Collection[UUID]:
        new_ids = await first_time(connection, use_case, [event.event_id for event in events])
        if repeated := len(events) - len(new_ids):
            self._metrics.count("onward_events_repeated_total", repeated, consumer=f"{self._service}.{use_case}")
        return new_ids

    async def _batches(self, outgoing: Iterable[Outgoing]) -> list[OutboxBatch]:
        free: list[Message] = []
        in_order: list[Message] = []
        published_at = time_now()
        for one in outgoing:
            if isinstance(one, EncodedEvent):
                message, topic = self._codec.message_of(one, published_at), one.kind.TOPIC
            elif isinstance(one, Event):
                message, topic = await self._codec.encode(one, published_at), one.TOPIC
            else:
                message, topic = self._codec.tombstone(*one), one[0]
            (in_order if topic.cleanup == "compact" else free).append(message)
        return [*batches_of(free, in_order=False), *batches_of(in_order, in_order=True)]
