"""What reminders need from the world."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.reminders.ladders import ContactRole
from services.reporting.domain.reminders.letters import Letter
from services.reporting.domain.reminders.planning import OwedReturn, ReminderKey, ReminderSituation

MailResult = Literal["sent", "to try again", "refused", "unsure", "withdrawn"]
"""sent: the mail server took it. to try again: it did not, for now. refused: it will not. unsure: the connection was
lost while the message was handed over, so it may have arrived. withdrawn: it was not handed over, for somebody else is
at it."""


class MailOutcome(NamedTuple):
    """What became of a message."""

    result: MailResult
    reply: str | None = None
    """The code of the mail server's reply, never its words: they may repeat an address."""


class OutgoingMail(NamedTuple):
    """A message and where it goes."""

    message_id: str
    """The same for the same contact, day and reminders, whoever sends it and how often."""
    to: str
    letter: Letter


BeforeContent = Callable[[], Awaitable[bool]]
"""Called once the mail server has agreed to the recipient and before it gets the message; False: it gets none."""


class MailSession(Protocol):
    """A connection to the mail server."""

    async def ready(self) -> None:
        """Return once messages can be handed over: open the connection again where it was lost. Raises Transient."""
        ...

    async def send(self, mail: OutgoingMail, before_content: BeforeContent) -> MailOutcome:
        """Hand a message over. Raises Transient when the server cannot be worked with at all.

        A recipient about whom it says nothing in time is no reason for that: the message is to be tried again.
        """
        ...


class MailServer(Protocol):
    """Where messages are handed over."""

    def session(self) -> AbstractAsyncContextManager[MailSession]:
        """Open a connection. Raises Transient when the server cannot be reached or refuses to talk to us."""
        ...


class RemindersOfReturns(Protocol):
    """What a reminder rests on, inside one unit of work."""

    async def hold(self, establishment: str) -> bool:
        """Return whether no return of the establishment is settled, and none reminded of, until the unit of work ends.

        False: somebody else is at it. Raises Transient when the transaction is lost, and with it the hold.
        """
        ...

    async def owed(self, establishment: str | None, today: date) -> Sequence[OwedReturn]:
        """Return the returns that are owed and have not come, by what is committed now; None: of everybody."""
        ...

    async def situation(self, establishment: str | None) -> ReminderSituation:
        """Return contacts, pauses in force and what was handled."""
        ...

    async def find_address(self, establishment: str, role: ContactRole) -> str | None: ...


class ReminderRecords(Protocol):
    """The record of what is sent. Each call is kept at once, whatever becomes of a unit of work around it."""

    async def note_begun(self, keys: Sequence[ReminderKey], message_id: str, on: date, at: datetime) -> bool:
        """Keep that these are being handed over; False, and nothing is kept, if any of them was handled before."""
        ...

    async def settle(
        self, keys: Sequence[ReminderKey], message_id: str, on: date, outcome: MailOutcome, at: datetime
    ) -> None:
        """Keep what became of them, also of those that the mail server would not even begin with."""
        ...

    async def note_look(self, on: date, at: datetime, problem: str | None) -> None:
        """Keep that the day's reminders were looked at, and what stood in the way."""
        ...


class DatabaseTime(Protocol):
    """The one clock by which reminders are sent: the database's, moved as the business date is."""

    async def now(self) -> datetime:
        """Return the business time, aware, in UTC, whatever this machine's clock says."""
        ...


class PauseScope(NamedTuple):
    """Which reminders are paused; None in a field: any."""

    establishment: str | None = None
    collection: str | None = None
    period: str | None = None
    due_on: date | None = None
    """As it was first set: a pause holds also when the date is moved."""
    rung: str | None = None


class NewPause(NamedTuple):
    """A pause as it is kept."""

    entry_id: UUID
    """Made of the account, its form and what was entered: the same sent twice is one pause."""
    scope: PauseScope
    reason: str
    account: str
    paused_at: datetime


class ContactAddress(NamedTuple):
    """An address as it is entered; None: it is removed."""

    establishment: str
    role: ContactRole
    address: str | None


class ReminderSettings(Protocol):
    """What the authority enters about reminders, inside one unit of work."""

    async def pause(self, pause: NewPause) -> None:
        """Keep a pause, once."""
        ...

    async def end_pause(self, pause_id: int, account: str, at: datetime) -> bool:
        """End a pause that is in force; False: there is none of that number."""
        ...

    async def keep_contacts(self, contacts: Sequence[ContactAddress], account: str, at: datetime) -> int:
        """Keep or remove addresses and note who did; return how many changed.

        What an address refused today is tried again with the new one.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReminderTables:
    """What reminders read and the authority enters about them, inside one unit of work."""

    returns: RemindersOfReturns
    settings: ReminderSettings
