"""Snapshots in PostgreSQL: asked for in a row, made by one process at a time, written by COPY."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.effective_claims import KNOWN_PEOPLE
from services.reporting.adapters.snapshots.known_people import known_people
from services.reporting.adapters.snapshots.one_at_a_time import first_free
from services.reporting.domain.snapshots.line import SnapshotLine
from services.reporting.domain.snapshots.snapshot import Purpose, Snapshot
from services.reporting.usecases.snapshots.ports import KnownPerson, Making
from shared.persistence.pool import Connection, Pool, connection_of, transaction

_BATCH: Final = 500
"""People computed at once: some 20 ms, in which no page is answered."""
_LOCKS: Final = 0x5A4F
"""Class of the advisory locks; a snapshot's id is the other half of its lock."""

# Whoever settles a return holds the lock until it has committed: behind it, what counts at this instant is whole.
_SETTLED: Final = "LOCK TABLE effective_periods IN SHARE MODE"
_ASK: Final = """
INSERT INTO snapshots (as_at, known_at, purpose, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (as_at, known_at) WHERE scenario IS NULL DO UPDATE SET purpose = CASE
    WHEN excluded.purpose = 'month' THEN 'month' ELSE snapshots.purpose END
RETURNING snapshot_id
"""
# The lock is the transaction's: two replicas do not both find that there is none yet.
_NIGHTLY_LOCK: Final = "SELECT pg_advisory_xact_lock($1, 0)"
_NIGHTLY_WANTED: Final = """
SELECT EXISTS (SELECT FROM people)
   AND NOT EXISTS (SELECT FROM snapshots WHERE purpose = 'nightly' AND as_at = $1)
"""
# Reports to schools and the survey of three years look back to 31 May, 31 August and 1 November.
_OLD: Final = """
SELECT snapshot_id FROM snapshots WHERE purpose <> 'month' AND made_at < now() - $1::interval
  AND (scenario IS NOT NULL OR to_char(as_at, 'MM-DD') NOT IN ('05-31', '08-31', '11-01'))
ORDER BY snapshot_id
"""
_FORGET: Final = "DELETE FROM snapshots WHERE snapshot_id = $1"
MADE_OF_DAY: Final = """
SELECT snapshot_id, known_at FROM snapshots
WHERE as_at = $1 AND made_at IS NOT NULL AND scenario IS NULL AND ($2::timestamptz IS NULL OR known_at <= $2)
ORDER BY known_at DESC LIMIT 1
"""
"""The newest of a day; of those by what was known until an instant, if asked."""
SNAPSHOT: Final = """
snapshot_id, as_at, known_at, purpose, asked_by, asked_at, people_to_make, people_made, made_at, scenario
"""
"""The columns of a snapshot, in the order of its fields."""
_UNMADE: Final = f"""
SELECT {SNAPSHOT} FROM snapshots WHERE made_at IS NULL ORDER BY purpose = 'what-if', snapshot_id
"""  # noqa: S608 (our own names)
_STILL: Final = "SELECT made_at IS NULL FROM snapshots WHERE snapshot_id = $1"
_BEGIN: Final = "UPDATE snapshots SET people_to_make = $2, people_made = 0 WHERE snapshot_id = $1"
_REMOVE: Final = "DELETE FROM snapshot_people WHERE snapshot_id = $1"
_MORE: Final = "UPDATE snapshots SET people_made = people_made + $2 WHERE snapshot_id = $1"
_END: Final = "UPDATE snapshots SET made_at = clock_timestamp() WHERE snapshot_id = $1"
COLUMNS: Final = ("snapshot_id", *SnapshotLine._fields)


async def ask_snapshot(
    connection: Connection,
    as_at: date,
    known_at: datetime | None,
    purpose: Purpose,
    *,
    asked_by: str,
    asked_at: datetime,
) -> int:
    """Ask for a snapshot in an open transaction, as `Snapshots.ask`."""
    if known_at is None:
        await connection.execute(_SETTLED)
    return int(await connection.fetchval(_ASK, as_at, known_at or asked_at, purpose, asked_by, asked_at))


class PostgresSnapshots:
    """`Snapshots` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def ask(
        self, as_at: date, known_at: datetime | None, purpose: Purpose, *, asked_by: str, asked_at: datetime
    ) -> int:
        async with transaction(self._pool) as connection:
            return await ask_snapshot(connection, as_at, known_at, purpose, asked_by=asked_by, asked_at=asked_at)

    async def ask_nightly(self, as_at: date, *, asked_by: str, asked_at: datetime) -> int | None:
        async with transaction(self._pool) as connection:
            await connection.execute(_NIGHTLY_LOCK, _LOCKS)
            if not await connection.fetchval(_NIGHTLY_WANTED, as_at):
                return None
            await connection.execute(_SETTLED)
            return int(await connection.fetchval(_ASK, as_at, asked_at, "nightly", asked_by, asked_at))

    async def remove_older_than(self, age: timedelta) -> int:
        """Remove snapshots made so long ago, one in a transaction, but for months'; return how many."""
        async with connection_of(self._pool) as connection:
            old = [row["snapshot_id"] for row in await connection.fetch(_OLD, age)]
            for snapshot_id in old:
                await connection.execute(_FORGET, snapshot_id)
        return len(old)

    @asynccontextmanager
    async def make_next(self) -> AsyncIterator[tuple[Snapshot, Making] | None]:
        async with connection_of(self._pool) as connection:
            waiting = [Snapshot(*row) for row in await connection.fetch(_UNMADE)]
            async with first_free(connection, waiting, locks=_LOCKS, still=_STILL) as taken:
                if taken is None:
                    yield None
                elif taken.scenario is not None:  # computed by a process with a connection of its own
                    yield taken, _PostgresMaking(self._pool, connection, taken)
                else:
                    async with connection.transaction(isolation="repeatable_read", readonly=True):
                        yield taken, _PostgresMaking(self._pool, connection, taken)


class _PostgresMaking:
    """`Making`: claims are read in one view of the database, the snapshot is written piece by piece beside it."""

    def __init__(self, pool: Pool, reading: Connection, snapshot: Snapshot) -> None:
        self._pool = pool
        self._reading = reading
        self._snapshot = snapshot
        self._people: Sequence[UUID] = ()

    async def start(self) -> int:
        snapshot_id = self._snapshot.snapshot_id
        rows = await self._reading.fetch(KNOWN_PEOPLE, self._snapshot.known_at)
        self._people = [row["person_id"] for row in rows]
        async with transaction(self._pool) as connection:
            await connection.execute(_REMOVE, snapshot_id)
            await connection.execute(_BEGIN, snapshot_id, len(self._people))
        return len(self._people)

    async def people(self) -> AsyncIterator[Sequence[KnownPerson]]:
        for start in range(0, len(self._people), _BATCH):
            yield await known_people(self._reading, self._people[start : start + _BATCH], self._snapshot.known_at)

    async def write(self, lines: Sequence[SnapshotLine]) -> None:
        snapshot_id = self._snapshot.snapshot_id
        rows: list[tuple[Any, ...]] = [(snapshot_id, *line) for line in lines]
        async with transaction(self._pool) as connection:
            await connection.copy_records_to_table("snapshot_people", columns=COLUMNS, records=rows)
            await connection.execute(_MORE, snapshot_id, len(rows))

    async def end(self) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(_END, self._snapshot.snapshot_id)
