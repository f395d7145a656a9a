"""Events are handed over in runs: bounded, each event once, and one hopeless event harms no other."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import ConsumerRecord, TopicPartition

from shared.concurrency.backoff import Backoff
from shared.contracts.ingest import SubmissionExtracted
from shared.errors import Poison, Transient
from shared.kafka.consumer import batch_runner as running
from shared.kafka.consumer import subscription as subscribing
from shared.kafka.consumer.batches import BATCH_INTERVAL_S, NotHandled, On
from shared.kafka.consumer.context import ConsumerContext, DeadLetterLimits
from shared.kafka.consumer.faststream_adapter import KafkaReader
from shared.kafka.consumer.subscription import Subscription
from shared.kafka.envelope import Envelope
from shared.observability.metrics import Metrics
from tests.support.builders import extracted
from tests.support.memory_gaps import MemoryGaps

Record = ConsumerRecord[bytes, bytes]
NOW = datetime(2026, 10, 5, tzinfo=UTC)


@dataclass
class MemoryDeadLetters:
    """The dead letters, remembered by offset."""

    offsets: list[int] = field(default_factory=list)

    async def add(self, _consumer: str, _topic: object, record: Record, _reason: str) -> None:
        self.offsets.append(record.offset)


@dataclass
class Handler:
    """Notes the runs that it was given, by number of rows; fails as told."""

    hopeless: set[int] = field(default_factory=set)
    unwell: int = 0
    bug: bool = False
    runs: list[list[int]] = field(default_factory=list)

    async def __call__(self, run: Sequence[SubmissionExtracted]) -> None:
        if self.bug:
            raise ZeroDivisionError
        if self.unwell:
            self.unwell -= 1
            raise Transient("away")
        if any(event.rows in self.hopeless for event in run):
            raise Poison("hopeless")
        self.runs.append([event.rows for event in run])


class Scene:
    """One subscription whose records need no key to be opened."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        handler: Handler,
        *,
        size_max: int = 10,
        dead_max: int = 20,
        interval_s: float = BATCH_INTERVAL_S,
    ) -> None:
        self.handler, self.letters = handler, MemoryDeadLetters()
        self.stopped: list[str] = []
        self.events: dict[int, SubmissionExtracted] = {}
        monkeypatch.setattr(running, "read_envelope", lambda headers: headers)
        self.context: Any = ConsumerContext(
            SimpleNamespace(decode=self._decode),  # type: ignore[arg-type]
            self.letters,  # type: ignore[arg-type]
            MemoryGaps(),
            Metrics(),
            self.stopped.append,
            backoff=Backoff(first_s=0.001, total_s=0.01),
            limits=DeadLetterLimits(run_max=dead_max),
        )
        on = On(SubmissionExtracted, handler, lambda event: event.rows, size_max, interval_s)
        self.rewound: list[int] = []
        self.coming: list[list[Record]] = []
        """What comes while records are handled."""
        self.subscription = Subscription("test", on, self.context, self)

    async def _decode(self, _kind: object, envelope: Envelope, _value: bytes) -> SubmissionExtracted:
        if envelope.subject == "broken":
            raise Poison("broken")
        return self.events[int(envelope.subject)]

    async def read_more(self) -> Sequence[Record]:
        return self.coming.pop(0) if self.coming else ()

    def rewind(self, records: Sequence[Record]) -> dict[TopicPartition, int]:
        self.rewound.extend(record.offset for record in records)
        return {}

    def stop_reading(self) -> None:
        """Nothing is polled in these tests."""

    async def handle(self, *sizes: int | str | tuple[int, UUID]) -> None:
        await self.subscription.handle([self.record(place, size) for place, size in enumerate(sizes)])

    def record(self, offset: int, said: int | str | tuple[int, UUID]) -> Record:
        rows, event_id = said if isinstance(said, tuple) else (said, uuid4())
        if isinstance(rows, int):
            self.events[offset] = extracted(rows=rows)
        subject = str(offset) if isinstance(rows, int) else rows
        envelope: Any = Envelope(event_id, SubmissionExtracted.TYPE, "/test", subject, NOW)
        return ConsumerRecord("t", 0, offset, 0, 0, b"k", b"v", None, 0, 1, envelope)


async def test_a_run_takes_what_fits_and_a_large_event_comes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler())
    await scene.handle(4, 6, 1, 25, 3, 3)
    assert scene.handler.runs == [[4, 6], [1], [25], [3, 3]]
    assert scene.subscription.handled[TopicPartition("t", 0)] == 6


