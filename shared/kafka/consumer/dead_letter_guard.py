"""Adds dead letters for one consumer, and halts it when there are too many: a bad release must not divert all."""

from collections import deque
from collections.abc import Callable
from typing import Final

from shared.contracts.topics import Topic
from shared.kafka.consumer.batches import PolledBatch
from shared.kafka.consumer.context import ConsumerContext, DeadLetterLimits
from shared.kafka.consumer.retries import Retries
from shared.kafka.envelope import Record
from shared.observability.logs import get_logger
from shared.observability.metrics import Metrics

log = get_logger("kafka")

REASONS: Final = (
    "bad_compression",
    "bad_envelope",
    "bad_payload",
    "bad_seal",
    "key_destroyed",
    "key_of_another_master",
    "message_too_large",
    "not_an_event",
    "not_sealed",
    "original_damaged",
    "original_erased",
    "original_missing",
    "tombstone",
    "too_large",
    "unknown_collection",
    "unknown_mark",
    "unknown_submission",
    "wrong_id",
    "wrong_type",
    "other",
)
"""Why a message becomes a dead letter, as the metric counts it; `other` is what PostgreSQL refused (see the log)."""


def counted_as(reason: str) -> str:
    """Return the reason under which the metric counts: its series exist from the start, so they are few."""
    return reason if reason in REASONS else "other"


def begin_metrics(metrics: Metrics, consumer: str) -> None:
    """Show what raises an alarm for a consumer at 0 from the start."""
    for reason in REASONS:
        metrics.start_at_zero("onward_dead_letters_total", consumer=consumer, reason=reason)
    metrics.start_at_zero("onward_retries_total", consumer=consumer)
    metrics.gauge("onward_consumer_halted", 0, consumer=consumer)
    metrics.gauge("onward_consumer_lag_seconds", 0, consumer=consumer)


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


class FailureRate:
    """Counts successes and dead letters among the latest messages of one consumer."""

    def __init__(self, limits: DeadLetterLimits) -> None:
        self._limits = limits
        self._latest: deque[bool] = deque(maxlen=limits.window)
        self._run = 0

    def record_success(self) -> None:
        """Count a message that was handled."""
        self._latest.append(False)
        self._run = 0

    def allows_dead_letter(self) -> bool:
        """Count a message that cannot be handled; return False when it is one too many."""
        self._latest.append(True)
        self._run += 1
        seen, dead = len(self._latest), sum(self._latest)
        too_many = seen >= self._limits.ratio_from and dead / seen > self._limits.ratio_max
        return self._run <= self._limits.run_max and not too_many
