"""A process is called stuck when Kafka answers, there is work, and nothing happens; never because Kafka is away."""

import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError

from shared.kafka.consumer import watchdog as watching
from shared.kafka.consumer.event_consumer import EventConsumer
from shared.kafka.consumer.watchdog import Watchdog
from shared.kafka.gaps.gap import Gap, PartitionState
from shared.kafka.gaps.positions import PartitionPositions
from shared.observability.metrics import Metrics
from tests.support.memory_gaps import MemoryGaps

PLACE = TopicPartition("t", 0)


@dataclass
class Consumer:
    """A consumer that states where it is told to stand."""

    position_at: int = 0
    end: int = 10
    begins: int = 0
    away: bool = False
    assigned: set[TopicPartition] = field(default_factory=lambda: {PLACE})

    def assignment(self) -> set[TopicPartition]:
        return self.assigned

    async def end_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        if self.away:
            raise KafkaConnectionError
        return dict.fromkeys(places, self.end)

    async def beginning_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, self.begins)

    async def position(self, _place: TopicPartition) -> int:
        return self.position_at


class Scene:
    """One subscription, its consumer and a watchdog with a clock that can be moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.monotonic()
        monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: self.now))
        self.consumer = Consumer()
        self.metrics = Metrics()
        self.gaps = MemoryGaps()
        self.subscription = SimpleNamespace(
            consumer="c",
            handling_since=None,
            in_hand={},
            halted=False,
            handled={},
            waiting_since=None,
            positions=PartitionPositions("c", self.gaps, self.metrics),
        )
        self.reader: Any = SimpleNamespace(consumer=self.consumer)
        event_consumer: Any = SimpleNamespace(subscriptions=[self.subscription], readers=[self.reader], started=True)
        self.watchdog = Watchdog(cast(EventConsumer, event_consumer), self.metrics, stall_max_s=60)

    async def check_after(self, seconds: float) -> list[str]:
        self.now += seconds
        await self.watchdog.check()
        return self.watchdog.stuck()


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(monkeypatch)


async def test_no_progress_with_work_to_do_is_stuck(scene: Scene) -> None:
    assert await scene.check_after(0) == []
    assert await scene.check_after(59) == []
    assert await scene.check_after(2) == ["c: no progress"]


async def test_any_progress_starts_the_count_again(scene: Scene) -> None:
    await scene.check_after(0)
    scene.consumer.position_at = 1
    assert await scene.check_after(59) == []
    assert await scene.check_after(59) == []
    assert await scene.check_after(2) == ["c: no progress"]


@pytest.mark.parametrize("calm", ["caught up", "spare member", "kafka away", "halted", "handling"])
async def test_whoever_has_nothing_to_do_or_cannot_do_it_is_not_stuck(scene: Scene, calm: str) -> None:
    await scene.check_after(0)
    if calm == "caught up":
        scene.consumer.position_at = scene.consumer.end
    elif calm == "spare member":
        scene.consumer.assigned = set()
    elif calm == "kafka away":
        scene.consumer.away = True
    elif calm == "halted":
        scene.subscription.halted = True
    else:
        scene.subscription.handling_since = scene.now + 95
    assert await scene.check_after(100) == []


async def test_a_handler_that_never_ends_is_stuck(scene: Scene) -> None:
    scene.subscription.handling_since = scene.now
    assert await scene.check_after(200) == []
    assert await scene.check_after(100) == ["c: handler hangs"]


async def test_lag_is_measured_by_partition(scene: Scene) -> None:
    await scene.check_after(0)
    assert scene.metrics.value("onward_consumer_lag", consumer="c", partition="0") == 10


async def test_it_is_told_when_kafka_keeps_silent(scene: Scene) -> None:
    told = []
    for away in (False, True, True, False, True):
        scene.consumer.away = away
        await scene.check_after(5)
        told.append(scene.metrics.value("onward_kafka_away"))
    assert told == [0, 0, 1, 0, 0]


async def test_a_halted_consumer_does_not_say_that_kafka_is_away(scene: Scene) -> None:
    scene.subscription.halted = True
    scene.reader.consumer = None
    await scene.check_after(5)
    assert scene.metrics.value("onward_kafka_away") == 0


async def test_d1_what_is_gone_is_noticed_where_nothing_is_delivered_any_more(scene: Scene) -> None:
    scene.subscription.positions.assigned({PLACE: PartitionState(2, 0, 10)})
    await scene.check_after(0)
    assert scene.gaps.gaps == []
    scene.consumer.begins = scene.consumer.position_at = 10
    await scene.check_after(5)
    await scene.check_after(5)
    assert scene.gaps.gaps == [Gap(PLACE, 2, 10)]
    assert scene.metrics.value("onward_messages_lost_total", consumer="c") == 8


async def test_records_on_their_way_to_the_handler_are_not_missed(scene: Scene) -> None:
    scene.subscription.positions.assigned({PLACE: PartitionState(2, 0, 10)})
    scene.consumer.position_at = 7
    await scene.check_after(0)
    assert scene.gaps.gaps == []


async def test_how_far_was_heard_is_noted(scene: Scene) -> None:
    scene.subscription.handled = {PLACE: 4}
    await scene.check_after(0)
    assert scene.gaps.offsets == {PLACE: 4}


async def test_the_age_of_what_waits_grows_while_a_handler_runs_and_ends_with_it(scene: Scene) -> None:
    scene.subscription.handling_since = scene.now
    scene.subscription.waiting_since = time.time() - 400
    await scene.check_after(0)
    assert scene.metrics.value("onward_consumer_lag_seconds", consumer="c") >= 400
    scene.subscription.handling_since = None
    scene.consumer.position_at = scene.consumer.end
    await scene.check_after(5)
    assert scene.metrics.value("onward_consumer_lag_seconds", consumer="c") == 0


async def test_the_age_of_what_a_halted_consumer_left_grows_on(scene: Scene) -> None:
    scene.subscription.halted = True
    scene.subscription.waiting_since = time.time() - 400
    scene.reader.consumer = None
    await scene.check_after(0)
    assert scene.metrics.value("onward_consumer_lag_seconds", consumer="c") >= 400