async def test_an_event_delivered_twice_at_once_is_in_the_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, event_id = Scene(monkeypatch, Handler()), uuid4()
    await scene.handle((2, event_id), 3, (2, event_id))
    assert scene.handler.runs == [[2, 3]]


async def test_what_cannot_be_opened_is_set_aside_and_the_rest_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler())
    await scene.handle(1, "broken", 2, 3)
    assert scene.handler.runs == [[1], [2, 3]]
    assert scene.letters.offsets == [1]


async def test_one_hopeless_event_of_a_run_is_set_aside_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler(hopeless={2}))
    await scene.handle(1, 2, 3)
    assert scene.handler.runs == [[1], [3]]
    assert scene.letters.offsets == [1]


async def test_while_the_world_is_unwell_the_whole_run_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler(unwell=2))
    await scene.handle(1, 2)
    assert scene.handler.runs == [[1, 2]]


async def test_a_bug_stops_the_process_and_nothing_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler(bug=True))
    with pytest.raises(NotHandled):
        await scene.handle(1, 2)
    assert scene.stopped == ["test: bug"]
    assert not scene.subscription.handled
    assert not scene.letters.offsets


@dataclass
class Gate(Handler):
    """Lets runs pass when told so, and knows how many wait inside."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    inside: int = 0
    most_inside: int = 0

    async def __call__(self, run: Sequence[SubmissionExtracted]) -> None:
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            await self.opened.wait()
            await super().__call__(run)
        finally:
            self.inside -= 1

    async def holding(self, runs: int) -> None:
        while self.inside < runs:
            await asyncio.sleep(0)


async def test_one_run_is_handled_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    scene = Scene(monkeypatch, gate)
    consuming = asyncio.create_task(scene.handle(10, 10, 10, 10))
    await gate.holding(1)
    assert not consuming.done()
    gate.opened.set()
    await consuming
    assert gate.most_inside == 1
    assert scene.handler.runs == [[10]] * 4


async def test_what_is_hopeless_is_set_aside_when_the_run_before_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    scene = Scene(monkeypatch, gate)
    consuming = asyncio.create_task(scene.handle(10, "broken", 10))
    await gate.holding(1)
    for _ in range(20):  # turns of the loop, in which nothing may happen
        await asyncio.sleep(0)
    assert scene.letters.offsets == []
    gate.opened.set()
    await consuming
    assert scene.letters.offsets == [1]
    assert len(scene.handler.runs) == 2


async def test_the_records_of_the_next_run_are_opened_while_one_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, opened = Gate(), list[str]()
    scene = Scene(monkeypatch, gate)
    decode = scene._decode

    async def noted(kind: object, envelope: Envelope, value: bytes) -> SubmissionExtracted:
        opened.append(envelope.subject)
        return await decode(kind, envelope, value)

    monkeypatch.setattr(scene.context.codec, "decode", noted)
    consuming = asyncio.create_task(scene.handle(10, 10, 10))
    await gate.holding(1)
    for _ in range(20):
        await asyncio.sleep(0)
    assert opened == ["0", "1", "2"]
    assert gate.inside == 1
    gate.opened.set()
    await consuming


@pytest.mark.parametrize("runs", [1, 2])
async def test_who_is_cancelled_cancels_the_run(monkeypatch: pytest.MonkeyPatch, runs: int) -> None:
    gate = Gate()
    scene = Scene(monkeypatch, gate)
    consuming = asyncio.create_task(scene.handle(*[10] * runs))
    await gate.holding(1)
    consuming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await consuming
    assert gate.inside == 0
    assert scene.handler.runs == []
    assert scene.stopped == []


async def test_between_two_runs_a_delivery_ends_where_partitions_are_asked_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = Scene(monkeypatch, Handler())
    scene.subscription.leaving.set()
    await scene.handle(10, 10, 10)
    assert scene.handler.runs == [[10]]
    assert scene.rewound == [1, 2]
    assert scene.subscription.handled[TopicPartition("t", 0)] == 1


async def test_a_delivery_that_takes_long_ends_between_two_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler())
    monkeypatch.setattr(running, "HANDLING_MAX_S", -1.0)
    await scene.handle(10, 10)
    assert scene.handler.runs == [[10]]
    assert scene.rewound == [1]


async def test_what_is_put_back_into_a_consumer_that_has_stopped_is_delivered_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = KafkaReader()
    reader._subscriber = SimpleNamespace(consumer=None)  # type: ignore[assignment]
    assert reader.rewind([Scene(monkeypatch, Handler()).record(0, 1)]) == {}


async def test_after_a_calm_a_delivery_begins_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler())
    scene.coming.append([scene.record(1, 1)])
    await scene.handle(3)
    assert scene.handler.runs == [[3]]
    assert len(scene.coming) == 1


async def has_just_handled(monkeypatch: pytest.MonkeyPatch, *, apart_s: float) -> Scene:
    """Return a scene that has handled an event of 3 rows a moment ago; deliveries begin so far apart."""
    scene = Scene(monkeypatch, Handler(), interval_s=apart_s)
    await scene.handle(3)
    return scene


def end_waits(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Let every wait run out at once; `meanwhile` happens as it ends."""

    async def end_of_the_wait(waiting: Any, _seconds: float) -> None:
        waiting.close()
        meanwhile()
        raise TimeoutError

    monkeypatch.setattr(asyncio, "wait_for", end_of_the_wait)


