"""Fakes for tests of use cases: units of work and a publisher that only remember."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from shared.contracts.events import Event
from shared.contracts.topics import Topic
from shared.messaging.units import Unit
from shared.persistence.pool import Connection


class MemoryUnit:
    """A unit of work without a database: adapters in memory need no connection."""

    def __init__(self, *, repeated: bool) -> None:
        self.repeated = repeated
        self.said: list[Event] = []
        self.forgotten: list[tuple[Topic, str]] = []

    @property
    def connection(self) -> Connection:
        raise AssertionError("a memory unit has no connection: use adapters in memory with it")

    def announce(self, *events: Event) -> None:
        self.said.extend(events)

    def announce_tombstone(self, topic: Topic, key: str) -> None:
        self.forgotten.append((topic, key))


class MemoryUnits:
    """Units of work that keep what was said once they end well."""

    def __init__(self) -> None:
        self.said: list[Event] = []
        self.forgotten: list[tuple[Topic, str]] = []
        self._handled: set[tuple[str, UUID]] = set()

    @asynccontextmanager
    async def begin(self, consumer: str, event_id: UUID | None) -> AsyncIterator[Unit]:
        unit = MemoryUnit(repeated=event_id is not None and (consumer, event_id) in self._handled)
        yield unit
        if event_id is not None:
            self._handled.add((consumer, event_id))
        self.said.extend(unit.said)
        self.forgotten.extend(unit.forgotten)


class MemoryPublisher:
    """A publisher that keeps what was said."""

    def __init__(self) -> None:
        self.said: list[Event] = []

    async def publish(self, *events: Event) -> None:
        self.said.extend(events)
