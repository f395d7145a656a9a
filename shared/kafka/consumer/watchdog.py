"""The progress watchdog: is each subscription getting on, and how far behind is it?

A consumer that hangs looks healthy to Kafka's heartbeat. It is called stuck only when Kafka answers, there is something
to do, and nothing was done for minutes; while Kafka is away nobody is.
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
from shared.kafka.consumer.event_consumer import EventConsumer
from shared.kafka.consumer.subscription import Subscription
from shared.observability.metrics import Metrics

HANDLER_MAX_S: Final = 280.0
"""Longer than all retries and below `max_poll_interval_ms`: a handler that is still running then hangs."""
STALL_MAX_S: Final = 180.0
_ASK_TIMEOUT_S: Final = 5.0


@dataclass(slots=True)
class _Seen:
    """What the watchdog knows about one subscription."""

    positions: dict[TopicPartition, int]
    since: float
    """When the positions last changed, or when there was last nothing to do."""
    lag: int | None = None


class Watchdog:
    """Looks at all subscriptions of an event consumer every few seconds."""

    def __init__(self, event_consumer: EventConsumer, metrics: Metrics, *, stall_max_s: float = STALL_MAX_S) -> None:
        self._event_consumer = event_consumer
        self._metrics = metrics
        self._stall_max_s = stall_max_s
        self._seen: dict[str, _Seen] = {}
        """By consumer."""
        self._silences = 0
        """Looks in a row at which Kafka did not answer."""

    async def run(self, *, every_s: float = 5.0) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await asyncio.sleep(every_s)

    async def look(self) -> None:
        """Measure lag and progress of each subscription once, and tell whether Kafka answers."""
        pairs = zip(self._event_consumer.subscriptions, self._event_consumer.readers, strict=True)
        looks = [self._look_at(subscription, reader.consumer) for subscription, reader in pairs]
        answers = await asyncio.gather(*looks)
        # One silence may be a group that is being rearranged.
        self._silences = 0 if all(answers) else self._silences + 1
        self._metrics.gauge("onward_kafka_away", 1 if self._silences > 1 else 0)

    def stuck(self) -> list[str]:
        """Return why this process should be started again, if so; for liveness."""
        now = time.monotonic()
        reasons = []
        for subscription in self._event_consumer.subscriptions:
            since, seen = subscription.handling_since, self._seen.get(subscription.consumer)
            if since is not None and now - since > HANDLER_MAX_S:
                reasons.append(f"{subscription.consumer}: handler hangs")
            elif seen and not subscription.halted and seen.lag != 0 and now - seen.since > self._stall_max_s:
                reasons.append(f"{subscription.consumer}: no progress")
        return reasons

    async def _look_for_gaps(
        self, subscription: Subscription[Any], consumer: AIOKafkaConsumer, positions: Mapping[TopicPartition, int]
    ) -> None:
        """Find records that are gone where nothing is delivered any more, and save the next offsets."""
        known = subscription.positions
        expected = {place: known.next_of(place) for place in positions}
        ahead = [place for place, offset in expected.items() if offset is not None and offset < positions[place]]
        with contextlib.suppress(Transient, KafkaError, OSError, TimeoutError):  # the next look tries again
            if ahead:
                async with asyncio.timeout(_ASK_TIMEOUT_S):
                    begins = await consumer.beginning_offsets(ahead)
                for place in ahead:
                    # Records that are on their way to the handler lie behind the beginning.
                    if begins[place] <= positions[place]:
                        known.skipped_to(place, begins[place])
            if known.located.is_set() and known.unsettled:
                await known.settle()
            await known.save_offsets(subscription.handled)

    async def _look_at(self, subscription: Subscription[Any], consumer: AIOKafkaConsumer | None) -> bool:
        """Return False when Kafka does not answer; one that has no partitions, or was halted, asks nothing."""
        if consumer is None or not self._event_consumer.started:
            return subscription.halted
        seen = self._seen.setdefault(subscription.consumer, _Seen({}, time.monotonic()))
        assigned = consumer.assignment()
        if not assigned:
            seen.positions, seen.lag, seen.since = {}, 0, time.monotonic()
            return True
        try:
            async with asyncio.timeout(_ASK_TIMEOUT_S):
                ends = await consumer.end_offsets(list(assigned))
                positions = {place: await consumer.position(place) for place in assigned}
        except (KafkaError, OSError):
            # Kafka is away or the group is being rearranged: nobody's fault here.
            seen.since = time.monotonic()
            return False
        await self._look_for_gaps(subscription, consumer, positions)
        in_hand = subscription.in_hand
        lags = {place: max(0, ends[place] - positions[place]) + in_hand.get(place, 0) for place in assigned}
        seen.lag = sum(lags.values())
        if positions != seen.positions or seen.lag == 0 or subscription.handling_since is not None:
            seen.positions, seen.since = positions, time.monotonic()
        for place, lag in lags.items():
            self._metrics.gauge(
                "onward_consumer_lag", lag, consumer=subscription.consumer, partition=str(place.partition)
            )
        if seen.lag == 0 and subscription.handling_since is None:
            self._metrics.gauge("onward_consumer_lag_seconds", 0, consumer=subscription.consumer)
        return True