async def test_soon_after_another_a_delivery_takes_along_what_comes_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await has_just_handled(monkeypatch, apart_s=600.0)
    scene.coming.append([scene.record(1, 1), scene.record(2, 2)])
    end_waits(monkeypatch)
    await scene.handle(4)
    assert scene.handler.runs == [[3], [4, 1, 2]]
    assert scene.subscription.handled[TopicPartition("t", 0)] == 3


async def test_a_full_delivery_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "POLL_RECORDS_MAX", 2)
    scene = await has_just_handled(monkeypatch, apart_s=600.0)
    await scene.handle(4, 5)
    assert scene.handler.runs == [[3], [4, 5]]


async def test_who_gives_partitions_back_waits_for_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await has_just_handled(monkeypatch, apart_s=600.0)
    scene.coming.append([scene.record(1, 1)])
    consuming = asyncio.create_task(scene.handle(4))
    await asyncio.sleep(0)
    scene.subscription.leaving.set()
    await consuming
    assert scene.handler.runs == [[3], [4]]
    assert len(scene.coming) == 1


async def test_who_gives_partitions_back_as_the_wait_ends_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await has_just_handled(monkeypatch, apart_s=600.0)
    scene.coming.append([scene.record(1, 1)])
    end_waits(monkeypatch, meanwhile=scene.subscription.leaving.set)
    await scene.handle(4)
    assert scene.handler.runs == [[3], [4]]
    assert len(scene.coming) == 1


async def test_what_waits_for_more_is_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await has_just_handled(monkeypatch, apart_s=600.0)
    consuming = asyncio.create_task(scene.handle(4, 5))
    await asyncio.sleep(0)
    assert scene.subscription.in_hand == {TopicPartition("t", 0): 2}
    scene.subscription.leaving.set()
    await consuming
    assert scene.subscription.in_hand == {}


async def test_what_was_taken_along_is_put_back_too(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await has_just_handled(monkeypatch, apart_s=600.0)
    scene.handler.bug = True
    scene.coming.append([scene.record(1, 1)])
    end_waits(monkeypatch)
    with pytest.raises(NotHandled):
        await scene.handle(4)
    assert scene.rewound == [0, 1]


@pytest.mark.parametrize("hopeless", ["broken", 7])
async def test_a_consumer_that_halts_has_handled_what_came_before(
    monkeypatch: pytest.MonkeyPatch, hopeless: int | str
) -> None:
    """Hopeless to open, or hopeless to handle: the second in a row is one too many."""
    scene = Scene(monkeypatch, Handler({7}), dead_max=1)
    await scene.handle(10, hopeless, hopeless, 9, 8)
    assert scene.subscription.halted
    assert scene.letters.offsets == [1]
    assert scene.handler.runs == [[10]]
    assert scene.rewound == [2, 3, 4]
    assert scene.subscription.handled == {TopicPartition("t", 0): 2}


async def test_a_halt_within_a_run_leaves_the_rest_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler({2}), dead_max=1)
    await scene.handle(1, 2, 2, 3)
    assert (scene.handler.runs, scene.letters.offsets) == ([[1]], [1])
    assert scene.rewound == [2, 3]


async def test_a_halt_leaves_what_it_has_not_handled_in_every_partition(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Handler(), dead_max=1)
    said: list[tuple[int, int | str]] = [(0, 4), (1, "broken"), (0, "broken"), (1, 5)]
    records = [scene.record(place, what) for place, (_, what) in enumerate(said)]
    await scene.subscription.handle([replace(each, partition=p) for each, (p, _) in zip(records, said, strict=True)])
    assert scene.handler.runs == [[4]]
    assert scene.rewound == [2, 3]
    assert scene.subscription.handled == {TopicPartition("t", 0): 1, TopicPartition("t", 1): 2}
