"""What the work on people needs to keep."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.work_lists.state import WorkState


class NewWord(NamedTuple):
    """A word about the work on somebody, with how it stands after it."""

    form_id: UUID
    person_id: UUID
    follows: int
    state: WorkState
    account: str
    written_at: datetime


class WorkStates(Protocol):
    """Words about the work on people."""

    async def is_known(self, person_id: UUID) -> bool:
        """Return whether there is such a person."""
        ...

    async def is_written(self, form_id: UUID) -> bool:
        """Return whether this was written before."""
        ...

    async def last(self, person_id: UUID) -> WorkState:
        """Return how the work on somebody stands."""
        ...

    async def before(self, entry_id: int) -> WorkState:
        """Return how it stood before a word."""
        ...

    async def write(self, word: NewWord) -> bool:
        """Keep a word; False where another follows the same one already."""
        ...


@dataclass(frozen=True, slots=True)
class WorkTables:
    """What is kept of work lists, inside one unit of work."""

    states: WorkStates
