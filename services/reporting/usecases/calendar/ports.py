"""What changing the calendar needs from the world."""

from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.calendar.changes import Kind


class NewCalendarChange(NamedTuple):
    """A change as it is kept."""

    entry_id: UUID
    """Made of the account, its form and what was entered: the same sent twice is one change."""
    kind: Kind
    subject: str
    occasion: str
    due_on: date | None
    last_day: date | None
    value: str
    from_on: date
    reason: str
    account: str
    changed_at: datetime
    takes_back: int | None


class CalendarChanges(Protocol):
    """What the authority changed about the calendar."""

    async def read(self) -> Calendar:
        """Return the calendar as it is."""
        ...

    async def hold(self) -> Calendar:
        """Return the calendar as it is, which nobody else changes until the transaction ends."""
        ...

    async def is_kept(self, entry_id: UUID) -> bool:
        """Return whether this was entered before."""
        ...

    async def keep(self, change: NewCalendarChange) -> None: ...
