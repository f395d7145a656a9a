"""Gaps in PostgreSQL, in the shared schema: every service adds, ingest reads and closes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from aiokafka import TopicPartition

from shared.kafka.gaps.gap import Gap
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, Pool, connection_of, transaction

_SAVED: Final = 'SELECT topic, "partition", next_offset FROM shared.consumer_positions WHERE consumer = $1'
_SAVE: Final = """
INSERT INTO shared.consumer_positions (consumer, topic, "partition", next_offset)
SELECT $1, topic, number, next FROM unnest($2::text[], $3::text::integer[], $4::text::bigint[])
    AS positions (topic, number, next)
ORDER BY topic, number
ON CONFLICT (consumer, topic, "partition") DO UPDATE SET next_offset = excluded.next_offset
"""
_ADD: Final = """
INSERT INTO shared.gaps (consumer, topic, "partition", first_offset, next_offset) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true
"""


class PostgresGaps:
    """The port `GapStore`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def saved_offsets(
        self, consumer: str, partitions: Collection[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_SAVED, consumer)
        found = {TopicPartition(topic, partition): offset for topic, partition, offset in rows}
        return {partition: found[partition] for partition in partitions if partition in found}

    async def save_offsets(self, consumer: str, offsets: Mapping[TopicPartition, int]) -> None:
        async with connection_of(self._pool) as connection:
            await _save(connection, consumer, offsets)

    async def add(self, consumer: str, gaps: Sequence[Gap]) -> Sequence[Gap]:
        """Add gaps. The saved offset is the one behind the gap, so that the next start does not find it again."""
        async with transaction(self._pool) as connection:
            new = [
                gap for gap in gaps if await connection.fetchval(_ADD, consumer, *gap.partition, gap.first, gap.next)
            ]
            await _save(connection, consumer, {gap.partition: gap.next for gap in gaps})
        return new


async def _save(connection: Connection, consumer: str, offsets: Mapping[TopicPartition, int]) -> None:
    await connection.execute(
        _SAVE,
        consumer,
        [partition.topic for partition in offsets],
        array_of(partition.partition for partition in offsets),
        array_of(offsets.values()),
    )
