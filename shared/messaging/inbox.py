"""The inbox: what was handled before, so that a second delivery changes nothing."""

from datetime import timedelta
from uuid import UUID

from shared.persistence.pool import Connection, Pool, connection_of

KEEP_DAYS = 30
"""Longer than any topic keeps its records, so that every redelivery is recognised."""
_PURGE_ROWS = 5_000


async def first_time(connection: Connection, consumer: str, event_id: UUID) -> bool:
    """Note in this transaction that `consumer` handles the event; False when it did so before.

    Waits for another transaction that is handling the same event just now.
    """
    return bool(
        await connection.fetchval(
            "INSERT INTO inbox (event_id, consumer) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true",
            event_id,
            consumer,
        )
    )


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
