"""One snapshot a night, and the end of those that nobody needs any more."""

from datetime import timedelta
from typing import Final, Protocol

from services.reporting.usecases.snapshots.ports import Snapshots
from shared.clock import Clock
from shared.vocabulary.london import LONDON

KEPT: Final = timedelta(days=62)
"""How long a snapshot that was asked for, made at night or for a what-if is kept: two months can be compared. What a
month was closed with is kept, and the days that yearly reports look back to."""
NIGHTLY: Final = "nightly job"


class OldSnapshots(Protocol):
    """Snapshots that may go."""

    async def remove_older_than(self, age: timedelta) -> int:
        """Remove those made so long ago, but for months'; return how many."""
        ...


class MakeNightly:
    """Ask for the snapshot of today once its hour has come, if there is anybody; whoever asks again finds it there."""

    def __init__(self, snapshots: Snapshots, clock: Clock, from_hour: int) -> None:
        self._snapshots = snapshots
        self._clock = clock
        self._from_hour = from_hour

    async def __call__(self) -> int | None:
        """Return the number of the snapshot that was asked for now; None: it is too early, or it is there."""
        now = self._clock.now()
        if now.astimezone(LONDON).hour < self._from_hour:
            return None
        return await self._snapshots.ask_nightly(self._clock.today(), asked_by=NIGHTLY, asked_at=now)


class RemoveOldSnapshots:
    """Remove snapshots that are older than they are kept."""

    def __init__(self, snapshots: OldSnapshots) -> None:
        self._snapshots = snapshots

    async def __call__(self) -> int:
        """Return how many were removed."""
        return await self._snapshots.remove_older_than(KEPT)
