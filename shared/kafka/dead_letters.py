"""Hopeless messages are set aside as they came, with a reason code and coordinates; too many stop the consumer."""

import json
from collections import deque
from dataclasses import dataclass
from typing import Final

from aiokafka import ConsumerRecord

from shared.contracts.topics import Topic
from shared.kafka.codec import Message, MessageTemplate
from shared.kafka.producer import Producer
from shared.observability.metrics import Metrics
from shared.persistence.pool import Pool, transaction

Record = ConsumerRecord[bytes, bytes]

REASONS: Final = (
    *("bad_compression", "bad_envelope", "bad_payload", "bad_seal", "key_destroyed", "key_of_another_master"),
    *("message_too_large", "not_an_event", "not_sealed", "original_damaged", "original_erased", "original_missing"),
    *("tombstone", "too_large", "unknown_collection", "unknown_mark", "unknown_submission", "wrong_id", "wrong_type"),
    "other",
)
"""Why a message is set aside, as the metric counts it; `other` is what the database would not have, told by the log."""


def counted_as(reason: str) -> str:
    """Return the reason under which the metric counts: its series are there from the start, so they are few."""
    return reason if reason in REASONS else "other"


def begin_metrics(metrics: Metrics, consumer: str) -> None:
    """Show what alarms of a consumer at 0 from the start."""
    for reason in REASONS:
        metrics.begin("onward_dead_letters_total", consumer=consumer, reason=reason)
    metrics.begin("onward_retries_total", consumer=consumer)
    metrics.gauge("onward_consumer_halted", 0, consumer=consumer)


@dataclass(frozen=True, slots=True)
class DeadLetterLimits:
    """When to stop setting aside: a bad release must not divert everything."""

    run_max: int = 20
    """Hopeless messages in a row."""
    window: int = 500
    """Messages looked back on."""
    ratio_max: float = 0.1
    """Hopeless share of the window."""
    ratio_from: int = 50
    """The share means nothing before so many messages."""


class FailureRate:
    """Counts how the latest messages of one consumer fared."""

    def __init__(self, limits: DeadLetterLimits) -> None:
        self._limits = limits
        self._latest: deque[bool] = deque(maxlen=limits.window)
        self._run = 0

    def fared_well(self) -> None:
        """Note a message that was handled."""
        self._latest.append(False)
        self._run = 0

    def may_set_aside(self) -> bool:
        """Note a hopeless message; False when it is one too many."""
        self._latest.append(True)
        self._run += 1
        seen, hopeless = len(self._latest), sum(self._latest)
        too_many = seen >= self._limits.ratio_from and hopeless / seen > self._limits.ratio_max
        return self._run <= self._limits.run_max and not too_many


class DeadLetters:
    """The dead-letter table of a service and the `.dead` topics."""

    def __init__(self, pool: Pool, producer: Producer, prefix: str) -> None:
        self._pool = pool
        self._producer = producer
        self._prefix = prefix

    async def set_aside(self, consumer: str, topic: Topic, record: Record, reason: str) -> None:
        """Keep the record in the table and on the dead-letter topic. Safe to repeat; raises Transient."""
        async with transaction(self._pool) as connection:
            await connection.execute(
                'INSERT INTO dead_letters (consumer, topic, "partition", "offset", reason, key, headers, value)'
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
                consumer,
                record.topic,
                record.partition,
                record.offset,
                reason,
                record.key,
                _packed_headers(record),
                record.value,
            )
        await self._producer.publish([self._letter(consumer, topic, record, reason)])

    def _letter(self, consumer: str, topic: Topic, record: Record, reason: str) -> Message:
        coordinates = f"{record.topic}/{record.partition}/{record.offset}"
        ours = (
            ("dead_reason", reason.encode()),
            ("dead_consumer", consumer.encode()),
            ("dead_coordinates", coordinates.encode()),
        )
        theirs = tuple((name, value) for name, value in record.headers if value is not None)
        key = record.key if record.key is not None else coordinates.encode()
        return Message(MessageTemplate(topic.dead_letters.on(self._prefix), ()), key, (*theirs, *ours), record.value)


_HEADERS_BYTES_MAX: Final = 64 * 1024


def _packed_headers(record: Record) -> bytes:
    """Headers as JSON, values in hexadecimal, since strange ones may be the very reason."""
    pairs = [[name, None if value is None else bytes(value).hex()] for name, value in record.headers]
    return json.dumps(pairs).encode()[:_HEADERS_BYTES_MAX]
