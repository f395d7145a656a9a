"""What FastStream does without each bend of `shared/kafka/consumer/faststream_adapter.py`, on the real broker.

When one of these tests fails, a new FastStream no longer needs that bend: take it out, with its test.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from faststream import AckPolicy
from faststream.exceptions import StopConsume
from faststream.kafka import KafkaBroker
from faststream.kafka.subscriber.usecase import LogicSubscriber

from shared.kafka.access import KafkaAccess
from shared.kafka.consumer.faststream_adapter import next_records, security_of, tolerant_parser
from tests.integration.kafka.conftest import eventually
from tests.support.stack import Stack

pytestmark = pytest.mark.stack

Headers = Sequence[tuple[str, bytes | None]]
BROKEN: Headers = [("null", None), ("binary", b"\xff")]
HOLDS_S = 1.5
"""Long enough for a poll to have happened, had FastStream wanted one."""


@dataclass
class Bare:
    """FastStream as it comes: a topic of one test, a group, and what the handler was given."""

    access: KafkaAccess
    topic: str
    partitions: int
    group: str
    values: list[bytes] = field(default_factory=list)

    @property
    def client(self) -> dict[str, Any]:
        """Return the connection arguments of aiokafka's clients."""
        return self.access.client_options()

    async def produce(self, value: bytes, headers: Headers = (), *, partition: int = 0) -> None:
        async with AIOKafkaProducer(**self.client) as producer:
            await producer.send_and_wait(self.topic, value, headers=list(headers), partition=partition)

    def broker(self, **options: Any) -> KafkaBroker:
        """Return a broker that differs from the defaults in these options alone."""
        return KafkaBroker(
            self.access.bootstrap_servers.split(","), security=security_of(self.access), logger=None, **options
        )

    def subscribe(
        self, broker: KafkaBroker, handle: Callable[[Any], Awaitable[object]] | None = None, **options: Any
    ) -> LogicSubscriber[Any]:
        """Return a subscriber of the topic, in batches, whose handler notes the values."""

        async def note(values: Any) -> object:
            self.values += [value if isinstance(value, bytes) else str(value).encode() for value in values]
            return await handle(values) if handle is not None else None

        subscriber = broker.subscriber(
            self.topic, group_id=self.group, batch=True, auto_offset_reset="earliest", **options
        )
        subscriber(note)
        return cast("LogicSubscriber[Any]", subscriber)

    async def committed(self) -> int | None:
        """Return the offset that the group has committed in the first partition."""
        async with self._client() as client:
            offset: int | None = await client.committed(TopicPartition(self.topic, 0))
            return offset

    async def members(self) -> int:
        """Return how many members the group has."""
        admin = AIOKafkaAdminClient(**self.client)
        await admin.start()
        try:
            answers: list[Any] = await admin.describe_consumer_groups([self.group])
            [(_, _, _, _, _, members, *_)] = answers[0].groups
            return len(members)
        finally:
            await admin.close()

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[AIOKafkaConsumer]:
        client = AIOKafkaConsumer(**self.client, group_id=self.group, enable_auto_commit=False)
        await client.start()
        try:
            yield client
        finally:
            await client.stop()


@pytest.fixture
async def bare(stack: Stack, topic_prefix: str) -> Bare:
    name, partitions = f"{topic_prefix}.bends.{secrets.token_hex(4)}", 4
    admin = AIOKafkaAdminClient(**stack.kafka_client())
    await admin.start()
    await admin.create_topics([NewTopic(name, partitions, 1)])
    await admin.close()
    return Bare(stack.kafka(), name, partitions, f"{name}.group")


@asynccontextmanager
async def running(broker: KafkaBroker) -> AsyncIterator[None]:
    await broker.start()
    try:
        yield
    finally:
        await broker.stop()


async def test_acknowledge_last_otherwise_a_failed_handler_is_committed(bare: Bare) -> None:
    async def fail(_values: Any) -> None:
        raise ZeroDivisionError

    broker = bare.broker()
    bare.subscribe(broker, fail)
    await bare.produce(b"lost")
    async with running(broker):
        await eventually(lambda: bare.values == [b"lost"])
    assert await bare.committed() == 1


async def test_tolerant_parser_otherwise_a_broken_header_skips_the_record_and_commits_it(bare: Bare) -> None:
    broker = bare.broker(ack_policy=AckPolicy.NACK_ON_ERROR)
    bare.subscribe(broker, max_records=1)
    await bare.produce(b"lost", BROKEN)
    await bare.produce(b"good")
    async with running(broker):
        await eventually(lambda: bool(bare.values))
    assert bare.values == [b"good"]
    assert await bare.committed() == 2


async def test_raw_records_otherwise_decoding_fails_for_ever_and_nothing_behind_is_read(bare: Bare) -> None:
    broker = bare.broker(ack_policy=AckPolicy.NACK_ON_ERROR, parser=tolerant_parser)
    bare.subscribe(broker, max_records=1)
    await bare.produce(b"comes for ever", BROKEN)
    await bare.produce(b"never comes")
    async with running(broker):
        await asyncio.sleep(HOLDS_S)
    assert bare.values == []
    assert await bare.committed() is None


