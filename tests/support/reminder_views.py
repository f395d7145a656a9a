"""What the pages of reminders read and command, in lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Final
from uuid import uuid4

from services.reporting.domain.reminders.ladders import ContactRole
from services.reporting.domain.reminders.planning import OwedReturn, Pause, ReminderSituation
from services.reporting.entrypoints.web.reminders.pages import ReminderDependencies
from services.reporting.queries.reminders.contacts import ContactChange, ContactQueries
from services.reporting.queries.reminders.history import LastLook, MailState, PauseLine, SentLine
from services.reporting.queries.reminders.preview import PreviewQueries
from services.reporting.queries.reminders.rules import ReadsCalendar, RuleQueries
from services.reporting.usecases.reminders.enter_settings import PauseCommand, PauseResult
from services.reporting.usecases.reminders.ports import ContactAddress, NewPause
from shared.clock import Clock
from shared.persistence.listing import Listing
from shared.vocabulary.establishments import Register
from tests.support.submission_views import OWN, page_of

SIGN_IN: Final = "https://onward.example/sign-in"
AT: Final = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
DUE: Final = date(2026, 9, 29)
"""Five working days late on 6 October 2026, the working day after the one on which the pages are looked at."""
OWED: Final = (
    OwedReturn(OWN, "S_ENR", "2026-27", DUE, DUE),
    OwedReturn(OWN, "S_LEAVE", "2026-09", DUE, DUE, unusable=True),
)
MAIL: Final = MailState(on=True, start=time(9), end=time(16))
SENT: Final = SentLine(OWN, "S_ENR", "2026-27", DUE, "+1", "data contact", date(2026, 9, 30), "sent", 1, "250", AT, AT)
PAUSED: Final = PauseLine(1, OWN, "S_ENR", "2026-27", DUE, None, "The head asked for it", "pat", AT, None, None)
STOPPED: Final = PauseLine(2, None, None, None, None, None, "The mail server is moved", "pat", AT, None, None)


@dataclass(slots=True)
class MemoryReminders:
    """Every port of the pages of reminders."""

    owed: Sequence[OwedReturn] = OWED
    addresses_kept: dict[tuple[str, ContactRole], str] = field(
        default_factory=lambda: {(OWN, "data contact"): "office@harbour.example"}
    )
    kept: list[SentLine] = field(default_factory=lambda: [SENT])
    paused: list[PauseLine] = field(default_factory=lambda: [PAUSED])
    look: LastLook | None = None
    mail: MailState = MAIL
    commands: list[PauseCommand] = field(default_factory=list)
    ended: list[tuple[int, str]] = field(default_factory=list)
    entered: list[tuple[list[ContactAddress], str]] = field(default_factory=list)
    changed: list[ContactChange] = field(default_factory=list)

    def forget(self) -> None:
        """Be as new."""
        fresh = MemoryReminders()
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    def needs(self, register: Register, clock: Clock, calendar: ReadsCalendar) -> ReminderDependencies:
        """Return what the pages need, over these lists."""
        name_of = {one.number: one.name for one in register.establishments}
        return ReminderDependencies(
            preview=PreviewQueries(self, SIGN_IN, lambda number: name_of.get(number, number)),
            history=self,
            contacts=ContactQueries(self, register),
            pause=self.pause,
            end_pause=self.end_pause,
            keep_contacts=self.keep_contacts,
            time=ClockTime(clock),
            mail=self.mail,
            rules=RuleQueries(calendar),
        )

    async def sources(self, establishment: str | None, day: date) -> tuple[Sequence[OwedReturn], ReminderSituation]:
        owed = [one for one in self.owed if establishment in (None, one.establishment)]
        pauses = [
            Pause(one.pause_id, one.establishment, one.collection, one.period, one.due_on, one.rung)
            for one in self.paused
            if one.ended_at is None
        ]
        return owed, ReminderSituation(frozenset(self.addresses_kept), pauses, frozenset())

    async def sent(self, establishments: Sequence[str] | None, *, page: int, page_size: int) -> Listing[SentLine]:
        found = [one for one in self.kept if establishments is None or one.establishment in establishments]
        return page_of(found, page, page_size)

    async def pauses(self, *, page: int, page_size: int) -> Listing[PauseLine]:
        return page_of(self.paused, page, page_size)

    async def find_stop(self) -> PauseLine | None:
        return next((one for one in self.paused if one.of_everything and one.ended_at is None), None)

    async def last_look(self) -> LastLook | None:
        return self.look

    async def addresses(self) -> Mapping[tuple[str, ContactRole], str]:
        return self.addresses_kept

    async def changes(self, establishment: str) -> Sequence[ContactChange]:
        return self.changed

    async def pause(self, command: PauseCommand) -> PauseResult:
        self.commands.append(command)
        new = NewPause(uuid4(), command.scope, command.reason, command.account, AT)
        self.paused.append(PauseLine(len(self.paused) + 1, *new.scope, new.reason, new.account, AT, None, None))
        return "paused"

    async def end_pause(self, pause_id: int, account: str) -> bool:
        self.ended.append((pause_id, account))
        place = next((place for place, one in enumerate(self.paused) if one.pause_id == pause_id), None)
        if place is not None:
            self.paused[place] = replace(self.paused[place], ended_by=account, ended_at=AT)
        return place is not None

    async def keep_contacts(self, contacts: list[ContactAddress], account: str) -> int | None:
        self.entered.append((contacts, account))
        return len(contacts)


class ClockTime:
    """`DatabaseTime` by a clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def now(self) -> datetime:
        return self._clock.now()
