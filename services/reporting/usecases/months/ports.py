"""What the monthly cycle needs from the world."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.reporting.domain.months.month import Month, MonthAct
from services.reporting.domain.snapshots.snapshot import Purpose


class MonthChecks(Protocol):
    """The errors that DfE would find in the national return of a snapshot."""

    async def errors_of(self, snapshot_id: int) -> Mapping[int, int] | None:
        """Return how many errors of each priority a made snapshot has, from 1, the gravest; None: not counted yet."""
        ...


class HeldMonth(Protocol):
    """A month that nobody else changes until the transaction ends."""

    @property
    def month(self) -> Month:
        """How it stands."""
        ...

    async def is_kept(self, entry_id: UUID) -> bool:
        """Return whether this was done before."""
        ...

    async def is_made(self, snapshot_id: int) -> bool:
        """Return whether a snapshot is made."""
        ...

    async def freeze(self, purpose: Purpose, *, account: str, at: datetime) -> int:
        """Ask for the snapshot as at the last day of the month, by what is known now; return its id."""
        ...

    async def keep(self, act: MonthAct, entry_id: UUID) -> None:
        """Keep an act."""
        ...


class Months(Protocol):
    """The months and what was done about them."""

    def hold(self, period_end: date) -> AbstractAsyncContextManager[HeldMonth]:
        """Open a transaction in which a month is held. Raises Transient."""
        ...
