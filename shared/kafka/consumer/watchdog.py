"""The progress watchdog: does each subscription make progress, and how far behind is it?

A consumer that hangs looks healthy to Kafka's heartbeat. It counts as stuck only when Kafka answers, there is work, and
nothing was done for minutes. While Kafka is away nothing counts as stuck.
"""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.errors import Transient
from shared.kafka.consumer.batches import seconds_since
from shared.kafka.consumer.event_consumer import EventConsumer
from shared.kafka.consumer.subscription import Subscription
from shared.observability.metrics import Metrics

HANDLER_MAX_S: Final = 280.0
"""Longer than all retries and below `max_poll_interval_ms`: a handler that is still running then hangs."""
STALL_MAX_S: Final = 180.0
_ASK_TIMEOUT_S: Final = 5.0


@dataclass(slots=True)
class _Progress:
    """What the watchdog knows about one subscription."""

    positions: dict[TopicPartition, int]
    since: float
    """When the positions last changed, or when there was last nothing to do."""
    lag: int | None = None


class Watchdog:
    """Checks all subscriptions of an event consumer every few seconds."""

    def __init__(self, event_consumer: EventConsumer, metrics: Metrics, *, stall_max_s: float = STALL_MAX_S) -> None:
        self._event_consumer = event_consumer
        self._metrics = metrics
        self._stall_max_s = stall_max_s
        self._progress: dict[str, _Progress] = {}
        """By consumer."""
        self._unanswered = 0
        """Checks in a row at which Kafka did not answer."""

    async def run(self, *, every_s: float = 5.0) -> None:
        """Check for ever."""
        while True:
            await self.check()
            await asyncio.sleep(every_s)

    async def check(self) -> None:
        """Measure lag and progress of each subscription once, and record whether Kafka answers."""
        pairs = zip(self._event_consumer.subscriptions, self._event_consumer.readers, strict=True)
        checks = [self._check(subscription, reader.consumer) for subscription, reader in pairs]
        answered = await asyncio.gather(*checks)
        # A single missing answer may be a rebalance.
        self._unanswered = 0 if all(answered) else self._unanswered + 1
        self._metrics.gauge("onward_kafka_away", 1 if self._unanswered > 1 else 0)

    def stuck(self) -> list[str]:
        """Return the reasons to restart this process, none if it is well; the liveness probe asks."""
        now = time.monotonic()
        reasons = []
        for subscription in self._event_consumer.subscriptions:
            since, progress = subscription.handling_since, self._progress.get(subscription.consumer)
            if since is not None and now - since > HANDLER_MAX_S:
                reasons.append(f"{subscription.consumer}: handler hangs")
            elif (
                progress and not subscription.halted and progress.lag != 0 and now - progress.since > self._stall_max_s
            ):
                reasons.append(f"{subscription.consumer}: no progress")
        return reasons

    async def _find_gaps(
        self, subscription: Subscription[Any], consumer: AIOKafkaConsumer, positions: Mapping[TopicPartition, int]
    ) -> None:
        """Find records that are gone where nothing is delivered any more, and save the next offsets."""
        known = subscription.positions
        expected = {partition: known.next_of(partition) for partition in positions}
        ahead = [
            partition for partition, offset in expected.items() if offset is not None and offset < positions[partition]
        ]
        with contextlib.suppress(Transient, KafkaError, OSError, TimeoutError):  # the next check tries again
            if ahead:
                async with asyncio.timeout(_ASK_TIMEOUT_S):
                    begins = await consumer.beginning_offsets(ahead)
                for partition in ahead:
                    # Records that are on their way to the handler lie behind the beginning.
                    if begins[partition] <= positions[partition]:
                        known.skipped_to(partition, begins[partition])
            if known.located.is_set() and known.unsettled:
                await known.settle()
            await known.save_offsets(subscription.handled)

    async def _check(self, subscription: Subscription[Any], consumer: AIOKafkaConsumer | None) -> bool:
        """Return False when Kafka does not answer; one that has no partitions, or was halted, asks nothing."""
        self._show_waiting(subscription)
        if consumer is None or not self._event_consumer.started:
            return subscription.halted
        progress = self._progress.setdefault(subscription.consumer, _Progress({}, time.monotonic()))
        assigned = consumer.assignment()
        if not assigned:
            progress.positions, progress.lag, progress.since = {}, 0, time.monotonic()
            self._show_nothing_waits(subscription)
            return True
        try:
            async with asyncio.timeout(_ASK_TIMEOUT_S):
                ends = await consumer.end_offsets(list(assigned))
                positions = {partition: await consumer.position(partition) for partition in assigned}
        except (KafkaError, OSError):
            # Kafka is away or the group is rebalancing: not this process's fault.
            progress.since = time.monotonic()
            return False
        await self._find_gaps(subscription, consumer, positions)
        in_hand = subscription.in_hand
        lags = {
            partition: max(0, ends[partition] - positions[partition]) + in_hand.get(partition, 0)
            for partition in assigned
        }
        progress.lag = sum(lags.values())
        if positions != progress.positions or progress.lag == 0 or subscription.handling_since is not None:
            progress.positions, progress.since = positions, time.monotonic()
        for partition, lag in lags.items():
            self._metrics.gauge(
                "onward_consumer_lag", lag, consumer=subscription.consumer, partition=str(partition.partition)
            )
        if progress.lag == 0 and subscription.handling_since is None:
            self._show_nothing_waits(subscription)
        return True

    def _show_waiting(self, subscription: Subscription[Any]) -> None:
        """Let the age grow while nothing is handled: a consumer that hangs, waits or was halted polls nothing more."""
        if subscription.waiting_since is not None:
            age = seconds_since(subscription.waiting_since)
            self._metrics.gauge("onward_consumer_lag_seconds", age, consumer=subscription.consumer)

    def _show_nothing_waits(self, subscription: Subscription[Any]) -> None:
        if not subscription.halted:
            subscription.waiting_since = None
            self._metrics.gauge("onward_consumer_lag_seconds", 0, consumer=subscription.consumer)
