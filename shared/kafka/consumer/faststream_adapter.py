"""All that bends FastStream to at-least-once delivery, and the only file that imports it.

Defaults of FastStream and aiokafka lose messages on a crash, on a stop and on an error. Each bend below says why it is
needed; tests/integration/kafka/test_faststream_bends.py shows for each what happens without it, and fails when a
new FastStream no longer needs it. See docs/decisions/0010.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError
from faststream import AckPolicy
from faststream.exceptions import NackMessage
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.schemas import Topic as DeclaredTopic
from faststream.kafka.subscriber.usecase import LogicSubscriber
from faststream.security import BaseSecurity, SASLScram512

from shared.kafka.access import KafkaAccess
from shared.kafka.consumer.batches import NotHandled
from shared.kafka.consumer.subscription import POLL_RECORDS_MAX
from shared.kafka.envelope import Record, readable_headers

Batch = tuple[Record, ...]
Handle = Callable[[Sequence[Record]], Awaitable[None]]

GRACEFUL_S: Final = 30.0
SESSION_S: Final = 15
"""Too short only means a redelivery that the inbox absorbs; too long, that a killed member is waited for."""
REBALANCE_TIMEOUT_MS: Final = 120_000
MAX_POLL_INTERVAL_MS: Final = 300_000
FETCH_BYTES: Final = 16 * 1024 * 1024
PARTITION_FETCH_BYTES: Final = 1024 * 1024
POLL_MS: Final = 1_000
FETCH_WAIT_MS: Final = 1_000
"""How long Kafka may hold back an answer while there is nothing new; what comes meanwhile is answered at once.

A partition that is assigned to a member meanwhile waits, and so do the watchdog's questions.
"""


TOPICS_NOTICE: Final = "Auto create topics is disabled. Make sure the topics exist."
"""FastStream warns of this at every start. It is meant: `deploy/jobs/topics.py` creates the topics."""


def is_worth_logging(record: logging.LogRecord) -> bool:
    """Return False for the notice about topics."""
    return record.msg != TOPICS_NOTICE


def open_broker(access: KafkaAccess, service: str) -> KafkaBroker:
    """Return the broker of a service, not yet connected."""
    logger = logging.getLogger("faststream")
    logger.addFilter(is_worth_logging)
    return KafkaBroker(
        access.bootstrap_servers.split(","),
        client_id=f"onward-{service}",
        security=security_of(access),
        # Bend: no producer. FastStream's is not idempotent and waits for one replica only; ours is in producer.py.
        # It also opens an administration client, for which a consumer need not have rights.
        consumer_only=True,
        allow_auto_create_topics=False,
        # Bend: acknowledge last. By default aiokafka commits on a timer, whatever the handler does.
        ack_policy=AckPolicy.NACK_ON_ERROR,
        graceful_timeout=GRACEFUL_S,
        apply_types=False,
        parser=tolerant_parser,
        decoder=raw_records,
        logger=logger,
        log_level=logging.DEBUG,
    )


class KafkaReader:
    """Reads one topic for one consumer group, through a FastStream subscriber."""

    _subscriber: LogicSubscriber[Any]

    def __init__(self) -> None:
        self._leaving: set[asyncio.Task[None]] = set()

    def subscribe(
        self,
        broker: KafkaBroker,
        topic: str,
        *,
        group: str,
        session_s: int,
        listener: ConsumerRebalanceListener,
        handle: Handle,
    ) -> None:
        """Have `handle` called with the records of a topic; the broker's start begins to read."""
        subscriber = broker.subscriber(
            DeclaredTopic(topic, declare=False),
            group_id=group,
            batch=True,
            max_records=POLL_RECORDS_MAX,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            auto_offset_reset="earliest",
            # Bend: no answers. A header `reply_to` would make the service publish what its handler returns.
            no_reply=True,
            isolation_level="read_committed",
            session_timeout_ms=session_s * 1000,
            heartbeat_interval_ms=min(3_000, session_s * 1000 // 5),
            rebalance_timeout_ms=REBALANCE_TIMEOUT_MS,
            max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
            max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
            fetch_max_bytes=FETCH_BYTES,
            listener=listener,
        )
        subscriber(_handler(handle))
        # Bend: our own poll. FastStream's sleeps after an empty answer, and what comes meanwhile waits.
        subscriber.get_msg = next_records  # type: ignore[method-assign]
        self._subscriber = subscriber

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        """The client that reads; None before the start and after the stop."""
        return self._subscriber.consumer

    async def read_more(self) -> Batch:
        """Return the records that have come since the last poll, at once.

        Bend: FastStream polls nothing while records are handled. A `getmany` that waits would have to be cancelled, and
        that switches off aiokafka's guard against members that hang.
        """
        if self.consumer is None:
            return ()
        try:
            return await next_records(self.consumer, wait_ms=0)
        except (KafkaError, ConsumerStoppedError):
            return ()  # the next poll meets it again, and FastStream waits and tries again

    def rewind(self, records: Sequence[Record]) -> dict[TopicPartition, int]:
        """Move to the first of these records in each partition that is still ours; return the new positions.

        Bend: FastStream commits or rewinds a whole poll. After a rewind it commits what was handled, and no more.
        """
        consumer = self.consumer
        if consumer is None:  # stopped meanwhile: nothing more is committed
            return {}
        first: dict[TopicPartition, int] = {}
        for record in records:
            partition = TopicPartition(record.topic, record.partition)
            first[partition] = min(record.offset, first.get(partition, record.offset))
        ours = {partition: first[partition] for partition in first.keys() & consumer.assignment()}
        for partition, offset in ours.items():
            consumer.seek(partition, offset)
        return ours

    def stop_reading(self) -> None:
        """Poll no more, and leave the group once the records in hand are finished.

        Bend: a flag, and a task of its own. `StopConsume` cancels the very task in which it closes the consumer, and
        leaves a member in the group that never reads.
        """
        self._subscriber.running = False
        task = asyncio.create_task(self._subscriber.stop())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def wait_until_idle(self, timeout_s: float) -> None:
        """Return when no records are in hand and what was handled is committed, or after the timeout.

        Bend: FastStream gives partitions back in the middle of a handler. Its own lock covers handler and commit alike;
        it has one only once it has started.
        """
        lock: Any = self._subscriber.lock
        await lock.wait_release(timeout_s)

    async def wait_until_left(self, timeout_s: float) -> None:
        """Return when the group has been left after `stop_reading`, or after the timeout."""
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=timeout_s)


