"""The one producer of a process: idempotent, acknowledged by all replicas, batches prepared by partition.

Prepared batches cost a third of single sends, keep the order within each partition, and let public messages be
compressed while sealed ones, which cannot shrink, are not. Compressed with gzip, which every Kafka client reads as it
comes (docs/decisions/0021).
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError, NodeNotReadyError, RequestTimedOutError
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.errors import Fatal, Transient
from shared.kafka.access import KafkaAccess
from shared.kafka.codec import MESSAGE_BYTES_MAX, Message
from shared.kafka.envelope import SEALED_HEADER
from shared.kafka.gzip import let_batches_use_it
from shared.kafka.partitions import partitions_of
from shared.observability.metrics import Metrics

BATCH_BYTES: Final = 900 * 1024
"""Below the broker's limit of a record batch (1 MiB by default) with room for its own overhead."""
REQUEST_TIMEOUT_MS: Final = 40_000
_NO_CODEC: Final = 0
_GZIP: Final = 1
_FAILURES_MAX: Final = 3
_AWAY_S: Final = 2.0
"""Pause after a failure: what is published meanwhile waits in the outbox."""
_KAFKA_IS_AWAY = (KafkaConnectionError, KafkaTimeoutError, NodeNotReadyError, RequestTimedOutError)


class Producer:
    """Publishes messages; raises Transient while Kafka is away, and calls `on_fatal` when it can only be restarted."""

    def __init__(
        self, access: KafkaAccess, metrics: Metrics, on_fatal: Callable[[str], None], *, client_id: str = "onward"
    ) -> None:
        self._access = access
        self._metrics = metrics
        self._on_fatal = on_fatal
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._failures = 0
        self._away_until = 0.0
        self._retiring: set[asyncio.Task[None]] = set()
        let_batches_use_it()

    @property
    def started(self) -> bool:
        """Whether it has been connected; it reconnects by itself afterwards."""
        return self._producer is not None

    async def start(self) -> None:
        """Connect. Raises Transient when Kafka cannot be reached; sending starts it too."""
        await self._started()

    async def stop(self) -> None:
        """Send what is queued and close, within a bounded time."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            await _close(producer)
        for task in tuple(self._retiring):
            await task

    async def send(self, messages: Sequence[Message]) -> None:
        """Return when all replicas have acknowledged every message; order within each partition is kept.

        Raises Transient: some may have arrived, send all again.
        """
        if not messages:
            return
        if time.monotonic() < self._away_until:
            raise Transient("kafka was away a moment ago")
        began = time.perf_counter()
        producer = await self._started()
        try:
            await _deliver(producer, messages)
        except (KafkaError, OSError) as error:
            await self._replace(producer, error)
            raise Transient(f"kafka {type(error).__name__}") from error
        self._failures = 0
        self._metrics.count("onward_stage_seconds_total", time.perf_counter() - began, stage="publish")
        self._metrics.count("onward_stage_rows_total", len(messages), stage="publish")
        for topic, count in Counter(message.topic for message in messages).items():
            self._metrics.count("onward_events_published_total", count, topic=topic)

    async def send_to_all_partitions(self, message: Message) -> None:
        """Return when each partition of the message's topic has it, whatever its key says. Raises Transient."""
        producer = await self._started()
        try:
            for partition in sorted(await producer.partitions_for(message.topic)):
                batch = BatchBuilder(BATCH_BYTES, _NO_CODEC, is_transactional=0)
                _added(batch, message)
                batch.close()
                await (await producer.send_batch(batch, message.topic, partition=partition))
        except (KafkaError, OSError) as error:
            await self._replace(producer, error)
            raise Transient(f"kafka {type(error).__name__}") from error

    async def _started(self) -> AIOKafkaProducer:
        if self._producer is not None:
            return self._producer
        async with self._starting:
            if self._producer is None:
                producer = self._make()
                try:
                    await producer.start()
                except (KafkaError, OSError) as error:
                    self._metrics.count("onward_publish_failures_total")
                    self._away_until = time.monotonic() + _AWAY_S
                    await _close(producer)
                    raise Transient(f"kafka {type(error).__name__}") from error
                self._producer = producer
            return self._producer

    def _make(self) -> AIOKafkaProducer:
        return AIOKafkaProducer(
            client_id=self._client_id,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            max_batch_size=BATCH_BYTES,
            max_request_size=MESSAGE_BYTES_MAX,
            request_timeout_ms=REQUEST_TIMEOUT_MS,
            **self._access.client_options(),
        )

    async def _replace(self, producer: AIOKafkaProducer, error: BaseException) -> None:
        """Drop a producer that failed: after a lost batch its sequence numbers may never fit again (aiokafka #1017)."""
        self._metrics.count("onward_publish_failures_total")
        self._away_until = time.monotonic() + _AWAY_S
        if self._producer is producer:
            self._producer = None
            task = asyncio.create_task(_close(producer))
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)
        if isinstance(error, _KAFKA_IS_AWAY):
            return
        self._failures += 1
        if self._failures >= _FAILURES_MAX:
            self._on_fatal(f"producer {type(error).__name__}")
            raise Fatal(f"producer {type(error).__name__}") from error


async def _deliver(producer: AIOKafkaProducer, messages: Sequence[Message]) -> None:
    futures: list[asyncio.Future[Any]] = []
    try:
        for topic, belonging in _by_topic(messages).items():
            partitions = sorted(await producer.partitions_for(topic))
            for partition, batch in _batches(belonging, len(partitions)):
                futures.append(await producer.send_batch(batch, topic, partition=partition))
    finally:
        # Even when cancelled: a record batch that arrives after a second sending could overtake a newer version.
        if futures:
            await asyncio.wait(futures)
    for future in futures:
        future.result()


def _by_topic(messages: Sequence[Message]) -> dict[str, list[Message]]:
    topics: dict[str, list[Message]] = {}
    for message in messages:
        topics.setdefault(message.topic, []).append(message)
    return topics


def _batches(messages: Sequence[Message], partitions: int) -> Iterator[tuple[int, BatchBuilder]]:
    places = partitions_of([message.key for message in messages], partitions)
    codec = _NO_CODEC if any(name == SEALED_HEADER for name, _ in messages[0].event_headers) else _GZIP
    open_batches: dict[int, BatchBuilder] = {}
    for message, place in zip(messages, places, strict=True):
        batch = open_batches.get(place)
        if batch is not None and not _added(batch, message):
            yield place, batch
            batch = None
        if batch is None:
            batch = open_batches[place] = BatchBuilder(BATCH_BYTES, codec, is_transactional=0)
            _added(batch, message)
    for place, batch in open_batches.items():
        # Closed, so that nothing else is ever appended to a batch that is already counted.
        batch.close()
        yield place, batch


def _added(batch: BatchBuilder, message: Message) -> bool:
    headers = list(message.headers)
    return batch.append(timestamp=None, key=message.key, value=message.value, headers=headers) is not None


async def _close(producer: AIOKafkaProducer) -> None:
    # A queue that cannot be sent would hold this for ever; what is in it is still in the outbox.
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        await asyncio.wait_for(producer.stop(), REQUEST_TIMEOUT_MS / 1000 + 5)
