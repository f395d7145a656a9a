"""How a service hears: one FastStream broker with every safe setting, for each type of event a group of its own.

Defaults of FastStream and aiokafka lose messages on a crash, on a stop and on an error; each is overridden here and
the settings are held by a test. See docs/decisions for why.
"""

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from typing import Any, Final, TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.schemas import Topic as DeclaredTopic
from faststream.kafka.subscriber.usecase import LogicSubscriber

from shared.contracts.events import Event
from shared.kafka.access import KafkaAccess
from shared.kafka.consumer.batches import BatchHandler, BatchPolicy, Handler, On, one_by_one
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.subscription import BATCH_MAX, Subscription
from shared.kafka.envelope import Record, readable_headers
from shared.kafka.gaps.gap import PartitionState
from shared.kafka.gaps.positions import LOCATE_S, PartitionPositions
from shared.observability.logs import get_logger

E = TypeVar("E", bound=Event)
Batch = tuple[Record, ...]

GRACEFUL_S: Final = 30.0
SESSION_S: Final = 15
REBALANCE_TIMEOUT_MS: Final = 120_000
MAX_POLL_INTERVAL_MS: Final = 300_000
FETCH_BYTES: Final = 16 * 1024 * 1024
PARTITION_FETCH_BYTES: Final = 1024 * 1024
POLL_MS: Final = 1_000
FETCH_WAIT_MS: Final = 1_000
"""So long Kafka may hold an answer back while there is nothing to say; what comes meanwhile is said at once.

A partition that is given to a member meanwhile waits, and so do the watchdog's questions.
"""
_DRAIN_S: Final = REBALANCE_TIMEOUT_MS / 1000 - 15
_RECONNECT_S: Final = 2.0

log = get_logger("kafka")


class EventConsumer:
    """The ears of one service. Register handlers with `on`, then `start`; `stop` finishes what is in hand."""

    def __init__(
        self, access: KafkaAccess, prefix: str, service: str, context: ConsumerContext, *, session_s: int = SESSION_S
    ) -> None:
        self._prefix = prefix
        self._service = service
        self._context = context
        self._session_ms = session_s * 1000
        self.subscriptions: list[Subscription[Any]] = []
        self.subscribers: list[LogicSubscriber[Any]] = []
        self._drains: list[RebalanceListener] = []
        self._leaving: set[asyncio.Task[None]] = set()
        self.started = False
        self.broker = KafkaBroker(
            access.bootstrap_servers.split(","),
            client_id=f"onward-{service}",
            security=access.faststream_security(),
            consumer_only=True,  # the producer is ours (see producer.py); no admin rights are needed to listen
            allow_auto_create_topics=False,
            ack_policy=AckPolicy.NACK_ON_ERROR,
            graceful_timeout=GRACEFUL_S,
            apply_types=False,
            parser=tolerant_parser,
            decoder=raw_records,
            logger=logging.getLogger("faststream"),
            log_level=logging.DEBUG,
        )

    def subscribe(self, *table: On[Any]) -> None:
        """Call each row's handler on its type of event."""
        for on in table:
            self._subscribe(on.event_type, BatchPolicy(on.handler, on.size, on.size_max, on.concurrency))

    def on(self, event_type: type[E], handler: Handler[E]) -> Subscription[E]:
        """Call `handler` for each event of a type, at least once, one at a time, in the order of each partition."""
        return self._subscribe(event_type, one_by_one(handler))

    def on_many(
        self,
        event_type: type[E],
        handler: BatchHandler[E],
        *,
        size: Callable[[E], int],
        size_max: int,
        concurrency: int = 1,
    ) -> None:
        """Call `handler` for runs of events of a type that together are no larger than `size_max`, one at least.

        An event comes at least once, but never twice in one run. With more than one run `concurrency` there is no
        order.
        """
        self._subscribe(event_type, BatchPolicy(handler, size, size_max, concurrency))

    def _subscribe(self, event_type: type[E], runs: BatchPolicy[E]) -> Subscription[E]:
        topic = event_type.TOPIC
        consumer = f"{self._service}.{topic.name}"
        subscription = Subscription(consumer, event_type, runs, self._context)
        listener = RebalanceListener(subscription, self._context)
        subscriber = self.broker.subscriber(
            DeclaredTopic(topic.on(self._prefix), declare=False),
            group_id=f"{self._prefix}.{consumer}",
            batch=True,
            max_records=BATCH_MAX,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            auto_offset_reset="earliest",
            no_reply=True,
            isolation_level="read_committed",
            # Too short only means a redelivery that the inbox absorbs; too long, that a killed member is waited for.
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=min(3_000, self._session_ms // 5),
            rebalance_timeout_ms=REBALANCE_TIMEOUT_MS,
            max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
            max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
            fetch_max_bytes=FETCH_BYTES,
            listener=listener,
        )
        subscriber(_hearing(subscription))
        # FastStream's own way of asking sleeps after an empty answer, and is deaf meanwhile.
        subscriber.get_msg = next_records  # type: ignore[method-assign]
        listener.subscriber = subscriber
        subscription.stop_reading = lambda: self._stop_reading(subscriber)
        subscription.rewind = lambda records: _rewind(subscriber, records, subscription.positions)
        subscription.read_more = lambda: _more_records(subscriber)
        self.subscriptions.append(subscription)
        self.subscribers.append(subscriber)
        self._drains.append(listener)
        subscription.positions.located.clear()
        return subscription

    def ready(self) -> bool:
        """Return whether every subscription has its partitions (or is a spare) and none is halted."""
        if not self.subscriptions:
            return True
        return (
            self.started
            and all(drain.assigned is not None for drain in self._drains)
            and not any(subscription.halted for subscription in self.subscriptions)
        )

    async def start(self) -> None:
        """Connect and listen; while Kafka is away it tries again for ever (liveness does not depend on Kafka)."""
        while self.subscriptions and not self.started:
            try:
                await self.broker.start()
                self.started = True
            except (KafkaError, OSError):
                await self._stop_quietly()
                await asyncio.sleep(_RECONNECT_S)

    async def stop(self) -> None:
        """Stop reading, finish what is in hand (bounded), commit its offset, leave the groups."""
        self.started = False
        for subscription in self.subscriptions:
            subscription.leaving.set()
        await self._stop_quietly()
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=GRACEFUL_S)

    def _stop_reading(self, subscriber: LogicSubscriber[Any]) -> None:
        subscriber.running = False
        # Leave the group as well, from a task of its own: this one is inside the subscriber.
        task = asyncio.create_task(subscriber.stop())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _stop_quietly(self) -> None:
        with contextlib.suppress(KafkaError, OSError):
            await self.broker.stop()


