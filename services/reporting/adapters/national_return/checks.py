"""What pre-flights found, in PostgreSQL: one process checks a snapshot, the others pass it by."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from services.reporting.adapters.snapshots.one_at_a_time import first_free
from services.reporting.adapters.snapshots.snapshots import SNAPSHOT
from services.reporting.domain.national_return.preflight import Findings
from services.reporting.domain.snapshots.snapshot import Snapshot
from shared.persistence.pool import Pool, connection_of, transaction

_LOCKS: Final = 0x5A50
"""Class of the advisory locks; a snapshot's id is the other half of its lock."""
_UNCHECKED: Final = f"""
SELECT {SNAPSHOT} FROM snapshots s WHERE s.made_at IS NOT NULL AND s.purpose <> 'what-if' AND NOT EXISTS (
    SELECT FROM return_checks c WHERE c.snapshot_id = s.snapshot_id)
ORDER BY s.purpose <> 'month', s.snapshot_id
"""  # noqa: S608 (our own names)
_STILL: Final = "SELECT NOT EXISTS (SELECT FROM return_checks WHERE snapshot_id = $1)"
_KEEP: Final = """
INSERT INTO return_checks (snapshot_id, as_at, known_at, purpose, checked_at, records, counts)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_FORGET: Final = """
DELETE FROM return_findings f WHERE NOT EXISTS (SELECT FROM snapshots s WHERE s.snapshot_id = f.snapshot_id)
"""
_FINDINGS: Final = ("snapshot_id", "number", "person_id")


class PostgresReturnChecks:
    """`ReturnChecks` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def take_next(self) -> AsyncIterator[Snapshot | None]:
        async with connection_of(self._pool) as connection:
            waiting = [Snapshot(*row) for row in await connection.fetch(_UNCHECKED)]
            async with first_free(connection, waiting, locks=_LOCKS, still=_STILL) as taken:
                yield taken

    async def keep(self, snapshot: Snapshot, findings: Findings, checked_at: datetime) -> None:
        counts = {str(number): len(people) for number, people in findings.people.items()}
        rows = [
            (snapshot.snapshot_id, number, person) for number, people in findings.people.items() for person in people
        ]
        async with transaction(self._pool) as connection:
            await connection.execute(_FORGET)
            await connection.execute(
                _KEEP,
                *(snapshot.snapshot_id, snapshot.as_at, snapshot.known_at, snapshot.purpose),
                *(checked_at, findings.records, counts),
            )
            await connection.copy_records_to_table("return_findings", columns=_FINDINGS, records=rows)
