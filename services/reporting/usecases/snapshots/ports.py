"""What making a snapshot needs from the world."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.snapshots.line import CollectionOf, SnapshotLine, Traits
from services.reporting.domain.snapshots.snapshot import Purpose, Snapshot
from services.reporting.usecases.ports import PersonClaims


class KnownPerson(NamedTuple):
    """What was known of one person at an instant."""

    person_id: UUID
    claims: PersonClaims
    traits: Traits
    collection_of: CollectionOf


class Making(Protocol):
    """The claims of one instant, and the snapshot that is written from them."""

    async def start(self) -> int:
        """Remove what an interrupted making has left; return how many people are to be written."""
        ...

    def people(self) -> AsyncIterator[Sequence[KnownPerson]]:
        """Yield everybody of whom anything counted at that instant, some hundred at a time, by id."""
        ...

    async def write(self, lines: Sequence[SnapshotLine]) -> None:
        """Write these people, and that so many more are made."""
        ...

    async def end(self) -> None:
        """Everybody is written: from now on the snapshot may be read."""
        ...


class Snapshots(Protocol):
    """The snapshots that were asked for."""

    async def ask(
        self, as_at: date, known_at: datetime | None, purpose: Purpose, *, asked_by: str, asked_at: datetime
    ) -> int:
        """Ask for a snapshot and return its id; the one of that day and instant that there is, if there is one.

        `known_at`: None: by what is known now. No return that is being settled meanwhile is then known in part.
        """
        ...

    async def ask_nightly(self, as_at: date, *, asked_by: str, asked_at: datetime) -> int | None:
        """Ask for the nightly snapshot of a day; None: it was asked for before, or there is nobody yet."""
        ...

    def make_next(self) -> AbstractAsyncContextManager[tuple[Snapshot, Making] | None]:
        """Take the first snapshot that is to be made and that nobody else makes; None: there is none."""
        ...
