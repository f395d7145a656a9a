"""Removed records are noticed, reported, counted and stored; a record that was read is not missed."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import StringIO

import pytest
import structlog
from aiokafka import ConsumerRecord, TopicPartition

from shared.errors import Transient
from shared.kafka.gaps.gap import Gap, PartitionState, find_gap
from shared.kafka.gaps.positions import PartitionPositions
from shared.observability import logs
from shared.observability.metrics import Metrics
from tests.support.memory_gaps import MemoryGaps

PLACE = TopicPartition("onward.ingest.rows-extracted.v1", 3)
CONSUMER = "validation.ingest.rows-extracted.v1"


class Scene:
    """The positions of one consumer."""

    def __init__(self) -> None:
        self.store = MemoryGaps()
        self.metrics = Metrics()
        self.positions = PartitionPositions(CONSUMER, self.store, self.metrics)

    async def deliver(self, *offsets: int) -> None:
        self.positions.delivered([record(offset) for offset in offsets])
        await self.positions.settle()

    async def assign(self, committed: int | None, begins: int, ends: int) -> None:
        self.positions.assigned({PLACE: PartitionState(committed, begins, ends)})
        await self.positions.settle()

    def counted(self) -> tuple[float, float]:
        of = {"consumer": CONSUMER}
        return self.metrics.value("onward_gaps_total", **of), self.metrics.value("onward_messages_lost_total", **of)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def said() -> Iterator[StringIO]:
    stream = StringIO()
    logs.configure("validation", "INFO", stream=stream)
    yield stream
    structlog.reset_defaults()


def record(offset: int) -> ConsumerRecord[bytes, bytes]:
    return ConsumerRecord(PLACE.topic, PLACE.partition, offset, 0, 0, b"", b"", None, 0, 0, ())


@pytest.mark.parametrize(
    ("committed", "begins", "ends", "saved_offsets", "gap"),
    [
        (None, 0, 0, None, None),  # a new topic
        (None, 0, 9, None, None),  # a new consumer: everything is still there
        (None, 5, 9, None, Gap(PLACE, 0, 5)),  # and here it is not
        (7, 5, 9, 7, None),
        (9, 9, 9, 9, None),  # everything saved_offsets, then removed
        (3, 5, 9, 3, Gap(PLACE, 3, 5)),
        (3, 9, 9, None, Gap(PLACE, 3, 9)),
        (3, 5, 9, 5, None),  # noticed before
        (None, 5, 9, 7, None),  # Kafka forgot what was committed: it will be saved_offsets again
        (None, 8, 9, 7, Gap(PLACE, 7, 8)),
        (None, 0, 0, 7, Gap(PLACE, 0, 0)),  # Kafka's disk was lost
        (None, 0, 9, 7, Gap(PLACE, 0, 0)),
        (8, 0, 2, 8, Gap(PLACE, 0, 0)),
    ],
)
def test_d1_what_is_missing_follows_from_how_a_partition_stands(
    committed: int | None, begins: int, ends: int, saved_offsets: int | None, gap: Gap | None
) -> None:
    assert find_gap(PLACE, PartitionState(committed, begins, ends), saved_offsets).gap == gap


async def test_d1_a_gap_is_said_at_error_with_topic_partition_and_how_many(scene: Scene, said: StringIO) -> None:
    await scene.assign(3, 5, 9)
    lines = [json.loads(text) for text in said.getvalue().splitlines()]
    # A client of another test may still look for its topic, and log that.
    (line,) = [line for line in lines if line.get("consumer") == CONSUMER]
    assert (line["level"], line["topic"], line["partition"]) == ("error", PLACE.topic, PLACE.partition)
    assert (line["consumer"], line["offset"], line["count"]) == (CONSUMER, 3, 2)
    assert scene.counted() == (1, 2)
    assert scene.store.gaps == [Gap(PLACE, 3, 5)]


async def test_d1_the_alarm_stands_at_0_before_anything_is_lost(scene: Scene) -> None:
    assert f'onward_gaps_total{{consumer="{CONSUMER}"}} 0.0' in scene.metrics.exposition()[0].decode()


async def test_d1_offsets_that_are_left_out_in_what_is_delivered_are_a_gap(scene: Scene) -> None:
    await scene.assign(3, 0, 9)
    await scene.deliver(3, 4)
    await scene.deliver(8)
    assert scene.store.gaps == [Gap(PLACE, 5, 8)]


async def test_what_is_put_back_is_not_missed_and_missed_if_it_does_not_come(scene: Scene) -> None:
    await scene.assign(0, 0, 9)
    await scene.deliver(0, 1, 2)
    scene.positions.rewind(PLACE, 1)
    await scene.deliver(1, 2, 3)
    assert scene.store.gaps == []
    scene.positions.rewind(PLACE, 2)
    await scene.deliver(4)
    assert scene.store.gaps == [Gap(PLACE, 2, 4)]


async def test_what_was_handled_but_not_committed_is_no_gap_when_it_is_removed(scene: Scene) -> None:
    await scene.positions.save_offsets({PLACE: 7})
    await scene.assign(5, 7, 9)
    await scene.deliver(7, 8)
    assert scene.store.gaps == []


async def test_one_gap_is_said_once_however_often_it_is_met(scene: Scene) -> None:
    await scene.assign(3, 5, 9)
    await scene.assign(3, 5, 9)
    assert scene.counted() == (1, 2)


class Away(MemoryGaps):
    """Cannot be reached for a while."""

    away = True

    async def saved_offsets(self, consumer: str, places: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        if self.away:
            raise Transient("away")
        return await super().saved_offsets(consumer, places)

    async def add(self, consumer: str, gaps: Sequence[Gap]) -> Sequence[Gap]:
        if self.away:
            raise Transient("away")
        return await super().add(consumer, gaps)


async def test_a_gap_that_cannot_be_kept_is_kept_later() -> None:
    scene = Scene()
    scene.store = away = Away()
    scene.positions = PartitionPositions(CONSUMER, away, scene.metrics)
    with pytest.raises(Transient):
        await scene.assign(3, 5, 9)
    assert scene.positions.unsettled
    away.away = False
    await scene.positions.settle()
    assert away.gaps == [Gap(PLACE, 3, 5)]
    assert not scene.positions.unsettled
