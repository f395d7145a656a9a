"""Gaps in PostgreSQL, in the schema of the house: whoever misses something writes, ingest reads and mends."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from aiokafka import TopicPartition

from shared.kafka.gaps import Gap
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, Pool, connection_of, transaction

_HEARD: Final = 'SELECT topic, "partition", next_offset FROM shared.heard WHERE consumer = $1'
_NOTE: Final = """
INSERT INTO shared.heard (consumer, topic, "partition", next_offset)
SELECT $1, topic, place, next FROM unnest($2::text[], $3::text::integer[], $4::text::bigint[])
    AS noted (topic, place, next)
ORDER BY topic, place
ON CONFLICT (consumer, topic, "partition") DO UPDATE SET next_offset = excluded.next_offset
"""
_KEEP: Final = """
INSERT INTO shared.gaps (consumer, topic, "partition", first_offset, next_offset) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true
"""


class PostgresGaps:
    """The port `GapLedger`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def heard(self, consumer: str, places: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_HEARD, consumer)
        found = {TopicPartition(topic, partition): offset for topic, partition, offset in rows}
        return {place: found[place] for place in places if place in found}

    async def note_heard(self, consumer: str, offsets: Mapping[TopicPartition, int]) -> None:
        async with connection_of(self._pool) as connection:
            await _note(connection, consumer, offsets)

    async def keep(self, consumer: str, gaps: Sequence[Gap]) -> Sequence[Gap]:
        """Keep gaps. How far was heard is where the log begins: the same gap is not noticed again at the next start."""
        async with transaction(self._pool) as connection:
            new = [
                gap
                for gap in gaps
                if await connection.fetchval(_KEEP, consumer, gap.place.topic, gap.place.partition, gap.first, gap.next)
            ]
            await _note(connection, consumer, {gap.place: gap.next for gap in gaps})
        return new


async def _note(connection: Connection, consumer: str, offsets: Mapping[TopicPartition, int]) -> None:
    places = list(offsets)
    await connection.execute(
        _NOTE,
        consumer,
        [place.topic for place in places],
        array_of(place.partition for place in places),
        array_of(offsets[place] for place in places),
    )
