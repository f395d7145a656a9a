"""Fakes for tests of use cases: units of work and a publisher that only remember."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

from shared.contracts.events import EncodedEvent, Event
from shared.contracts.topics import Topic
from shared.outbox.unit_of_work import Unit
from shared.persistence.pool import Connection


class MemoryUnit:
    """A unit of work without a database: adapters in memory need no connection."""

    def __init__(self, new: Collection[UUID] | None = None) -> None:
        self._new = new
        self.said: list[Event] = []
        self.forgotten: list[tuple[Topic, str]] = []

    @property
    def repeated(self) -> bool:
        return self._new is not None and not self._new

    def is_new(self, event_id: UUID) -> bool:
        return self._new is None or event_id in self._new

    @property
    def connection(self) -> Connection:
        raise AssertionError("a memory unit has no connection: use adapters in memory with it")

    def announce(self, *events: Event) -> None:
        self.said.extend(events)

    def announce_spoken(self, spoken: Iterable[EncodedEvent]) -> None:
        self.said.extend(one.kind.model_validate_json(one.value) for one in spoken)

    def announce_tombstone(self, topic: Topic, key: str) -> None:
        self.forgotten.append((topic, key))


class MemoryUnits:
    """Units of work that keep what was said once they end well."""

    def __init__(self) -> None:
        self.said: list[Event] = []
        self.forgotten: list[tuple[Topic, str]] = []
        self._handled: set[tuple[str, UUID]] = set()

    @asynccontextmanager
    async def begin(self, consumer: str, *event_ids: UUID) -> AsyncIterator[Unit]:
        new = {event_id for event_id in event_ids if (consumer, event_id) not in self._handled}
        unit = MemoryUnit(new if event_ids else None)
        yield unit
        self._handled.update((consumer, event_id) for event_id in event_ids)
        self.said.extend(unit.said)
        self.forgotten.extend(unit.forgotten)


class MemoryPublisher:
    """A publisher that keeps what was said."""

    def __init__(self) -> None:
        self.said: list[Event] = []

    async def publish(self, *events: Event) -> None:
        self.said.extend(events)
