"""Adds dead letters for one consumer, and halts it when there are too many."""

from collections.abc import Callable

from shared.contracts.topics import Topic
from shared.kafka.consumer.batches import PolledBatch
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.failure_limits import FailureRate, begin_metrics, counted_as
from shared.kafka.consumer.retries import Retries
from shared.kafka.envelope import Record
from shared.observability.logs import get_logger

log = get_logger("kafka")


class DeadLetterGuard:
    """Counts how messages fare. Once halted it adds nothing more: the records stay on their topic."""

    def __init__(
        self,
        consumer: str,
        topic: Topic,
        context: ConsumerContext,
        retries: Retries,
        *,
        stop_reading: Callable[[], None],
    ) -> None:
        self.halted = False
        self._consumer = consumer
        self._topic = topic
        self._context = context
        self._retries = retries
        self._stop_reading = stop_reading
        self._failure_rate = FailureRate(context.limits)
        begin_metrics(context.metrics, consumer)

    def record_successes(self, count: int) -> None:
        """Count messages that were handled."""
        for _ in range(count):
            self._failure_rate.record_success()
        self._context.metrics.count("onward_events_handled_total", count, consumer=self._consumer)

    async def add(self, polled: PolledBatch, record: Record, reason: str) -> None:
        """Make the record a dead letter, or halt at it when it is one too many. Raises Transient or NotHandled."""
        if self.halted or not self._failure_rate.allows_dead_letter():
            self._halt(polled, record, reason)
            return
        log.warning("message added to the dead letters", reason=reason, **self._retries.coordinates(record))

        async def add(record: Record) -> None:
            await self._context.dead_letters.add(self._consumer, self._topic, record, reason)

        await self._retries(record, add)
        self._context.metrics.count("onward_dead_letters_total", consumer=self._consumer, reason=counted_as(reason))

    def _halt(self, polled: PolledBatch, record: Record, reason: str) -> None:
        self.halted = True
        polled.halt_at(record)
        self._context.metrics.gauge("onward_consumer_halted", 1, consumer=self._consumer)
        log.error("too many dead letters: this consumer is halted", reason=reason, **self._retries.coordinates(record))
        self._stop_reading()