async def next_records(consumer: AIOKafkaConsumer, *, wait_ms: int = POLL_MS) -> Batch:
    """Return the next records, as soon as there are any; none after a while without."""
    found = await consumer.getmany(timeout_ms=wait_ms, max_records=POLL_RECORDS_MAX)
    return tuple(chain.from_iterable(found.values()))


async def tolerant_parser(records: Batch, original: Callable[[Batch], Awaitable[KafkaMessage]]) -> KafkaMessage:
    """Parse any records.

    Bend: headers that are null or not text make FastStream's parser fail; the records are then skipped, and committed
    with those behind them.
    """
    message = await original(tuple(_with_readable_headers(record) for record in records))
    message.raw_message = records
    return message


async def raw_records(message: KafkaMessage) -> Batch:
    """Return the records as they came.

    Bend: FastStream decodes every record again, headers included. Where that fails, the poll is repeated for ever
    and nothing behind it is read. Our own code opens records, and a failure makes one dead letter.
    """
    assert isinstance(message.raw_message, tuple)
    return message.raw_message


def _with_readable_headers(record: Record) -> Record:
    cleaned = [(name, text.encode()) for name, text in readable_headers(record.headers).items()]
    return dataclasses.replace(record, headers=cleaned)


def _handler(handle: Handle) -> Callable[[Batch], Awaitable[None]]:
    async def handle_batch(records: Batch) -> None:
        try:
            await handle(records)
        except NotHandled:
            raise NackMessage from None

    return handle_batch


def security_of(access: KafkaAccess) -> BaseSecurity | None:
    """Return the access's security as FastStream wants it; None where none is asked for."""
    context = access.tls() if access.uses_tls else None
    if access.security.startswith("SASL"):
        return SASLScram512(access.username or "", access.password or "", ssl_context=context, use_ssl=access.uses_tls)
    return BaseSecurity(ssl_context=context, use_ssl=True) if access.uses_tls else None
