"""The pieces of a polled: records, the events in them, and the policy in which a handler is given these."""

import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from shared.contracts.events import Event
from shared.kafka.envelope import Record

E = TypeVar("E", bound=Event)
Handler = Callable[[E], Awaitable[None]]
"""Handles one event."""
BatchHandler = Callable[[Sequence[E]], Awaitable[None]]
"""Handles the events of a run, each once, all or none of them."""


@dataclass(frozen=True, slots=True)
class BatchPolicy(Generic[E]):
    """How many events a handler is given at once: as many as together are no larger than `size_max`."""

    handler: BatchHandler[E]
    size: Callable[[E], int]
    size_max: int
    """One event may be larger: it is then given alone."""
    concurrency: int = 1
    """So many policy of a polled are handled at the same time."""


def one_by_one(handler: Handler[E]) -> BatchPolicy[E]:
    """Give a handler each event by itself."""

    async def handle(run: Sequence[E]) -> None:
        for event in run:
            await handler(event)

    return BatchPolicy(handle, lambda _: 1, 1)


@dataclass(frozen=True, slots=True)
class On(Generic[E]):
    """Which handler is called on which type of event: a row of a service's table of subscriptions.

    The handler gets as many events at once as together are no larger than `size_max`, one at least; without sizes one
    at a time, in the order of each partition. An event comes at least once, but never twice in one call. Of the calls
    so many go side by side as `concurrency` says; with more than one there is no order.
    """

    event_type: type[E]
    handler: BatchHandler[E]
    size: Callable[[E], int] = lambda _: 1
    size_max: int = 1
    concurrency: int = 1


class OpenedRecord(NamedTuple, Generic[E]):
    """A record and the event in it. Handlers get the event alone."""

    record: Record
    event_id: UUID
    event: E


class HandlerBatch(Generic[E]):
    """The events that are to be handled together, gathered one by one."""

    def __init__(self, policy: BatchPolicy[E]) -> None:
        self._policy = policy
        self._opened: dict[UUID, OpenedRecord[E]] = {}
        self._size = 0

    def has_room_for(self, event: E) -> bool:
        """Return whether the event still goes with those that are here."""
        return not self._opened or self._size + self._policy.size(event) <= self._policy.size_max

    def add(self, opened: OpenedRecord[E]) -> None:
        """Add an event; delivered twice, it is here once."""
        if opened.event_id not in self._opened:
            self._opened[opened.event_id] = opened
            self._size += self._policy.size(opened.event)

    def take(self) -> list[OpenedRecord[E]]:
        """Return the events in their order and begin anew."""
        taken = list(self._opened.values())
        self._opened, self._size = {}, 0
        return taken


@dataclass(slots=True)
class PolledBatch:
    """Records that are acknowledged together."""

    records: list[Record]
    begun: int = 0
    """How many of them, from the first, have had their run begun."""
    halted_at: int = sys.maxsize
    """The place of the first record that was one hopeless one too many: it and all after it are left."""

    @property
    def remaining(self) -> Sequence[Record]:
        """Return those that are still to be begun."""
        return self.records[self.begun :]

    @property
    def handled(self) -> Sequence[Record]:
        """Return those that may be acknowledged once all policy begun have ended."""
        return self.records[: min(self.begun, self.halted_at)]

    @property
    def left(self) -> Sequence[Record]:
        """Return those that are to be delivered again."""
        return self.records[len(self.handled) :]

    def halt_at(self, record: Record) -> None:
        """Leave this record and all after it. Where two policy halt, the earlier record counts."""
        self.halted_at = min(self.halted_at, self.records.index(record))


def age_s(record: Record) -> float:
    """Return how long ago a record was said, in seconds."""
    return max(0.0, time.time() - record.timestamp / 1000) if record.timestamp and record.timestamp > 0 else 0.0
