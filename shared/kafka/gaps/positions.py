"""The next offset of each partition of one consumer, and the gaps found on the way.

The Kafka client skips removed records silently. A gap is noticed when partitions are assigned, by comparing the saved
offset with the partition's first one; in what is delivered, because offsets follow one another; and by the watchdog
where nothing is delivered any more. It is stored before anything behind it is handled, so that no crash forgets it;
ingest then publishes again what has no verdict (docs/decisions/0020).
"""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Final

from aiokafka import TopicPartition

from shared.kafka.envelope import Record
from shared.kafka.gaps.gap import Gap, GapStore, PartitionState, find_gap
from shared.observability.logs import get_logger
from shared.observability.metrics import Metrics

LOCATE_S: Final = 10.0
"""How long Kafka may take to return the offsets of assigned partitions."""

log = get_logger("kafka")


class PartitionPositions:
    """Which offset one consumer is given next, partition by partition, and what it found missing."""

    def __init__(self, consumer: str, store: GapStore, metrics: Metrics) -> None:
        self._consumer = consumer
        self._store = store
        self._metrics = metrics
        self._states: dict[TopicPartition, PartitionState] = {}
        self._next: dict[TopicPartition, int] = {}
        self._gaps: list[Gap] = []
        self._saved: dict[TopicPartition, int] = {}
        self._settle_lock = asyncio.Lock()
        self.located = asyncio.Event()
        """Cleared until the state of assigned partitions is known."""
        self.located.set()
        metrics.start_at_zero("onward_gaps_total", consumer=consumer)
        metrics.start_at_zero("onward_messages_lost_total", consumer=consumer)

    async def wait_until_located(self) -> None:
        """Wait until the state of the partitions is known, `LOCATE_S` at most."""
        if not self.located.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.located.wait(), LOCATE_S)

    def assigned(self, states: Mapping[TopicPartition, PartitionState]) -> None:
        """Record the state of the partitions that are ours from now on; no others are."""
        self._states, self._next = dict(states), {}

    def next_of(self, partition: TopicPartition) -> int | None:
        """Return the offset that is to be delivered next; None while that is not known."""
        return self._next.get(partition)

    def delivered(self, records: Iterable[Record]) -> None:
        """Record what was delivered; offsets that were left out are gone."""
        for record in records:
            partition = TopicPartition(record.topic, record.partition)
            self.skipped_to(partition, record.offset)
            self._next[partition] = max(record.offset + 1, self._next.get(partition, 0))

    def rewind(self, partition: TopicPartition, offset: int) -> None:
        """Record that the records from this offset on are delivered again."""
        self._next[partition] = offset

    def skipped_to(self, partition: TopicPartition, offset: int) -> None:
        """Record that the consumer stands at this offset: what it was to be given before is gone."""
        expected = self._next.get(partition)
        if expected is not None and offset > expected:
            self._gaps.append(Gap(partition, expected, offset))
            self._next[partition] = offset

    @property
    def unsettled(self) -> bool:
        """Whether a partition has still to be compared, or a gap to be stored."""
        return bool(self._states or self._gaps) or self._settle_lock.locked()

    async def settle(self) -> None:
        """Store what is missing and report it. Raises Transient: nothing behind a gap may be handled before."""
        async with self._settle_lock:
            states, self._states = self._states, {}
            try:
                await self._compare(states)
            except BaseException:
                self._states = states | self._states
                raise
            await self._store_gaps()

    async def _compare(self, states: Mapping[TopicPartition, PartitionState]) -> None:
        saved = await self._store.saved_offsets(self._consumer, states.keys()) if states else {}
        for partition, state in states.items():
            found = find_gap(partition, state, saved.get(partition))
            self._next.setdefault(partition, found.next)
            if found.gap is not None:
                self._gaps.append(found.gap)

    async def _store_gaps(self) -> None:
        gaps = list(self._gaps)
        if gaps:
            new = await self._store.add(self._consumer, gaps)
            del self._gaps[: len(gaps)]
            for gap in new:
                self._report(gap)

    def _report(self, gap: Gap) -> None:
        self._metrics.count("onward_gaps_total", consumer=self._consumer)
        self._metrics.count("onward_messages_lost_total", gap.records, consumer=self._consumer)
        sentence = "messages were removed before they were read" if gap.records else "a topic was created anew"
        log.error(
            f"{sentence}: what has no verdict will be published again",
            consumer=self._consumer,
            topic=gap.partition.topic,
            partition=gap.partition.partition,
            offset=gap.first,
            count=gap.records,
        )

    async def save_offsets(self, handled: Mapping[TopicPartition, int]) -> None:
        """Save the next offsets that are not saved yet. Raises Transient."""
        new = {partition: offset for partition, offset in handled.items() if self._saved.get(partition) != offset}
        if new:
            await self._store.save_offsets(self._consumer, new)
            self._saved |= new
