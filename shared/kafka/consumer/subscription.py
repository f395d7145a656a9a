"""One subscription: what happens to records from the poll to the commit.

Transient failures are retried in place. A message that cannot be handled becomes a dead letter, it alone. Anything else
stops the process and the offsets stay where they are: the only guard of its kind is here.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Generic, Protocol, TypeVar

from aiokafka import TopicPartition

from shared.concurrency.bounded_tasks import BoundedTasks
from shared.contracts.events import Event
from shared.errors import Transient
from shared.kafka.consumer.batch_runner import BatchRunner
from shared.kafka.consumer.batches import NotHandled, On, PolledBatch, age_s
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.dead_letter_guard import DeadLetterGuard
from shared.kafka.consumer.retries import Retries
from shared.kafka.envelope import Record
from shared.kafka.gaps.positions import PartitionPositions
from shared.observability.logs import failure, get_logger

E = TypeVar("E", bound=Event)

POLL_RECORDS_MAX: Final = 32
"""Records polled at once; their offsets are committed together."""
log = get_logger("kafka")


class RecordReader(Protocol):
    """What a subscription needs of the consumer that reads for it."""

    async def read_more(self) -> Sequence[Record]:
        """Return the records that have come since the last poll, at once; nothing if there are none."""
        ...

    def rewind(self, records: Sequence[Record]) -> Mapping[TopicPartition, int]:
        """Have these delivered again, and only the offsets before them committed; return the new positions."""
        ...

    def stop_reading(self) -> None:
        """Poll no more, and leave the group once the records in hand are finished."""
        ...


class Subscription(Generic[E]):
    """Handles one type of event for one service."""

    def __init__(self, consumer: str, on: On[E], context: ConsumerContext, reader: RecordReader) -> None:
        self.consumer = consumer
        self.positions = PartitionPositions(consumer, context.gaps, context.metrics)
        self.handling_since: float | None = None
        """Monotonic time at which the present records were delivered; None while waiting."""
        self.in_hand: Counter[TopicPartition] = Counter()
        """How many of the present records each partition has: read, but their offsets not yet committed."""
        self.waiting_since: float | None = None
        """When the oldest record was published that is in hand, or was left to be delivered again; None: none is."""
        self.handled: dict[TopicPartition, int] = {}
        """The next offset of each partition, as far as this process has come."""
        self._on = on
        self._context = context
        self._reader = reader
        self._retries = Retries(consumer, context)
        self._guard = DeadLetterGuard(
            consumer, on.event_type.TOPIC, context, self._retries, stop_reading=reader.stop_reading
        )
        self._runner = BatchRunner(on, context, self._retries, self._guard)
        self._next_from = 0.0

    @property
    def halted(self) -> bool:
        """Whether there were too many dead letters: nothing more is handled until the process starts again."""
        return self._guard.halted

    @property
    def leaving(self) -> asyncio.Event:
        """Set while partitions are being given back, or at the end."""
        return self._retries.leaving

    async def handle(self, records: Sequence[Record]) -> None:
        """Handle records to their end; returning means that their offsets may be committed. Raises NotHandled."""
        self.handling_since = began = time.monotonic()
        handled: Sequence[Record] = ()
        try:
            handled = await self._handle_polled(records)
        except NotHandled:
            raise
        except Transient as error:
            self._stop(records[0], "world_unwell", error)
        except Exception as error:  # noqa: BLE001 (the guard: a bug stops the process, nothing was committed)
            self._stop(records[0], "bug", error)
        finally:
            self.handling_since, self.in_hand = None, Counter()
        self._context.metrics.observe("onward_handler_seconds", time.monotonic() - began, consumer=self.consumer)
        for record in handled:
            self.handled[TopicPartition(record.topic, record.partition)] = record.offset + 1

    async def _handle_polled(self, records: Sequence[Record]) -> Sequence[Record]:
        """Handle records and what comes before they begin; return those that were handled: all, or the first ones."""
        oldest = max(age_s(record) for record in records)
        self.waiting_since = time.time() - oldest
        self._context.metrics.gauge("onward_consumer_lag_seconds", oldest, consumer=self.consumer)
        polled = PolledBatch([])
        try:
            await self.positions.wait_until_located()
            await self._store_gaps(records)
            await self._take(polled, records)
            await self._take(polled, await self._read_until_due(records))
            async with BoundedTasks(1, expected=(NotHandled, Transient)) as tasks:
                await self._runner.run(polled, tasks)
        except Exception:
            self._rewind(polled.records or records)
            raise
        if polled.left:
            self._rewind(polled.left)
        else:
            self.waiting_since = None
        return polled.handled

    async def _take(self, polled: PolledBatch, records: Sequence[Record]) -> None:
        polled.records += records
        self.in_hand.update(TopicPartition(record.topic, record.partition) for record in records)
        self.positions.delivered(records)
        await self._store_gaps(records)

    async def _store_gaps(self, records: Sequence[Record]) -> None:
        """Store what is missing before anything behind it is handled and committed."""
        if records and self.positions.unsettled:
            await self._retries(records[0], lambda _: self.positions.settle())

    async def _read_until_due(self, records: Sequence[Record]) -> Sequence[Record]:
        """Return what comes until a batch may begin; nothing after an idle spell, when it may begin at once."""
        early_s = self._next_from - time.monotonic()
        waits = early_s > 0 and len(records) < POLL_RECORDS_MAX and not await self._retries.leaves_within(early_s)
        self._next_from = time.monotonic() + self._on.interval_s
        return await self._reader.read_more() if waits else ()

    def _rewind(self, records: Sequence[Record]) -> None:
        for partition, offset in self._reader.rewind(records).items():
            self.positions.rewind(partition, offset)

    def _stop(self, record: Record, reason: str, error: BaseException) -> None:
        log.error("consumer stops the process", reason=reason, **failure(error), **self._retries.coordinates(record))
        self._context.on_fatal(f"{self.consumer}: {reason}")
        self._reader.stop_reading()
        raise NotHandled from None
