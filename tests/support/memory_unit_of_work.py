"""Units of work in memory: what use cases are tested with. One suite judges them and those on PostgreSQL and Kafka."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Generic, TypeVar
from uuid import UUID

from shared.contracts.events import EncodedEvent, Event
from shared.outbox.unit_of_work import Outgoing, UnitOfWork

T = TypeVar("T")


class Published:
    """What units of work published, once they ended well."""

    def __init__(self) -> None:
        self.all: list[Event | tuple[str, str]] = []
        """In order; a tombstone is the name of its topic and its key."""

    def add(self, outgoing: Iterable[Outgoing]) -> None:
        """Keep these; what was serialised already becomes an event again."""
        for one in outgoing:
            if isinstance(one, EncodedEvent):
                self.all.append(one.kind.model_validate_json(one.value))
            elif isinstance(one, Event):
                self.all.append(one)
            else:
                self.all.append((one[0].name, one[1]))

    @property
    def events(self) -> list[Event]:
        """Every event, in order."""
        return [one for one in self.all if isinstance(one, Event)]

    @property
    def forgotten(self) -> list[str]:
        """The keys of all tombstones."""
        return [one[1] for one in self.all if isinstance(one, tuple)]


class MemoryUnitsOfWork(Generic[T]):
    """Opens units of work on tables in memory. These keep what was written even when a unit of work fails."""

    def __init__(self, tables: Callable[[], T]) -> None:
        self._tables = tables
        self.published = Published()
        self._handled: set[tuple[str, UUID]] = set()

    @asynccontextmanager
    async def begin(self, use_case: object, events: Sequence[Event] = ()) -> AsyncIterator[UnitOfWork[T]]:
        asked = {(type(use_case).__name__, event.event_id) for event in events}
        new_ids = {event_id for _, event_id in asked - self._handled} if events else None
        work = UnitOfWork(self._tables(), new_ids)
        yield work
        self._handled |= asked
        self.published.add(work.outgoing)
        work.committed()


class MemoryPublisher:
    """Publishes at once, into a list."""

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.calls: list[tuple[Event, ...]] = []
        """What was published together."""

    async def publish_now(self, *events: Event) -> None:
        self.published.extend(events)
        self.calls.append(events)
