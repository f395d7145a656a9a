"""What erasing, and flags, need from reporting's tables."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.flags.outputs import Flag
from shared.erasure.orders import ErasureOrder


class Erasures(Protocol):
    """The orders to erase, and the tables that hold what is erased."""

    async def take(self) -> ErasureOrder | None:
        """Return an order that is not carried out, or of which something has come back; None: there is none."""
        ...

    async def erase(self, order: ErasureOrder) -> int:
        """Remove whatever is kept of the people and files of an order; return how many rows."""
        ...

    async def done(self, order: ErasureOrder, removed: int) -> None:
        """Note that an order is carried out."""
        ...


class NewFlag(NamedTuple):
    """An entry about a flag as it is kept."""

    entry_id: UUID
    """Made of the account, its form and what was entered: the same sent twice is one entry."""
    person_id: UUID
    flag: Flag
    in_force: bool
    since: date
    reason: str
    account: str
    entered_at: datetime


class PersonFlags(Protocol):
    """Objections and confidential records. Nothing is ever changed: entries are added."""

    async def add(self, flag: NewFlag) -> bool:
        """Keep an entry; False where nobody has this id."""
        ...

    async def hear(self, people: Iterable[UUID], at: datetime) -> None:
        """Enter what returns that count say about objections of these people, where an establishment says otherwise now
        than it did before. The people are locked."""
        ...
