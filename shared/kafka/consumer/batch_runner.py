"""Opens the records of a polled batch and calls the handler with what is in them, in handler batches."""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

from shared.concurrency.bounded_tasks import BoundedTasks
from shared.contracts.events import Event
from shared.errors import Poison
from shared.kafka.consumer.batches import HandlerBatch, On, OpenedRecord, PolledBatch
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.dead_letter_guard import DeadLetterGuard
from shared.kafka.consumer.retries import Retries
from shared.kafka.envelope import Record, read_envelope
from shared.observability import tracing

E = TypeVar("E", bound=Event)

VALUE_BYTES_MAX: Final = 4 * 1024 * 1024
HANDLING_MAX_S: Final = 100.0
"""No handler batch begins later in a polled batch: with all its retries it ends before the watchdog calls it stuck."""


class BatchRunner(Generic[E]):
    """Runs the handler of one subscription; where one event of several cannot be handled, each by itself."""

    def __init__(self, on: On[E], context: ConsumerContext, retries: Retries, guard: DeadLetterGuard) -> None:
        self._on = on
        self._context = context
        self._retries = retries
        self._guard = guard

    def _should_end(self, polled: PolledBatch) -> bool:
        """Return whether the polled batch had better end: we are halted, others wait for it, or it has taken long."""
        return self._guard.halted or self._retries.leaving.is_set() or polled.age_s > HANDLING_MAX_S

    async def run(self, polled: PolledBatch, tasks: BoundedTasks) -> None:
        """Open the records of the next handler batch while one is handled; `tasks` runs one at a time.

        A record that cannot be opened becomes a dead letter when all before it have been handled.
        """
        batch = HandlerBatch(self._on)
        for index, record in enumerate(polled.records):
            try:
                opened = await self._retries(record, self._open)
            except Poison as poison:
                await tasks.start(self._handle, polled, batch.take())
                await tasks.wait_for_all()
                polled.begun = index
                await self._guard.add(polled, record, poison.reason)
                if self._guard.halted:
                    return
                polled.begun = index + 1
                continue
            if not batch.has_room_for(opened.event):
                if await self._should_end_before_next(polled, tasks):
                    return
                await tasks.start(self._handle, polled, batch.take())
                polled.begun = index
            batch.add(opened)
        if not await self._should_end_before_next(polled, tasks):
            await tasks.start(self._handle, polled, batch.take())
            polled.begun = len(polled.records)

    async def _should_end_before_next(self, polled: PolledBatch, tasks: BoundedTasks) -> bool:
        """Tell, when the next handler batch could begin, whether to end before it; the first begins unless halted."""
        await tasks.wait_for_slot()
        return self._should_end(polled) if polled.begun else self._guard.halted

    async def _open(self, record: Record) -> OpenedRecord[E]:
        if record.value is not None and len(record.value) > VALUE_BYTES_MAX:
            raise Poison("too_large")
        envelope = read_envelope(record.headers)
        with self._context.metrics.stage("unseal"):
            event = await self._context.codec.decode(self._on.event_type, envelope, record.value)
        return OpenedRecord(record, envelope.id, event)

    async def _handle(self, polled: PolledBatch, batch: Sequence[OpenedRecord[E]]) -> None:
        if not batch:
            return
        if self._guard.halted:
            polled.halt_at(batch[0].record)
            return

        async def handle(_: Record) -> None:
            carried = ((opened.event.subject, opened.record.headers) for opened in batch)
            with tracing.current().handling(self._retries.consumer, self._on.event_type.TOPIC.name, carried):
                await self._on.handler([opened.event for opened in batch])

        try:
            await self._retries(batch[0].record, handle)
        except Poison as poison:
            if len(batch) == 1:
                await self._guard.add(polled, batch[0].record, poison.reason)
                return
            for opened in batch:
                await self._handle(polled, [opened])
            return
        self._guard.record_successes(len(batch))
