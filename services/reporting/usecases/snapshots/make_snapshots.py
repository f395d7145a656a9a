"""Make the snapshots that were asked for: every status anew from what was known at their instant."""

import asyncio
from collections.abc import Sequence

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.snapshots.line import SnapshotLine, snapshot_line
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.usecases.snapshots.ports import KnownPerson, Making, Snapshots


class MakeSnapshots:
    """Any number of replicas may be at it: one of them makes a snapshot; if it ends, another begins it anew."""

    def __init__(self, snapshots: Snapshots, kind_of: KindOf) -> None:
        self._snapshots = snapshots
        self._kind_of = kind_of

    async def __call__(self) -> int:
        """Make what there is to make; return how many snapshots that were."""
        made = 0
        while await self._make_next():
            made += 1
        return made

    async def _make_next(self) -> bool:
        async with self._snapshots.make_next() as taken:
            if taken is None:
                return False
            snapshot, making = taken
            await self._make(snapshot, making)
            return True

    async def _make(self, snapshot: Snapshot, making: Making) -> None:
        await making.start()
        async for people in making.people():
            await making.write(self._lines(snapshot, people))
            await asyncio.sleep(0)  # pages are answered meanwhile
        await making.end()

    def _lines(self, snapshot: Snapshot, people: Sequence[KnownPerson]) -> Sequence[SnapshotLine]:
        return [
            snapshot_line(
                one.person_id,
                one.claims.claims,
                snapshot.as_at,
                self._kind_of,
                details=one.claims.details,
                traits=one.traits,
                collection_of=one.collection_of,
            )
            for one in people
        ]
