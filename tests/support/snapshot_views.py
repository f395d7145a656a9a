"""What the pages about snapshots read and command, in a plain list: one that is made, and one that is being made."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from services.reporting.domain.snapshots.snapshot import Purpose, Snapshot
from services.reporting.entrypoints.web.snapshots.pages import SnapshotDependencies
from services.reporting.usecases.snapshots.ask_snapshot import AskSnapshot
from shared.clock import Clock
from shared.persistence.listing import Listing
from tests.support.submission_views import page_of

MADE_AT: Final = datetime(2026, 10, 5, 2, tzinfo=UTC)
MADE: Final = Snapshot(1, date(2026, 10, 4), MADE_AT, "nightly", "nightly job", MADE_AT, 1234, 1234, MADE_AT)
BEING_MADE: Final = replace(
    MADE, snapshot_id=2, as_at=date(2026, 9, 30), purpose="asked", asked_by="analyst", people_made=500, made_at=None
)


@dataclass(slots=True)
class MemorySnapshots:
    """`SnapshotQueries`, and the part of `Snapshots` by which they are asked for."""

    all: list[Snapshot] = field(default_factory=lambda: [BEING_MADE, MADE])

    def forget(self) -> None:
        """Be as new."""
        self.all[:] = [BEING_MADE, MADE]

    def needs(self, clock: Clock) -> SnapshotDependencies:
        """Return what the pages need."""
        return SnapshotDependencies(self, AskSnapshot(self, clock), clock)  # type: ignore[arg-type]

    async def ask(
        self, as_at: date, known_at: datetime | None, purpose: Purpose, *, asked_by: str, asked_at: datetime
    ) -> int:
        """Stands for asking for one."""
        number = len(self.all) + 1
        self.all.insert(0, Snapshot(number, as_at, known_at or asked_at, purpose, asked_by, asked_at, None, 0, None))
        return number

    async def snapshots(self, *, page: int, page_size: int) -> Listing[Snapshot]:
        """Stands for the list."""
        return page_of(self.all, page, page_size)

    async def find(self, snapshot_id: int) -> Snapshot | None:
        """Stands for one of them."""
        return next((one for one in self.all if one.snapshot_id == snapshot_id), None)

    async def made(self) -> list[Snapshot]:
        """Stands for those that can be read."""
        return [one for one in self.all if one.is_made]
