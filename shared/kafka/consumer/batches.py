"""A row of a table of subscriptions, and the two kinds of batch: as polled from Kafka, and as given to a handler."""

import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from shared.contracts.events import Event
from shared.kafka.envelope import Record

E = TypeVar("E", bound=Event)
BatchHandler = Callable[[Sequence[E]], Awaitable[None]]
"""Handles events, each once, all or none of them."""


BATCH_INTERVAL_S: Final = 0.25
UNHURRIED_S: Final = 1.0
"""For events that are only recorded: no other event, and nobody's status, waits for them."""


class NotHandled(Exception):  # noqa: N818
    """Leaves a polled batch uncommitted: its records are delivered again, here or elsewhere."""


@dataclass(frozen=True, slots=True)
class On(Generic[E]):
    """Which handler is called on which type of event: a row of a service's table of subscriptions.

    An event comes at least once, but never twice in one call. There is one call at a time, so events come in the order
    of each partition.
    """

    event_type: type[E]
    handler: BatchHandler[E]
    size: Callable[[E], int] = lambda _: 1
    """The size of one event, in a unit that the service chooses, such as rows."""
    size_max: int = 1
    """A call gets as many events as together are no larger than this, one at least."""
    interval_s: float = BATCH_INTERVAL_S
    """The least time between two polled batches under load, so that each holds more records: a transaction for ten
    costs hardly more than for one. After an idle spell a batch starts at once."""


class OpenedRecord(NamedTuple, Generic[E]):
    """A record and the event in it. Handlers get the event alone."""

    record: Record
    event_id: UUID
    event: E


class HandlerBatch(Generic[E]):
    """The events of one call of a handler, collected one by one."""

    def __init__(self, on: On[E]) -> None:
        self._on = on
        self._opened: dict[UUID, OpenedRecord[E]] = {}
        self._size = 0

    def has_room_for(self, event: E) -> bool:
        """Return whether the event fits beside those that are here."""
        return not self._opened or self._size + self._on.size(event) <= self._on.size_max

    def add(self, opened: OpenedRecord[E]) -> None:
        """Add an event; delivered twice, it is here once."""
        if opened.event_id not in self._opened:
            self._opened[opened.event_id] = opened
            self._size += self._on.size(opened.event)

    def take(self) -> list[OpenedRecord[E]]:
        """Return the events in their order, and start an empty batch."""
        taken = list(self._opened.values())
        self._opened, self._size = {}, 0
        return taken


@dataclass(slots=True)
class PolledBatch:
    """Records whose offsets are committed together."""

    records: list[Record]
    begun: int = 0
    """How many of them, from the first, are in a handler batch that has begun."""
    halted_at: int = sys.maxsize
    """The index of the first record that was one dead letter too many: it and all after it are not handled."""
    started_at: float = field(default_factory=time.monotonic)

    @property
    def handled(self) -> Sequence[Record]:
        """The records that may be committed once all handler batches that have begun are finished."""
        return self.records[: min(self.begun, self.halted_at)]

    @property
    def left(self) -> Sequence[Record]:
        """The records that are to be delivered again."""
        return self.records[len(self.handled) :]

    @property
    def age_s(self) -> float:
        """Seconds since handling started."""
        return time.monotonic() - self.started_at

    def halt_at(self, record: Record) -> None:
        """Leave this record and all after it; asked again for a later one, the first stays."""
        self.halted_at = min(self.halted_at, self.records.index(record))


def age_s(record: Record) -> float:
    """Return how long ago a record was published, in seconds."""
    return seconds_since(record.timestamp / 1000) if record.timestamp and record.timestamp > 0 else 0.0


def seconds_since(at_s: float) -> float:
    """Return how long ago a moment of the wall clock was; 0 where it lies ahead."""
    return max(0.0, time.time() - at_s)
