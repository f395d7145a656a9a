"""One subscription: what happens to records from polled to acknowledgement. The only guard of its kind is here.

Records are delivered in batches and handled in runs, the records of one call of the handler. Transient: tried again in
place. Poison: set aside, it alone. Anything else: the process stops and the offsets stay put.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from aiokafka import TopicPartition
from faststream.exceptions import NackMessage

from shared.concurrency.bounded_tasks import BoundedTasks
from shared.contracts.events import Event
from shared.errors import Poison, Transient
from shared.kafka.consumer.batches import BatchPolicy, HandlerBatch, OpenedRecord, PolledBatch, age_s
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.failure_limits import FailureRate, begin_metrics, counted_as
from shared.kafka.envelope import Record, read_envelope
from shared.kafka.gaps.positions import PartitionPositions
from shared.observability.logs import failure, get_logger

E = TypeVar("E", bound=Event)
T = TypeVar("T")

VALUE_BYTES_MAX: Final = 4 * 1024 * 1024
DELIVERY_S: Final = 100.0
"""No run of a polled begins later: with the backoff of one run it ends before the watchdog calls it hanging."""
BATCH_MAX: Final = 32
"""Records taken at once; their offsets are committed together."""
DELIVERIES_APART_S: Final = 0.25
"""Deliveries begin no sooner after one another while the world brings less than is taken at once: a transaction for ten
records costs hardly more than one for a single record. What comes after a calm is handled at once."""
READ_ON_MAX: Final = 128
"""A polled that has so many records reads no more: what a crash would repeat stays little."""
READ_ON_EVERY_S: Final = 0.1
log = get_logger("kafka")


class Subscription(Generic[E]):
    """Hears one type of event for one service."""

    def __init__(self, consumer: str, event_type: type[E], runs: BatchPolicy[E], context: ConsumerContext) -> None:
        self.consumer = consumer
        self.topic = event_type.TOPIC
        self.handling_since: float | None = None
        """Monotonic time at which the present records were delivered; None while waiting."""
        self.in_hand: Counter[TopicPartition] = Counter()
        """How many of the present records each partition has: read, but their offsets not yet committed."""
        self.handled: dict[TopicPartition, int] = {}
        """Next offset by partition, as far as this process has come."""
        self.progressed_at = time.monotonic()
        self.positions = PartitionPositions(consumer, context.gaps, context.metrics)
        self.halted = False
        self.leaving = asyncio.Event()
        """Set while partitions are being given back, or at the end: backoff ends, so that nobody waits for us."""
        self.stop_reading: Callable[[], None] = lambda: None
        """Set by the consumer: no more records are read. (FastStream's StopConsume would cancel the task
        in which it closes the consumer, and leave a member that never reads in the group.)"""
        self.rewind: Callable[[Sequence[Record]], None] = lambda _: None
        """Set by the consumer: these records are delivered again, and the offsets before them are what is committed."""
        self.read_more: Callable[[], Awaitable[Sequence[Record]]] = _nothing_more
        """Set by the consumer: what has come since the present records, or nothing, at once."""
        self._event_type = event_type
        self._policy = runs
        self._context = context
        self._failure_rate = FailureRate(context.limits)
        self._next_from = 0.0
        begin_metrics(context.metrics, consumer)

    async def handle(self, records: Sequence[Record]) -> None:
        """Handle records to their end; returning means that their offsets may be committed.

        Raises NackMessage, FastStream's word for: not committed, to be delivered again, here or elsewhere.
        """
        self.handling_since = began = time.monotonic()
        handled: Sequence[Record] = ()
        try:
            handled = await self._handle_polled(records)
        except NackMessage:
            raise
        except Transient as error:
            self._stop(records[0], "world_unwell", error)
        except Exception as error:  # noqa: BLE001 (the guard: a bug stops the process, nothing was committed)
            self._stop(records[0], "bug", error)
        finally:
            self.handling_since, self.in_hand = None, Counter()
        self._context.metrics.observe("onward_handler_seconds", time.monotonic() - began, consumer=self.consumer)
        self.progressed_at = time.monotonic()
        for record in handled:
            self.handled[TopicPartition(record.topic, record.partition)] = record.offset + 1

    async def _handle_polled(self, records: Sequence[Record]) -> Sequence[Record]:
        """Handle records and what comes meanwhile; return those that were handled: all, or the first ones."""
        oldest = max(age_s(record) for record in records)
        self._context.metrics.gauge("onward_consumer_lag_seconds", oldest, consumer=self.consumer)
        polled = PolledBatch([])
        try:
            await self.positions.wait_until_located()
            await self._keep_gaps(records)
            await self._take(polled, records)
            await self._take(polled, await self._gather(records))
            async with BoundedTasks(self._policy.concurrency, expected=(NackMessage, Transient)) as tasks:
                await self._begin_all(polled, tasks)
        except Exception:
            self.rewind(polled.records or records)
            raise
        if polled.left:
            self.rewind(polled.left)
        return polled.handled

    async def _take(self, polled: PolledBatch, records: Sequence[Record]) -> None:
        polled.records += records
        self.in_hand.update(TopicPartition(record.topic, record.partition) for record in records)
        self.positions.delivered(records)
        await self._keep_gaps(records)

    async def _keep_gaps(self, records: Sequence[Record]) -> None:
        """Have it kept what is missing before anything is handled, and committed, that lies behind it."""
        if records and self.positions.unsettled:
            await self._with_retries(records[0], lambda _: self.positions.settle())

    async def _gather(self, records: Sequence[Record]) -> Sequence[Record]:
        """Return what comes until a polled may begin; nothing after a calm, when it may begin at once."""
        early_s = self._next_from - time.monotonic()
        waits = early_s > 0 and len(records) < BATCH_MAX and not await self._leaves_within(early_s)
        self._next_from = time.monotonic() + DELIVERIES_APART_S
        return await self.read_more() if waits else ()

    async def _begin_all(self, polled: PolledBatch, tasks: BoundedTasks) -> None:
        """Begin the runs of the records delivered, and of those that come while runs are handled.

        Where there are several hands, one goes on with what comes while another is at a long run.
        """
        await self._begin_runs(polled, tasks)
        while not polled.remaining and (more := await self._read_more(polled, tasks)):
            await self._take(polled, more)
            await self._begin_runs(polled, tasks)

    async def _read_more(self, polled: PolledBatch, tasks: BoundedTasks) -> Sequence[Record]:
        """Return what comes while runs are handled; nothing when they have ended, or the polled had better end."""
        while len(polled.records) < READ_ON_MAX and self._policy.concurrency > 1:
            await tasks.wait_for_slot()
            under_way = tasks.running()
            if not under_way or self._is_to_end():
                break
            if more := await self.read_more():
                return more
            await asyncio.wait(under_way, timeout=READ_ON_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
        return ()

    async def _begin_runs(self, polled: PolledBatch, tasks: BoundedTasks) -> None:
        """Open records while those before them are handled, and begin their runs until the polled is to end."""
        run = HandlerBatch(self._policy)
        for place, record in enumerate(polled.remaining, polled.begun):
            try:
                opened = await self._with_retries(record, self._open)
            except Poison as poison:
                await tasks.begin(self._handle, polled, run.take())
                await tasks.wait_for_all()
                polled.begun = place
                await self._add_dead_letter(polled, record, poison.reason)
                if self.halted:
                    return
                polled.begun = place + 1
                continue
            if not run.has_room_for(opened.event):
                if await self._should_leave_off(polled.begun, tasks):
                    return
                await tasks.begin(self._handle, polled, run.take())
                polled.begun = place
            run.add(opened)
        if not await self._should_leave_off(polled.begun, tasks):
            await tasks.begin(self._handle, polled, run.take())
            polled.begun = len(polled.records)

    async def _should_leave_off(self, begun: int, tasks: BoundedTasks) -> bool:
        """Tell, when the next run could begin, whether the polled had better end before it.

        It had, when this consumer is halted, others wait for its end, or it has taken long. The first run is begun
        in the latter cases too.
        """
        await tasks.wait_for_slot()
        return self._is_to_end() if begun else self.halted

    def _is_to_end(self) -> bool:
        spent_s = time.monotonic() - (self.handling_since or time.monotonic())
        return self.halted or self.leaving.is_set() or spent_s > DELIVERY_S

    async def _open(self, record: Record) -> OpenedRecord[E]:
        if record.value is not None and len(record.value) > VALUE_BYTES_MAX:
            raise Poison("too_large")
        envelope = read_envelope(record.headers)
        with self._context.metrics.stage("unseal"):
            event = await self._context.codec.decode(self._event_type, envelope, record.value)
        return OpenedRecord(record, envelope.id, event)

    async def _handle(self, polled: PolledBatch, run: Sequence[OpenedRecord[E]]) -> None:
        """Handle a run; where one of its events is hopeless, each by itself. Once halted, leave it."""
        if not run:
            return
        if self.halted:
            polled.halt_at(run[0].record)
            return

        async def handle(_: Record) -> None:
            await self._policy.handler([opened.event for opened in run])

        try:
            await self._with_retries(run[0].record, handle)
        except Poison as poison:
            if len(run) == 1:
                await self._add_dead_letter(polled, run[0].record, poison.reason)
                return
            for opened in run:
                await self._handle(polled, [opened])
            return
        for _ in run:
            self._failure_rate.record_success()
        self._context.metrics.count("onward_events_handled_total", len(run), consumer=self.consumer)

    async def _add_dead_letter(self, polled: PolledBatch, record: Record, reason: str) -> None:
        """Set a hopeless record aside, or halt at it when it is one too many."""
        if self.halted or not self._failure_rate.allows_dead_letter():
            self._halt(polled, record, reason)
            return
        log.warning("message set aside", reason=reason, **self._where(record))

        async def add(record: Record) -> None:
            await self._context.dead_letters.add(self.consumer, self.topic, record, reason)

        await self._with_retries(record, add)
        self._context.metrics.count("onward_dead_letters_total", consumer=self.consumer, reason=counted_as(reason))

    def _halt(self, polled: PolledBatch, record: Record, reason: str) -> None:
        self.halted = True
        polled.halt_at(record)
        self._context.metrics.gauge("onward_consumer_halted", 1, consumer=self.consumer)
        log.error("too many hopeless messages: this consumer is halted", reason=reason, **self._where(record))
        self.stop_reading()

    async def _with_retries(self, record: Record, act: Callable[[Record], Awaitable[T]]) -> T:
        for attempt, pause in enumerate(self._context.backoff.pauses(), start=1):
            try:
                return await act(record)
            except Transient as error:
                self._context.metrics.count("onward_retries_total", consumer=self.consumer)
                log.warning("trying again", attempt=attempt, reason=str(error), **self._where(record))
            await self._pause(pause)
        return await act(record)

    async def _pause(self, seconds: float) -> None:
        if await self._leaves_within(seconds):
            raise NackMessage

    async def _leaves_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.leaving.wait(), seconds)
        except TimeoutError:
            return self.leaving.is_set()  # it may have been set while the wait was ending
        return True

    def _stop(self, record: Record, reason: str, error: BaseException) -> None:
        log.error("consumer stops the process", reason=reason, **failure(error), **self._where(record))
        self._context.on_fatal(f"{self.consumer}: {reason}")
        self.stop_reading()
        raise NackMessage from None

    def _where(self, record: Record) -> dict[str, object]:
        return {
            "consumer": self.consumer,
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
        }


async def _nothing_more() -> Sequence[Record]:
    return ()
