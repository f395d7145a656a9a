"""What a service's work on PostgreSQL has in common: one unit, its own tables beside the inbox and the outbox."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar
from uuid import UUID

from shared.contracts.events import EncodedEvent, Event
from shared.contracts.topics import Topic
from shared.outbox.unit_of_work import Unit, Units
from shared.persistence.pool import Connection


class UnitWork:
    """One transaction; a service adds its tables as properties over `connection`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @property
    def connection(self) -> Connection:
        return self._unit.connection

    @property
    def repeated(self) -> bool:
        return self._unit.repeated

    def is_new(self, event_id: UUID) -> bool:
        return self._unit.is_new(event_id)

    def announce(self, *events: Event) -> None:
        self._unit.announce(*events)

    def announce_spoken(self, spoken: Iterable[EncodedEvent]) -> None:
        self._unit.announce_spoken(spoken)

    def announce_tombstone(self, topic: Topic, key: str) -> None:
        self._unit.announce_tombstone(topic, key)


W = TypeVar("W", bound=UnitWork)


class UnitWorks(Generic[W]):
    """Opens units of work of one service."""

    def __init__(self, units: Units, work: Callable[[Unit], W]) -> None:
        self._units = units
        self._work = work

    @asynccontextmanager
    async def begin(self, consumer: str, *event_ids: UUID) -> AsyncIterator[W]:
        async with self._units.begin(consumer, *event_ids) as unit:
            yield self._work(unit)
