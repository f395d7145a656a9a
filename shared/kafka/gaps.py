"""Gaps: records that were gone before they were heard, as when a topic's time runs out while a service stands still.

The Kafka client jumps over them without a word. Here each is noticed: when partitions are assigned, by comparing what
was heard with where the log begins; in what is delivered, because offsets follow one another; and by the watchdog where
nothing is delivered any more. A gap is kept in the house's table before anything behind it is handled, so that no crash
forgets it; ingest then says again what has no verdict (docs/decisions/0020).
"""

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from aiokafka import TopicPartition

from shared.kafka.dead_letters import Record
from shared.observability.logs import get_logger
from shared.observability.metrics import Metrics

LOCATE_S: Final = 10.0
"""Nobody waits longer for Kafka to say how partitions stand."""

log = get_logger("messaging")


class Gap(NamedTuple):
    """Records of one partition that its consumer never heard and never will."""

    place: TopicPartition
    first: int
    next: int
    """Where the log begins now. Equal to `first`: the topic was made anew, and nobody can say how many were lost."""

    @property
    def records(self) -> int:
        return self.next - self.first


class PartitionState(NamedTuple):
    """How a partition stood when it was assigned."""

    committed: int | None
    begins: int
    """The log's first offset."""
    ends: int


@dataclass(frozen=True, slots=True)
class Found:
    """What follows from how a partition stands."""

    next: int
    """The offset that is delivered next."""
    gap: Gap | None = None


def find_gap(place: TopicPartition, stands: PartitionState, heard: int | None) -> Found:
    """Tell what is missing. `heard`: the offset up to which we know ourselves to have heard, None if nothing.

    Kafka forgets what was committed with its disk, with the topic, and when a group rests for very long; in the first
    two cases the log begins at 0 again, or ends before what was heard.
    """
    made_anew = stands.ends < (stands.committed or 0)
    if stands.committed is None and heard:
        made_anew = stands.begins == 0 or stands.ends < heard
    if made_anew:
        return Found(stands.begins, Gap(place, stands.begins, stands.begins))
    known = max(stands.committed or 0, heard or 0)
    if known < stands.begins:
        return Found(stands.begins, Gap(place, known, stands.begins))
    return Found(max(stands.begins, stands.committed or 0))


class GapLedger(Protocol):
    """Where gaps are kept until they are mended, and how far each consumer has heard."""

    async def heard(self, consumer: str, places: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Return how far the consumer has heard, as far as it was noted. Raises Transient."""
        ...

    async def note_heard(self, consumer: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Note the next offset by partition. Raises Transient."""
        ...

    async def keep(self, consumer: str, gaps: Sequence[Gap]) -> Sequence[Gap]:
        """Keep gaps, with what follows for how far was heard; return those not kept already. Raises Transient."""
        ...


class MemoryGaps:
    """The port in memory."""

    def __init__(self) -> None:
        self.offsets: dict[TopicPartition, int] = {}
        self.gaps: list[Gap] = []

    async def heard(self, _consumer: str, places: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        return {place: self.offsets[place] for place in places if place in self.offsets}

    async def note_heard(self, _consumer: str, offsets: Mapping[TopicPartition, int]) -> None:
        self.offsets.update(offsets)

    async def keep(self, _consumer: str, gaps: Sequence[Gap]) -> Sequence[Gap]:
        new = [gap for gap in gaps if gap not in self.gaps]
        self.gaps += new
        self.offsets.update({gap.place: gap.next for gap in gaps})
        return new


class PartitionPositions:
    """Which offset one consumer is to be given next, partition by partition, and what it found missing."""

    def __init__(self, consumer: str, ledger: GapLedger, metrics: Metrics) -> None:
        self._consumer = consumer
        self._ledger = ledger
        self._metrics = metrics
        self._stands: dict[TopicPartition, PartitionState] = {}
        self._next: dict[TopicPartition, int] = {}
        self._gaps: list[Gap] = []
        self._noted: dict[TopicPartition, int] = {}
        self._settling = asyncio.Lock()
        self.located = asyncio.Event()
        """Cleared by the consumer until it is known how assigned partitions stand."""
        self.located.set()
        metrics.begin("onward_gaps_total", consumer=consumer)
        metrics.begin("onward_messages_lost_total", consumer=consumer)

    async def be_located(self) -> None:
        """Wait until it is known how the partitions stand; not for ever."""
        if not self.located.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.located.wait(), LOCATE_S)

    def assigned(self, stands: Mapping[TopicPartition, PartitionState]) -> None:
        """Note how the partitions stand that are ours from now on; all others are not."""
        self._stands, self._next = dict(stands), {}

    def next_of(self, place: TopicPartition) -> int | None:
        """Return the offset that is to be delivered next; None while that is not known."""
        return self._next.get(place)

    def delivered(self, records: Iterable[Record]) -> None:
        """Note what was delivered; offsets that were left out are gone."""
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            self.jumped(place, record.offset)
            self._next[place] = max(record.offset + 1, self._next.get(place, 0))

    def rewind(self, place: TopicPartition, offset: int) -> None:
        """Note that records from this offset on are delivered again."""
        self._next[place] = offset

    def jumped(self, place: TopicPartition, offset: int) -> None:
        """Note that the reader stands at this offset: what it was to be given before is gone."""
        expected = self._next.get(place)
        if expected is not None and offset > expected:
            self._gaps.append(Gap(place, expected, offset))
            self._next[place] = offset

    @property
    def unsettled(self) -> bool:
        """Whether something is still to be found out or to be kept."""
        return bool(self._stands or self._gaps) or self._settling.locked()

    async def settle(self) -> None:
        """Keep what is missing, and say it loudly. Raises Transient: nothing behind a gap may be handled before."""
        async with self._settling:
            stands, self._stands = self._stands, {}
            try:
                await self._look_at(stands)
            except BaseException:
                self._stands = stands | self._stands
                raise
            await self._keep()

    async def _look_at(self, stands: Mapping[TopicPartition, PartitionState]) -> None:
        heard = await self._ledger.heard(self._consumer, stands.keys()) if stands else {}
        for place, one in stands.items():
            found = find_gap(place, one, heard.get(place))
            self._next.setdefault(place, found.next)
            if found.gap is not None:
                self._gaps.append(found.gap)

    async def _keep(self) -> None:
        gaps = list(self._gaps)
        if gaps:
            new = await self._ledger.keep(self._consumer, gaps)
            del self._gaps[: len(gaps)]
            for gap in new:
                self._say(gap)

    def _say(self, gap: Gap) -> None:
        self._metrics.count("onward_gaps_total", consumer=self._consumer)
        self._metrics.count("onward_messages_lost_total", gap.records, consumer=self._consumer)
        sentence = "messages were removed before they were heard" if gap.records else "a topic was made anew"
        log.error(
            f"{sentence}: what has no verdict will be said again",
            consumer=self._consumer,
            topic=gap.place.topic,
            partition=gap.place.partition,
            offset=gap.first,
            count=gap.records,
        )

    async def note_heard(self, handled: Mapping[TopicPartition, int]) -> None:
        """Note how far was heard, where that is not noted yet. Raises Transient."""
        new = {place: offset for place, offset in handled.items() if self._noted.get(place) != offset}
        if new:
            await self._ledger.note_heard(self._consumer, new)
            self._noted |= new