async def test_no_answers_otherwise_a_header_makes_the_service_publish(bare: Bare) -> None:
    async def answer(_values: Any) -> str:
        return "an answer"

    broker = bare.broker(ack_policy=AckPolicy.NACK_ON_ERROR)
    bare.subscribe(broker, answer, max_records=1)
    await bare.produce(b"a question", [("reply_to", bare.topic.encode())])
    async with running(broker):
        await eventually(lambda: b"an answer" in bare.values)


async def test_no_producer_otherwise_one_is_opened_that_is_not_idempotent_beside_an_administrator(bare: Bare) -> None:
    broker = bare.broker()
    async with running(broker):
        producer = cast("Any", broker.config.broker_config.producer)._producer.producer
        assert producer._txn_manager is None  # not idempotent
        assert producer._sender._acks == 1
        assert broker.config.broker_config.admin_client is not None


async def test_our_own_poll_otherwise_an_empty_answer_is_slept_upon(bare: Bare) -> None:
    class Quiet:
        """A client without records, which answers at once."""

        async def getmany(self, **_options: object) -> dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]]:
            return {}

    loop, quiet = asyncio.get_running_loop(), cast("AIOKafkaConsumer", Quiet())
    subscriber = bare.subscribe(bare.broker(), batch_timeout_ms=400)
    began = loop.time()
    assert await subscriber.get_msg(quiet) == ()
    assert loop.time() - began > 0.35
    began = loop.time()
    assert await next_records(quiet) == ()
    assert loop.time() - began < 0.35


async def test_read_more_otherwise_nothing_is_polled_while_records_are_handled(bare: Bare) -> None:
    released = asyncio.Event()

    async def hold(_values: Any) -> None:
        await released.wait()

    broker = bare.broker(ack_policy=AckPolicy.NACK_ON_ERROR)
    subscriber = bare.subscribe(broker, hold, max_records=1)
    await bare.produce(b"first")
    async with running(broker):
        await eventually(lambda: bare.values == [b"first"])
        await bare.produce(b"second")
        await asyncio.sleep(HOLDS_S)
        assert subscriber.consumer is not None
        assert await subscriber.consumer.position(TopicPartition(bare.topic, 0)) == 1
        released.set()
        await eventually(lambda: bare.values == [b"first", b"second"])


async def test_rewind_otherwise_what_was_handled_before_a_failure_comes_again(bare: Bare) -> None:
    async def fail_once(_values: Any) -> None:
        if Counter(bare.values)[b"second"] == 1:
            raise ZeroDivisionError

    broker = bare.broker(ack_policy=AckPolicy.NACK_ON_ERROR)
    bare.subscribe(broker, fail_once, max_records=2, batch_timeout_ms=2_000)
    async with AIOKafkaProducer(**bare.client, linger_ms=500) as producer:
        await asyncio.gather(*[await producer.send(bare.topic, value, partition=0) for value in (b"first", b"second")])
    async with running(broker):
        await eventually(lambda: len(bare.values) >= 4)
    assert bare.values == [b"first", b"second", b"first", b"second"]


async def test_stop_reading_otherwise_a_member_that_never_reads_stays_in_the_group(bare: Bare) -> None:
    async def stop(_values: Any) -> None:
        raise StopConsume

    broker = bare.broker(ack_policy=AckPolicy.NACK_ON_ERROR)
    subscriber = bare.subscribe(broker, stop)
    await bare.produce(b"first")
    async with running(broker):
        await eventually(lambda: bool(bare.values) and not subscriber.running)
        await asyncio.sleep(HOLDS_S)
        assert await bare.members() == 1
        assert subscriber.consumer is not None
        await subscriber.consumer.stop()  # nor does the broker stop it


async def test_wait_until_idle_otherwise_partitions_go_while_their_records_are_handled(bare: Bare) -> None:
    released = asyncio.Event()

    async def hold(_values: Any) -> None:
        await released.wait()

    one, two = bare.broker(ack_policy=AckPolicy.NACK_ON_ERROR), bare.broker(ack_policy=AckPolicy.NACK_ON_ERROR)
    for partition in range(bare.partitions):
        await bare.produce(b"record %d" % partition, partition=partition)
    for broker in (one, two):
        bare.subscribe(broker, hold, session_timeout_ms=6_000, heartbeat_interval_ms=1_000)
    async with running(one):
        await eventually(lambda: bool(bare.values))
        async with running(two):
            await eventually(lambda: Counter(bare.values).most_common(1)[0][1] == 2)
            assert not released.is_set()
            released.set()


async def test_the_lock_that_covers_handler_and_commit_is_there_once_a_subscriber_has_started(bare: Bare) -> None:
    broker = bare.broker()
    subscriber = bare.subscribe(broker)
    assert not hasattr(subscriber.lock, "wait_release")
    async with running(broker):
        lock = cast("SimpleNamespace", subscriber.lock)
        await lock.wait_release(1)
