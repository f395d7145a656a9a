"""Subscriptions of tests, whose handlers take one event."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from shared.contracts.events import Event
from shared.kafka.consumer.batches import On

E = TypeVar("E", bound=Event)


def each(event_type: type[E], handler: Callable[[E], Awaitable[object]]) -> On[E]:
    """Return a row of a table of subscriptions that gives the handler one event at a time."""

    async def handle(events: Sequence[E]) -> None:
        for event in events:
            await handler(event)

    return On(event_type, handle)
