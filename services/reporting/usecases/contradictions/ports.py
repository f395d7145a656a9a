"""What writing about a contradiction needs from the world."""

from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.contradictions.thread import Act, Situation


class NewNote(NamedTuple):
    """A note as it is kept."""

    entry_id: UUID
    """Made of the account, its form and what was entered: the same sent twice is one note."""
    contradiction_id: int
    written_at: datetime
    account: str
    establishment: str | None
    """Whose account it is; None: the authority's."""
    act: Act
    words: str | None
    undoes: int | None = None
    """The settlement that is taken back."""
    facts: str | None = None
    """Of a settlement: what the returns said."""
    opened_at: datetime | None = None
    """Of a settlement: since when they contradicted each other."""


class ContradictionNotes(Protocol):
    """What people write about contradictions."""

    async def hold(self, contradiction_id: int, establishment: str | None) -> Situation | None:
        """Return how a thread stands, in which nobody else writes until the transaction ends.

        None: there is no such contradiction or, where an establishment asks, it is not one of its own.
        """
        ...

    async def is_written(self, entry_id: UUID) -> bool:
        """Return whether this was written before."""
        ...

    async def write(self, note: NewNote) -> None: ...
