"""Dead letters: messages that cannot be handled, kept unchanged with a reason code, and published again on request."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from shared.contracts.topics import Topic
from shared.kafka.codec import Message, MessageTemplate
from shared.kafka.envelope import Headers, Record
from shared.kafka.producer import Producer
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, Pool, connection_of, transaction

REPLAY_STEP: Final = 16
"""Letters published in one transaction: at most this many times 4 MiB in memory."""
_ADD: Final = """
INSERT INTO dead_letters (consumer, topic, "partition", "offset", reason, key, headers, value)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""
_COUNT: Final = """
SELECT consumer, topic, reason, count(*) AS letters, min(added_at) AS oldest, max(added_at) AS newest, max(id) AS last
FROM dead_letters
WHERE replayed_at IS NULL AND ($1::text IS NULL OR reason = $1) AND ($2::text IS NULL OR topic = $2)
    AND ($3::timestamptz IS NULL OR added_at >= $3) AND ($4::timestamptz IS NULL OR added_at < $4)
    AND ($5::text IS NULL OR consumer = $5)
GROUP BY consumer, topic, reason ORDER BY consumer, topic, reason
"""
_NEXT: Final = """
SELECT id, topic, "partition", "offset", key, headers, value FROM dead_letters
WHERE replayed_at IS NULL AND ($1::text IS NULL OR reason = $1) AND ($2::text IS NULL OR topic = $2)
    AND ($3::timestamptz IS NULL OR added_at >= $3) AND ($4::timestamptz IS NULL OR added_at < $4)
    AND ($5::text IS NULL OR consumer = $5) AND id <= $6
ORDER BY id LIMIT $7 FOR UPDATE SKIP LOCKED
"""
_MARK: Final = """
UPDATE dead_letters SET replayed_at = clock_timestamp(), replayed_by = $2 WHERE id = ANY ($1::text::bigint[])
"""
_REPLAYED: Final = """
SELECT consumer, topic, reason, replayed_by, count(*) AS letters, max(replayed_at) AS last
FROM dead_letters WHERE replayed_at > clock_timestamp() - $1 * interval '1 day'
GROUP BY consumer, topic, reason, replayed_by ORDER BY last DESC LIMIT $2
"""
_EACH: Final = """
SELECT id, consumer, topic, "partition", "offset", reason, added_at FROM dead_letters
WHERE replayed_at IS NULL AND ($1::text IS NULL OR reason = $1) AND ($2::text IS NULL OR topic = $2)
    AND ($3::timestamptz IS NULL OR added_at >= $3) AND ($4::timestamptz IS NULL OR added_at < $4)
    AND ($5::text IS NULL OR consumer = $5)
ORDER BY id DESC LIMIT $6
"""
_ONE: Final = 'SELECT topic, "partition", "offset", key, headers, value FROM dead_letters WHERE id = $1'
REPLAYED_DAYS: Final = 30
_REPLAYED_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class DeadLetterFilter:
    """Which dead letters of a service are meant, of those not yet replayed. None leaves a condition out."""

    reason: str | None = None
    topic: str | None = None
    """The topic's name on the broker, prefix included."""
    since: datetime | None = None
    """Added at this time or later."""
    until: datetime | None = None
    """Added before this time."""
    consumer: str | None = None

    @property
    def values(self) -> tuple[str | None, str | None, datetime | None, datetime | None, str | None]:
        return self.reason, self.topic, self.since, self.until, self.consumer


class DeadLetterCount(NamedTuple):
    """How many dead letters one consumer has for one reason."""

    consumer: str
    topic: str
    reason: str
    letters: int
    oldest: datetime
    newest: datetime
    last: int
    """The id of the newest."""


class ReplayedCount(NamedTuple):
    """How many dead letters somebody published again."""

    consumer: str
    topic: str
    reason: str
    by: str | None
    letters: int
    last: datetime


class DeadLetter(NamedTuple):
    """One dead letter, without its contents."""

    id: int
    consumer: str
    topic: str
    partition: int
    offset: int
    reason: str
    added_at: datetime


