"""What was sent and what came of it, which reminders are paused, and whether anything is sent at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal, Protocol

from services.reporting.domain.reminders.ladders import ContactRole
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of

ReminderState = Literal["handing over", "sent", "to try again", "refused", "unsure"]


@dataclass(frozen=True, slots=True)
class SentLine:
    """A reminder that was sent, or of which it was tried."""

    establishment: str
    collection: str
    period: str
    due_on: date
    rung: str
    role: ContactRole
    written_on: date
    state: ReminderState
    attempts: int
    reply: str | None
    begun_at: datetime
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class PauseLine:
    """Reminders that are not sent, or were not for a time; None: any."""

    pause_id: int
    establishment: str | None
    collection: str | None
    period: str | None
    due_on: date | None
    rung: str | None
    reason: str
    account: str
    paused_at: datetime
    ended_by: str | None
    ended_at: datetime | None

    @property
    def of_everything(self) -> bool:
        """Whether no reminder at all is sent."""
        return (self.establishment, self.collection, self.period, self.due_on, self.rung) == (None,) * 5


@dataclass(frozen=True, slots=True)
class LastLook:
    """When reminders were looked at last, and what stood in the way."""

    looked_at: datetime
    problem: str | None


@dataclass(frozen=True, slots=True)
class MailState:
    """Whether reminders are sent."""

    on: bool
    """A mail server is set."""
    start: time
    end: time
    """When they are sent on a working day, in London time."""


class HistoryQueries(Protocol):
    """What was sent, and what is paused."""

    async def sent(self, establishments: Sequence[str] | None, *, page: int, page_size: int) -> Listing[SentLine]:
        """Return what was sent to these establishments (None: to all), the newest first."""
        ...

    async def pauses(self, *, page: int, page_size: int) -> Listing[PauseLine]:
        """Return pauses: those in force first, the newest first."""
        ...

    async def find_stop(self) -> PauseLine | None:
        """Return the pause of all reminders that is in force, or None."""
        ...

    async def last_look(self) -> LastLook | None: ...


_SENT: Final = """
SELECT establishment, collection, period, due_on, rung, role, written_on, state, attempts, reply, begun_at, handled_at,
       count(*) OVER () AS total
FROM reminders WHERE $1::text[] IS NULL OR establishment = ANY($1)
ORDER BY written_on DESC, establishment, role, collection, due_on LIMIT $2 OFFSET $3
"""
_PAUSES: Final = """
SELECT *, count(*) OVER () AS total FROM reminder_pauses
ORDER BY ended_at IS NOT NULL, pause_id DESC LIMIT $1 OFFSET $2
"""
_STOP: Final = """
SELECT * FROM reminder_pauses
WHERE ended_at IS NULL AND num_nonnulls(establishment, collection, period, due_on, rung) = 0
ORDER BY pause_id DESC LIMIT 1
"""
_LOOK: Final = "SELECT looked_at, problem FROM reminder_looks ORDER BY looked_on DESC LIMIT 1"


class PostgresHistory:
    """`HistoryQueries` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def sent(self, establishments: Sequence[str] | None, *, page: int, page_size: int) -> Listing[SentLine]:
        of = None if establishments is None else list(establishments)
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_SENT, of, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(SentLine, row) for row in rows], page=page, page_size=page_size)

    async def pauses(self, *, page: int, page_size: int) -> Listing[PauseLine]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_PAUSES, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(PauseLine, row) for row in rows], page=page, page_size=page_size)

    async def find_stop(self) -> PauseLine | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_STOP)
        return None if row is None else view_of(PauseLine, row)

    async def last_look(self) -> LastLook | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_LOOK)
        return None if row is None else view_of(LastLook, row)
