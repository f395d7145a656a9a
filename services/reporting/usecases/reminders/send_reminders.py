"""Send the day's reminders: each is decided and handed over while no return of its establishment can be settled.

Of every reminder at most one message is sent. That it is being handed over is kept before the mail server gets it, so
after a crash it is known that it may have arrived, and it is not sent again (docs/decisions/0043).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Final, Literal, get_args

from services.reporting.domain.reminders.planning import ReminderMessage, ReminderPlan, plan_for
from services.reporting.domain.reminders.wording import letter_of
from services.reporting.usecases.reminders.ports import (
    DatabaseTime,
    MailResult,
    MailServer,
    MailSession,
    OutgoingMail,
    ReminderRecords,
    ReminderTables,
)
from shared.contracts.events import derived_id
from shared.errors import Transient
from shared.observability.measures import UNMEASURED, Measures
from shared.outbox.unit_of_work import Begin
from shared.vocabulary.collections.working_days import is_working_day
from shared.vocabulary.london import LONDON, london_day

MESSAGES_MAX: Final = 1_000
"""Messages of one look, at most; the next look goes on."""


MailKind = Literal["reminders", "notices"]
MAIL_OUTCOMES: Final = (*get_args(MailResult), "stopped")
"""Values of the label `outcome` of `onward_mails_total`."""


@dataclass(frozen=True, slots=True)
class SendingHours:
    """When reminders are sent on a working day, in London time."""

    start: time
    end: time

    def hold_at(self, at: datetime) -> bool:
        """Whether reminders may be sent at that instant."""
        local = at.astimezone(LONDON)
        return is_working_day(london_day(at)) and self.start <= local.time() < self.end


@dataclass(frozen=True, slots=True)
class Sending:
    """How messages are sent."""

    server: MailServer
    hours: SendingHours
    sign_in: str
    """Address of the sign-in page."""
    name_of: Callable[[str], str]
    """The name of an establishment by its number."""
    domain: str
    """Right side of the ids of messages."""
    measures: Measures = UNMEASURED

    def count(self, kind: MailKind, outcome: str) -> None:
        """Count what became of a message."""
        self.measures.count("onward_mails_total", kind=kind, outcome=outcome)

    def note_waiting(self, kind: MailKind, number: int) -> None:
        """Keep how many messages a look was to send, and did not."""
        self.measures.gauge("onward_mails_waiting", number, kind=kind)


class SendReminders:
    """Send what the day brings and has not been sent; any number of replicas may do so at once."""

    def __init__(
        self, begin: Begin[ReminderTables], records: ReminderRecords, at: DatabaseTime, sending: Sending
    ) -> None:
        self._begin = begin
        self._records = records
        self._time = at
        self._sending = sending

    async def __call__(self) -> int:
        """Return how many messages the mail server took. Raises Transient."""
        now = await self._time.now()
        if not self._sending.hours.hold_at(now):
            return 0
        today = london_day(now)
        try:
            sent = await self._send_all(today)
        except Transient as error:
            await self._records.note_look(today, now, str(error))
            raise
        await self._records.note_look(today, now, None)
        return sent

    async def _send_all(self, today: date) -> int:
        async with self._begin(self) as work:
            tables = work.tables.returns
            plan = plan_for(today, await tables.owed(None, today), await tables.situation(None))
        self._sending.note_waiting("reminders", len(plan.messages))
        if not plan.messages:
            return 0
        sent = 0
        async with self._sending.server.session() as session:
            for message in plan.messages[:MESSAGES_MAX]:
                await session.ready()  # before the establishment is held
                if not self._may_send(await self._time.now(), today):
                    break
                sent += await self._send(session, message, today)
                self._sending.note_waiting("reminders", len(plan.messages) - sent)
        return sent

    def _may_send(self, now: datetime, today: date) -> bool:
        """Whether reminders of a day may be sent at this moment: a look may take long."""
        return london_day(now) == today and self._sending.hours.hold_at(now)

    async def _send(self, session: MailSession, planned: ReminderMessage, today: date) -> bool:
        """Decide once more and hand over; what was accepted, paused or sent since it was planned is left out."""
        async with self._begin(self) as work:
            tables, establishment = work.tables.returns, planned.establishment
            if not await tables.hold(establishment):
                return False
            plan = plan_for(today, await tables.owed(establishment, today), await tables.situation(establishment))
            message = _same_contact(plan, planned)
            address = await tables.find_address(establishment, planned.role)
            if message is None or address is None:
                self._sending.count("reminders", "stopped")
                return False
            keys = [one.key for one in message.reminders]
            mail = self._mail(message, address, today)

            async def before_content() -> bool:
                if not self._may_send(at := await self._time.now(), today):
                    return False
                return await tables.hold(establishment) and await self._records.note_begun(
                    keys, mail.message_id, today, at
                )

            outcome = await session.send(mail, before_content)
            if outcome.result != "withdrawn":
                await self._records.settle(keys, mail.message_id, today, outcome, await self._time.now())
        self._sending.count("reminders", outcome.result)
        return outcome.result == "sent"

    def _mail(self, message: ReminderMessage, address: str, today: date) -> OutgoingMail:
        sending = self._sending
        name = derived_id("reminder", today, *chain.from_iterable(sorted(one.key for one in message.reminders)))
        letter = letter_of(message, sending.name_of(message.establishment), sending.sign_in)
        return OutgoingMail(f"<{name}@{sending.domain}>", address, letter)


def _same_contact(plan: ReminderPlan, planned: ReminderMessage) -> ReminderMessage | None:
    found: Sequence[ReminderMessage] = [one for one in plan.messages if one.role == planned.role]
    return found[0] if found else None