class RebalanceListener(ConsumerRebalanceListener):
    """Gives partitions back only when the record in hand is handled and its offset committed."""

    subscriber: LogicSubscriber[Any]

    def __init__(self, subscription: Subscription[Any], context: ConsumerContext) -> None:
        self._subscription = subscription
        self._metrics = context.metrics
        self.assigned: frozenset[TopicPartition] | None = None
        """None until the group has answered; empty for a spare member."""

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        self._subscription.leaving.set()
        # The subscriber's own lock covers handler and commit alike.
        lock: Any = self.subscriber.lock
        await lock.wait_release(_DRAIN_S)
        self._subscription.positions.located.clear()
        self.assigned = None
        for place in revoked:
            self._metrics.forget(
                "onward_consumer_lag", consumer=self._subscription.consumer, partition=str(place.partition)
            )

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        await self._locate(assigned)
        self.assigned = frozenset(assigned)
        self._subscription.leaving.clear()
        self._metrics.count("onward_rebalances_total", consumer=self._subscription.consumer)

    async def _locate(self, assigned: set[TopicPartition]) -> None:
        """Ask how the partitions stand, before anything of them is handled; without an answer nothing is missed."""
        positions = self._subscription.positions
        states: dict[TopicPartition, PartitionState] = {}
        try:
            async with asyncio.timeout(LOCATE_S):
                if assigned and self.subscriber.consumer is not None:
                    states = await _partition_states(self.subscriber.consumer, assigned)
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("it is not known how partitions stand", error=error, consumer=self._subscription.consumer)
        finally:
            positions.assigned(states)
            positions.located.set()


async def _partition_states(
    consumer: AIOKafkaConsumer, places: set[TopicPartition]
) -> dict[TopicPartition, PartitionState]:
    in_turn = sorted(places)
    begins = await consumer.beginning_offsets(in_turn)
    ends = await consumer.end_offsets(in_turn)
    committed = await asyncio.gather(*(consumer.committed(place) for place in in_turn))
    return {
        place: PartitionState(one, begins[place], ends[place]) for place, one in zip(in_turn, committed, strict=True)
    }


async def next_records(consumer: AIOKafkaConsumer, *, wait_ms: int = POLL_MS) -> Batch:
    """Return the next records, as soon as there are any; none after a while without."""
    found = await consumer.getmany(timeout_ms=wait_ms, max_records=BATCH_MAX)
    return tuple(chain.from_iterable(found.values()))


async def _more_records(subscriber: LogicSubscriber[Any]) -> Batch:
    """Return what has come while records are handled, at once; FastStream asks for nothing until they are.

    A `getmany` that waits would have to be cancelled, and that switches aiokafka's guard against hanging members off.
    """
    if subscriber.consumer is None:
        return ()
    try:
        return await next_records(subscriber.consumer, wait_ms=0)
    except (KafkaError, ConsumerStoppedError):
        return ()  # FastStream meets it again, and sees to it


async def tolerant_parser(records: Batch, original: Callable[[Batch], Awaitable[KafkaMessage]]) -> KafkaMessage:
    """Parse any records: headers that are null or not text would make FastStream skip and commit them unseen."""
    message = await original(tuple(_with_readable_headers(record) for record in records))
    message.raw_message = records
    return message


async def raw_records(message: KafkaMessage) -> Batch:
    """Hand the handler the records as they came: our own code opens them, inside the guard."""
    assert isinstance(message.raw_message, tuple)
    return message.raw_message


def _rewind(subscriber: LogicSubscriber[Any], records: Sequence[Record], positions: PartitionPositions) -> None:
    """Move the consumer back to the first of these records in each partition."""
    consumer = subscriber.consumer
    if consumer is None:  # stopped meanwhile: nothing more is committed
        return
    first: dict[TopicPartition, int] = {}
    for record in records:
        place = TopicPartition(record.topic, record.partition)
        first[place] = min(record.offset, first.get(place, record.offset))
    # A partition that was taken from us meanwhile is delivered elsewhere.
    for place in first.keys() & consumer.assignment():
        consumer.seek(place, first[place])
        positions.rewind(place, first[place])


def _with_readable_headers(record: Record) -> Record:
    cleaned = [(name, text.encode()) for name, text in readable_headers(record.headers).items()]
    return dataclasses.replace(record, headers=cleaned)


def _hearing(subscription: Subscription[Any]) -> Callable[[Batch], Awaitable[None]]:
    async def handle(records: Batch) -> None:
        await subscription.handle(records)

    return handle
