"""The table that is kept: what any store must offer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from onward_status_changes.message import Status


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a table has read. It is stored with the rows, in one transaction: a crash loses neither alone."""

    topic: str
    reading: int
    """The number of this reading from the beginning: 1, and one more whenever all had to be read again."""
    positions: Mapping[int, int]
    """The offset to read next, by partition."""
    fresh_at: datetime
    """Everything that was published before then has been read, or is being read."""
    whole: bool
    """This reading has come to the end, and who was not in it is forgotten."""


class Table(Protocol):
    """Statuses by person, and the progress. One process at a time keeps a table."""

    async def load(self) -> Progress | None:
        """Return the progress that was stored last, or None for a new table."""

    async def held(self, people: Collection[UUID]) -> dict[UUID, Status]:
        """Return the statuses of those among them whom the table holds."""

    async def store(self, kept: Collection[Status], gone: Collection[UUID], progress: Progress) -> None:
        """Write statuses as of this reading, remove people, and note the progress: all or nothing."""

    async def count(self) -> int:
        """Return how many people the table holds."""

    async def not_seen_in(self, reading: int) -> Sequence[Status]:
        """Return the statuses that no message of this reading, or of a later one, has named."""
