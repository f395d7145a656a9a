"""The inbox: which events were handled before, so that a second delivery changes nothing."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, Pool, connection_of

KEEP_DAYS = 30
"""Longer than any topic keeps its records, so that every redelivery is recognised."""
_PURGE_ROWS = 5_000
_RECORD = """
INSERT INTO inbox (event_id, consumer) SELECT event_id, $2 FROM unnest($1::text::uuid[]) AS event_id
ON CONFLICT DO NOTHING RETURNING event_id
"""


async def first_time(connection: Connection, consumer: str, event_ids: Collection[UUID]) -> frozenset[UUID]:
    """Record in this transaction that `consumer` handles the events; return those that it has not handled before.

    Waits for other transactions that are handling some of them now. All insert in one order, so that two never wait for
    each other.
    """
    rows = await connection.fetch(_RECORD, array_of(sorted(event_ids)), consumer)
    return frozenset(row["event_id"] for row in rows)


async def purge(pool: Pool, *, keep_days: int = KEEP_DAYS) -> int:
    """Delete rows older than `keep_days` in bounded steps and return how many."""
    deleted = 0
    while True:
        async with connection_of(pool) as connection:
            status = await connection.execute(
                "DELETE FROM inbox WHERE ctid = ANY (ARRAY("
                "SELECT ctid FROM inbox WHERE handled_at < now() - $1::interval LIMIT $2))",
                timedelta(days=keep_days),
                _PURGE_ROWS,
            )
        step = int(status.split()[-1])
        deleted += step
        if step < _PURGE_ROWS:
            return deleted
