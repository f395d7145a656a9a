"""What-ifs that are asked for, and removed: rows of `snapshots` alone."""

from typing import Final, Literal

from services.reporting.domain.what_if.scenario import Scenario
from shared.persistence.pool import Pool, rows_affected, transaction

_LOCKS: Final = 0x5A4F
"""As in `adapters/snapshots/snapshots.py`: whoever makes a snapshot holds its lock."""
ASK: Final = """
INSERT INTO snapshots (as_at, known_at, purpose, scenario, asked_by, asked_at)
SELECT as_at, known_at, 'what-if', $2::jsonb, $3, clock_timestamp() FROM snapshots
WHERE snapshot_id = $1 AND made_at IS NOT NULL AND scenario IS NULL
RETURNING snapshot_id
"""
_IS_FREE: Final = "SELECT pg_try_advisory_xact_lock($1, $2)"
REMOVE: Final = "DELETE FROM snapshots WHERE snapshot_id = $1 AND purpose = 'what-if'"
Removed = Literal["removed", "is being made", "unknown"]


class PostgresWhatIfs:
    """Asks for what-ifs beside a snapshot, and removes them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def ask(self, baseline: int, scenario: Scenario, *, asked_by: str) -> int | None:
        """Ask for a what-if of the same day and instant; None: there is no such made snapshot. Raises Transient."""
        async with transaction(self._pool) as connection:
            found: int | None = await connection.fetchval(ASK, baseline, scenario.model_dump(mode="json"), asked_by)
            return found

    async def remove(self, snapshot_id: int) -> Removed:
        """Remove a what-if with everybody in it; never any other snapshot. Raises Transient."""
        async with transaction(self._pool) as connection:
            if not await connection.fetchval(_IS_FREE, _LOCKS, snapshot_id):
                return "is being made"
            return "removed" if rows_affected(await connection.execute(REMOVE, snapshot_id)) else "unknown"