class DeadLetters:
    """The dead-letter table of a service, and the `.dead` topics."""

    def __init__(self, pool: Pool, producer: Producer, prefix: str) -> None:
        self._pool = pool
        self._producer = producer
        self._prefix = prefix

    async def add(self, consumer: str, topic: Topic, record: Record, reason: str) -> None:
        """Keep the record in the table and publish it to the dead-letter topic. Safe to repeat; raises Transient."""
        async with transaction(self._pool) as connection:
            await connection.execute(
                _ADD,
                consumer,
                record.topic,
                record.partition,
                record.offset,
                reason,
                record.key,
                _encode_headers(record),
                record.value,
            )
        await self._producer.send([self._dead_message(consumer, topic, record, reason)])

    async def counts(self, wanted: DeadLetterFilter) -> Sequence[DeadLetterCount]:
        """Count the letters that `replay` would publish. Raises Transient."""
        async with connection_of(self._pool) as connection:
            return [DeadLetterCount(*row) for row in await connection.fetch(_COUNT, *wanted.values)]

    async def each(self, wanted: DeadLetterFilter, limit: int) -> Sequence[DeadLetter]:
        """Return letters one by one, newest first, without their contents. Raises Transient."""
        async with connection_of(self._pool) as connection:
            return [DeadLetter(*row) for row in await connection.fetch(_EACH, *wanted.values, limit)]

    async def find(self, letter: int) -> Record | None:
        """Return a letter as it came. Its value is sealed still. Raises Transient."""
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_ONE, letter)
        if row is None:
            return None
        headers = _decode_headers(row["headers"])
        topic, partition, offset, key, _, value = row
        return Record(topic, partition, offset, 0, 0, key, value, None, 0, 0, headers)

    async def replayed(self) -> Sequence[ReplayedCount]:
        """Return what was published again in the last thirty days, newest first. Raises Transient."""
        async with connection_of(self._pool) as connection:
            return [ReplayedCount(*row) for row in await connection.fetch(_REPLAYED, REPLAYED_DAYS, _REPLAYED_MAX)]

    async def replay(self, wanted: DeadLetterFilter, *, by: str) -> int:
        """Publish letters again to the topic they came from, oldest first; mark them, `by` whom, and return how many.

        Safe to repeat and to run twice at once: an event published twice has one id, and the inbox absorbs it.
        A letter that fails again is a new letter, and is left for the next time. Raises Transient.
        """
        last = max((count.last for count in await self.counts(wanted)), default=0)
        replayed = 0
        while last:
            async with transaction(self._pool) as connection:
                step = await self._replay_step(connection, wanted, last, by)
            replayed += step
            if step < REPLAY_STEP:
                break
        return replayed

    async def _replay_step(self, connection: Connection, wanted: DeadLetterFilter, last: int, by: str) -> int:
        rows = await connection.fetch(_NEXT, *wanted.values, last, REPLAY_STEP)
        messages = []
        for row in rows:
            key = row["key"] if row["key"] is not None else _coordinates(*row[1:4])
            headers = _decode_headers(row["headers"])
            messages.append(Message(MessageTemplate(row["topic"], ()), key, headers, row["value"]))
        await self._producer.send(messages)
        await connection.execute(_MARK, array_of(row["id"] for row in rows), by)
        return len(rows)

    def _dead_message(self, consumer: str, topic: Topic, record: Record, reason: str) -> Message:
        coordinates = _coordinates(record.topic, record.partition, record.offset)
        original = tuple((name, value) for name, value in record.headers if value is not None)
        added = (
            ("dead_reason", reason.encode()),
            ("dead_consumer", consumer.encode()),
            ("dead_coordinates", coordinates),
        )
        key = record.key if record.key is not None else coordinates
        template = MessageTemplate(topic.dead_letters.on(self._prefix), ())
        return Message(template, key, (*original, *added), record.value)


def _coordinates(topic: str, partition: int, offset: int) -> bytes:
    return f"{topic}/{partition}/{offset}".encode()


def _encode_headers(record: Record) -> bytes:
    """Return headers as JSON, values in hexadecimal: strange values may be the very reason."""
    pairs = [[name, None if value is None else bytes(value).hex()] for name, value in record.headers]
    return json.dumps(pairs).encode()


def _decode_headers(encoded: bytes) -> Headers:
    """Return the headers as they were, without null values: our readers leave those out as well."""
    return tuple((name, bytes.fromhex(value)) for name, value in json.loads(encoded) if value is not None)
