"""Make the snapshots that were asked for: every status anew from what was known at their instant."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.snapshots.line import SnapshotLine, snapshot_line
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.usecases.snapshots.ports import KnownPerson, Making, Snapshots

WhatIfLines = Callable[[Snapshot], AsyncIterator[Sequence[SnapshotLine]]]
"""Everybody under the scenario of a snapshot, some hundred at a time."""


class MakeSnapshots:
    """Any number of replicas may be at it: one of them makes a snapshot; if it ends, another begins it anew."""

    def __init__(self, snapshots: Snapshots, kind_of: KindOf, what_if: WhatIfLines | None = None) -> None:
        """`what_if`: computes what-ifs apart from this process; None: none is asked for."""
        self._snapshots = snapshots
        self._kind_of = kind_of
        self._what_if = what_if

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
        async for lines in self._parts(snapshot, making):
            await making.write(lines)
            await asyncio.sleep(0)  # pages are answered meanwhile
        await making.end()

    async def _parts(self, snapshot: Snapshot, making: Making) -> AsyncIterator[Sequence[SnapshotLine]]:
        if snapshot.scenario is None:
            async for people in making.people():
                yield self._lines(snapshot, people)
        elif self._what_if is None:
            raise RuntimeError("nothing computes what-ifs here")
        else:
            async for lines in self._what_if(snapshot):
                yield lines

    def _lines(self, snapshot: Snapshot, people: Sequence[KnownPerson]) -> Sequence[SnapshotLine]:
        return lines_of(people, snapshot.as_at, self._kind_of)


def lines_of(people: Sequence[KnownPerson], as_at: date, kind_of: KindOf) -> Sequence[SnapshotLine]:
    """Return these people as at that day, by what was known of them."""
    return [
        snapshot_line(
            one.person_id,
            one.claims.claims,
            as_at,
            kind_of,
            details=one.claims.details,
            traits=one.traits,
            collection_of=one.collection_of,
        )
        for one in people
    ]
