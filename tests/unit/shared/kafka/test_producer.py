"""A producer that failed is replaced; one that keeps failing while Kafka answers ends the process."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError, OutOfOrderSequenceNumber

from shared.errors import Fatal, Transient
from shared.kafka import producer as producing
from shared.kafka.access import KafkaAccess
from shared.kafka.codec import Message, MessageTemplate
from shared.kafka.producer import Producer
from shared.observability.metrics import Metrics

MESSAGE = Message(MessageTemplate("onward.t", ()), b"key", (), b"value")


class Client:
    """An aiokafka producer whose deliveries end as they are told."""

    def __init__(self, outcome: BaseException | None, start: BaseException | None = None) -> None:
        self.outcome = outcome
        self.start_outcome = start
        self.stopped = False
        self.batches: list[tuple[int, int]] = []

    async def start(self) -> None:
        if self.start_outcome:
            raise self.start_outcome

    async def stop(self) -> None:
        self.stopped = True

    async def partitions_for(self, _topic: str) -> set[int]:
        return set(range(12))

    async def send_batch(self, batch: Any, _topic: str, *, partition: int) -> asyncio.Future[None]:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.batches.append((partition, batch.record_count()))
        if self.outcome:
            future.set_exception(self.outcome)
        else:
            future.set_result(None)
        return future


class Scene:
    """A producer and the clients it was given one after the other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *clients: Client) -> None:
        monkeypatch.setattr(producing, "_AWAY_S", 0)
        waiting = list(clients)
        self.fatal: list[str] = []
        self.metrics = Metrics()
        self.producer = Producer(KafkaAccess("127.0.0.1:9"), self.metrics, self.fatal.append)
        monkeypatch.setattr(self.producer, "_make", lambda: waiting.pop(0))


async def test_a_producer_that_failed_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = Client(KafkaTimeoutError()), Client(None)
    scene = Scene(monkeypatch, broken, sound)
    with pytest.raises(Transient, match="KafkaTimeoutError"):
        await scene.producer.send([MESSAGE])
    await scene.producer.send([MESSAGE])
    await scene.producer.stop()
    assert broken.stopped
    assert sound.stopped
    assert scene.fatal == []


async def test_a_producer_that_keeps_failing_while_kafka_answers_is_fatal(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, *(Client(OutOfOrderSequenceNumber()) for _ in range(3)))
    for _ in range(2):
        with pytest.raises(Transient):
            await scene.producer.send([MESSAGE])
    with pytest.raises(Fatal):
        await scene.producer.send([MESSAGE])
    assert scene.fatal == ["producer OutOfOrderSequenceNumber"]


async def test_kafka_being_away_is_never_fatal(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, *(Client(None, start=KafkaConnectionError()) for _ in range(20)))
    for _ in range(20):
        with pytest.raises(Transient):
            await scene.producer.send([MESSAGE])
    assert scene.fatal == []


async def test_a_success_forgets_former_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = [OutOfOrderSequenceNumber(), OutOfOrderSequenceNumber(), None]
    clients = [Client(outcome) for outcome in outcomes]
    scene = Scene(monkeypatch, *clients)
    for _ in range(2):
        with pytest.raises(Transient):
            await scene.producer.send([MESSAGE])
    await scene.producer.send([MESSAGE])
    clients[2].outcome = OutOfOrderSequenceNumber()
    with pytest.raises(Transient):
        await scene.producer.send([MESSAGE])
    assert scene.fatal == []


async def test_after_a_failure_nobody_tries_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(monkeypatch, Client(None, start=KafkaConnectionError()))
    monkeypatch.setattr(producing, "_AWAY_S", 60)
    for _ in range(5):
        with pytest.raises(Transient):
            await scene.producer.send([MESSAGE])


async def test_messages_go_in_one_batch_a_partition_and_are_counted_by_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(None)
    scene = Scene(monkeypatch, client)
    messages = [MESSAGE._replace(key=str(number).encode()) for number in range(600)]
    await scene.producer.send(messages)
    assert len(client.batches) == len({partition for partition, _ in client.batches}) == 12
    assert sum(count for _, count in client.batches) == 600
    assert scene.metrics.value("onward_events_published_total", topic="onward.t") == 600


async def test_a_full_batch_makes_room_for_a_second_one(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(None)
    scene = Scene(monkeypatch, client)
    large = MESSAGE._replace(value=bytes(400_000), event_headers=(("onward_key", b"x"),))
    await scene.producer.send([large] * 5)
    assert [count for _, count in client.batches] == [2, 2, 1]
