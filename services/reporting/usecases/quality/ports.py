"""What answering an alert of unusual leavers needs from the world."""

from datetime import datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.quality.leaver_alerts import AlertKey

AlertAct = Literal["acknowledged", "undone"]
"""The authority knows the reason; or that is taken back."""


class NewAlertNote(NamedTuple):
    """A note about an alert as it is kept."""

    entry_id: UUID
    """Made of the account, its form and what was entered: the same sent twice is one note."""
    key: AlertKey
    follows: int
    """The note before it about the same alert; 0: it is the first. Only one note follows another."""
    act: AlertAct
    reason: str | None
    """None where an acknowledgement is taken back."""
    account: str
    written_at: datetime


class LastAlertNote(NamedTuple):
    """The note about an alert that was written last."""

    note_id: int
    act: AlertAct


class AlertNotes(Protocol):
    """What people decided about alerts of unusual leavers. Nothing is ever changed."""

    async def last(self, key: AlertKey) -> LastAlertNote | None:
        """Return the last note about an alert; None: there is none."""
        ...

    async def is_written(self, entry_id: UUID) -> bool:
        """Return whether this was written before."""
        ...

    async def write(self, note: NewAlertNote) -> bool:
        """Keep a note; False where another follows the same one already."""
        ...
