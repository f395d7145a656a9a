"""Work about snapshots that one process does at a time, whichever replica comes first."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final

from services.reporting.domain.snapshots.snapshot import Snapshot
from shared.persistence.pool import Connection

_TAKE: Final = "SELECT pg_try_advisory_lock($1, $2)"
_RELEASE: Final = "SELECT pg_advisory_unlock($1, $2)"


@asynccontextmanager
async def first_free(
    connection: Connection, waiting: Iterable[Snapshot], *, locks: int, still: str
) -> AsyncIterator[Snapshot | None]:
    """Hold the first of these that nobody else is at and that is still to be done; None: there is none.

    `locks`: class of the advisory locks, whose other half is the snapshot's id. `still`: tells of an id ($1) whether
    there is anything to do, asked once it is held. The lock is the session's: the connection is kept until it is done.
    """
    for snapshot in waiting:
        if not await connection.fetchval(_TAKE, locks, snapshot.snapshot_id):
            continue
        try:
            if await connection.fetchval(still, snapshot.snapshot_id):
                yield snapshot
                return
        finally:
            await connection.fetchval(_RELEASE, locks, snapshot.snapshot_id)
    yield None
