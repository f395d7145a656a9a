"""Retries of transient failures while a record is handled; they end early when partitions are given back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.errors import Transient
from shared.kafka.consumer.batches import NotHandled
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.envelope import Record
from shared.observability.logs import get_logger

T = TypeVar("T")
log = get_logger("kafka")


class Retries:
    """Repeats what raises Transient, with the pauses of the context's backoff."""

    def __init__(self, consumer: str, context: ConsumerContext) -> None:
        self.leaving = asyncio.Event()
        """Set while partitions are being given back, or at the end: nobody waits for a pause of ours then."""
        self.consumer = consumer
        self._context = context

    async def __call__(self, record: Record, act: Callable[[Record], Awaitable[T]]) -> T:
        """Return what `act` returns. Raises Transient when all retries failed, NotHandled when it must stop earlier."""
        for attempt, pause_s in enumerate(self._context.backoff.pauses(), start=1):
            try:
                return await act(record)
            except Transient as error:
                self._context.metrics.count("onward_retries_total", consumer=self.consumer)
                log.warning("trying again", attempt=attempt, reason=str(error), **self.coordinates(record))
            if await self.leaves_within(pause_s):
                raise NotHandled
        return await act(record)

    async def leaves_within(self, seconds: float) -> bool:
        """Wait for the pause, or until partitions are given back; return whether they are."""
        try:
            await asyncio.wait_for(self.leaving.wait(), seconds)
        except TimeoutError:
            return self.leaving.is_set()  # it may have been set while the wait was ending
        return True

    def coordinates(self, record: Record) -> dict[str, object]:
        """Return what the log says about a record: where it is, nothing of what it holds."""
        return {
            "consumer": self.consumer,
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
        }
