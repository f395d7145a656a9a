"""Which snapshots there are, made or not: for the page that lists them, and for whoever must choose one."""

from typing import Final, Protocol

from services.reporting.adapters.snapshots.snapshots import SNAPSHOT
from services.reporting.domain.snapshots.snapshot import Snapshot
from shared.persistence.listing import Listing, listing_of
from shared.persistence.pool import Pool, connection_of

_LISTING: Final = f"""
SELECT {SNAPSHOT}, count(*) OVER () AS total FROM snapshots WHERE scenario IS NULL
ORDER BY asked_at DESC, snapshot_id DESC LIMIT $1 OFFSET $2
"""  # noqa: S608 (our own names)
_FIND: Final = f"SELECT {SNAPSHOT} FROM snapshots WHERE snapshot_id = $1"  # noqa: S608 (our own names)
_MADE: Final = f"""
SELECT {SNAPSHOT} FROM snapshots WHERE scenario IS NULL AND made_at IS NOT NULL
ORDER BY as_at DESC, known_at DESC LIMIT $1
"""  # noqa: S608 (our own names)
TO_CHOOSE_MAX: Final = 60


class SnapshotQueries(Protocol):
    """The snapshots, without those of what-ifs: they are nobody's figures."""

    async def snapshots(self, *, page: int, page_size: int) -> Listing[Snapshot]:
        """Return those that were asked for, the newest first."""
        ...

    async def find(self, snapshot_id: int) -> Snapshot | None:
        """Return one, of a what-if too; None: there is none with that number."""
        ...

    async def made(self) -> list[Snapshot]:
        """Return those that can be read, the latest day first, of a day the one known last: the first is the newest."""
        ...


class PostgresSnapshotQueries:
    """`SnapshotQueries` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def snapshots(self, *, page: int, page_size: int) -> Listing[Snapshot]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_LISTING, page_size, (page - 1) * page_size)
        return listing_of(rows, [Snapshot(*row[:-1]) for row in map(tuple, rows)], page=page, page_size=page_size)

    async def find(self, snapshot_id: int) -> Snapshot | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_FIND, snapshot_id)
        return None if row is None else Snapshot(*row)

    async def made(self) -> list[Snapshot]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_MADE, TO_CHOOSE_MAX)
        return [Snapshot(*row) for row in rows]
