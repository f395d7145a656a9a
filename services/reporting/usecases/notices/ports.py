"""What notices need from the world."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from services.reporting.domain.notices.digests import Notice, NoticeKey, NoticeSituation
from services.reporting.domain.notices.file_states import FileState
from services.reporting.domain.notices.policies import NoticeKind
from services.reporting.domain.reminders.ladders import ContactRole
from services.reporting.usecases.reminders.ports import MailOutcome


class NewNotice(NamedTuple):
    """A notice about a file as it is kept: of a file and kind there is one."""

    kind: NoticeKind
    file: FileState


class NoticeChoice(NamedTuple):
    """Whether an establishment wants notices of a kind by e-mail."""

    establishment: str
    kind: NoticeKind
    by_mail: bool


class Notices(Protocol):
    """Notices, inside one unit of work."""

    async def untold(self, since: datetime, limit: int) -> Sequence[FileState]:
        """Return how files received since then stand whose newest judgement has no notice; the newest first, since
        some never give one and must not stand in the way of others.
        """
        ...

    async def keep(self, notices: Sequence[NewNotice], at: datetime) -> None:
        """Keep notices; of a file and kind the one that is there stays."""
        ...

    async def keep_of_lists(self, since: datetime, at: datetime) -> None:
        """Keep a notice for each establishment with somebody on a list that was sent out since then and is out; of an
        issue and establishment the one that is there stays.
        """
        ...

    async def mark_read(self, establishment: str, until: int, account: str, at: datetime) -> None:
        """Keep that an account has read an establishment's notices up to this one."""
        ...

    async def choose(self, choices: Sequence[NoticeChoice], account: str, at: datetime) -> None:
        """Keep which kinds an establishment wants by e-mail, and who said so."""
        ...


class NoticesToSend(Protocol):
    """What an e-mail rests on, inside one unit of work."""

    async def hold(self, establishment: str) -> bool:
        """Return whether no return of the establishment is settled until the unit of work ends, as for reminders."""
        ...

    async def notices(self, establishment: str | None, since: datetime) -> Sequence[Notice]:
        """Return the notices since then, as what they are about stands by what is committed now; None: of everybody."""
        ...

    async def situation(self, establishment: str | None, since: datetime) -> NoticeSituation:
        """Return contacts, choices, stops, and what was sent."""
        ...

    async def find_address(self, establishment: str, role: ContactRole) -> str | None: ...


class NoticeMailRecords(Protocol):
    """The record of e-mails. Each call is kept at once, whatever becomes of a unit of work around it."""

    async def note_begun(self, keys: Collection[NoticeKey], message_id: str, at: datetime) -> bool:
        """Keep that these are being handed over; False, and nothing is kept, if any of them was handled before."""
        ...

    async def settle(self, keys: Collection[NoticeKey], message_id: str, outcome: MailOutcome, at: datetime) -> None:
        """Keep what became of them."""
        ...


@dataclass(frozen=True, slots=True)
class NoticeTables:
    """What notices read and write inside one unit of work."""

    notices: Notices
    to_send: NoticesToSend
