"""A table in PostgreSQL, to copy and change: `python postgresql_table.py CONSUMER.PROPERTIES DATABASE_URL [TOPIC]`.

Needs asyncpg. Rows and progress are written in one transaction, as the protocol `Table` asks.
"""

import asyncio
import json
import sys
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
from onward_status_changes import TOPIC, Connection, Follower, Progress, Status

TABLES: Final = """
CREATE TABLE IF NOT EXISTS statuses (
    person_id uuid PRIMARY KEY, version integer NOT NULL, status_group text NOT NULL, code text,
    lapsed boolean NOT NULL, effective_on date NOT NULL, neet_since date, known_at timestamptz NOT NULL,
    reading integer NOT NULL
);
CREATE TABLE IF NOT EXISTS status_progress (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), topic text NOT NULL, reading integer NOT NULL,
    positions text NOT NULL, fresh_at timestamptz NOT NULL, whole boolean NOT NULL
);
"""
SELECT: Final = """
SELECT person_id, version, status_group AS "group", code, lapsed, effective_on, neet_since, known_at FROM statuses
"""
UPSERT: Final = """
INSERT INTO statuses VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (person_id) DO UPDATE SET (version, status_group, code, lapsed, effective_on, neet_since, known_at, reading)
    = (excluded.version, excluded.status_group, excluded.code, excluded.lapsed, excluded.effective_on,
       excluded.neet_since, excluded.known_at, excluded.reading)
"""
NOTE: Final = """
INSERT INTO status_progress (topic, reading, positions, fresh_at, whole) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (only_row) DO UPDATE SET (topic, reading, positions, fresh_at, whole)
    = (excluded.topic, excluded.reading, excluded.positions, excluded.fresh_at, excluded.whole)
"""


class PostgresqlTable:
    """Statuses in `statuses`, progress in `status_progress`."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def load(self) -> Progress | None:
        """Return the progress that was stored last, or None for a new table."""
        row = await self._pool.fetchrow("SELECT topic, reading, positions, fresh_at, whole FROM status_progress")
        if row is None:
            return None
        places = {int(partition): offset for partition, offset in json.loads(row["positions"]).items()}
        return Progress(row["topic"], row["reading"], places, row["fresh_at"], row["whole"])

    async def held(self, people: Collection[UUID]) -> dict[UUID, Status]:
        """Return the statuses of those among them whom the table holds."""
        rows = await self._pool.fetch(SELECT + "WHERE person_id = ANY($1)", list(people))
        return {row["person_id"]: Status.model_validate(dict(row)) for row in rows}

    async def store(self, kept: Collection[Status], gone: Collection[UUID], progress: Progress) -> None:
        """Write statuses as of this reading, remove people, and note the progress: all or nothing."""
        rows = [
            (s.person_id, s.version, s.group, s.code, s.lapsed, s.effective_on, s.neet_since, s.known_at) for s in kept
        ]
        positions = json.dumps({str(place): offset for place, offset in progress.positions.items()})
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.executemany(UPSERT, [(*row, progress.reading) for row in rows])
            await connection.execute("DELETE FROM statuses WHERE person_id = ANY($1)", list(gone))
            await connection.execute(
                NOTE, progress.topic, progress.reading, positions, progress.fresh_at, progress.whole
            )

    async def count(self) -> int:
        """Return how many people the table holds."""
        return int(await self._pool.fetchval("SELECT count(*) FROM statuses"))

    async def not_seen_in(self, reading: int) -> Sequence[Status]:
        """Return the statuses that no message of this reading, or of a later one, has named."""
        rows = await self._pool.fetch(SELECT + "WHERE reading < $1", reading)
        return [Status.model_validate(dict(row)) for row in rows]


async def main(properties: str, database_url: str, topic: str = TOPIC) -> None:
    """Keep the table until stopped."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=2) as pool:
        await pool.execute(TABLES)
        await Follower(Connection.from_file(properties), PostgresqlTable(pool), topic=topic).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
