"""Send notices by e-mail: each e-mail is decided and handed over while no return of its establishment can be settled.

A notice is told a contact once at most, and none that is not so any more (docs/decisions/0050): what is being handed
over is kept before the mail server gets it, as with reminders.
"""

from datetime import datetime
from typing import Final

from services.reporting.domain.notices.digests import NoticeMail, NoticePlan, mails_at
from services.reporting.domain.notices.policies import digest_policy
from services.reporting.domain.notices.wording import notice_letter
from services.reporting.usecases.notices.ports import NoticeMailRecords, NoticesToSend, NoticeTables
from services.reporting.usecases.reminders.ports import DatabaseTime, MailSession, OutgoingMail
from services.reporting.usecases.reminders.send_reminders import Sending
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin
from shared.vocabulary.london import london_day

MAILS_MAX: Final = 1_000
"""E-mails of one look, at most; the next look goes on."""


class SendNotices:
    """Send what waits and may go; any number of replicas may do so at once."""

    def __init__(
        self, begin: Begin[NoticeTables], records: NoticeMailRecords, at: DatabaseTime, sending: Sending, site: str
    ) -> None:
        self._begin = begin
        self._records = records
        self._time = at
        self._sending = sending
        self._site = site

    async def __call__(self) -> int:
        """Return how many e-mails the mail server took. Raises Transient."""
        now = await self._time.now()
        if not self._sending.hours.hold_at(now):
            return 0
        async with self._begin(self) as work:
            plan = await plan_of(work.tables.to_send, None, now)
        self._sending.note_waiting("notices", len(plan.mails))
        if not plan.mails:
            return 0
        sent = 0
        async with self._sending.server.session() as session:
            for mail in plan.mails[:MAILS_MAX]:
                await session.ready()  # before the establishment is held
                now = await self._time.now()
                if not self._sending.hours.hold_at(now):
                    break
                sent += await self._send(session, mail, now)
                self._sending.note_waiting("notices", len(plan.mails) - sent)
        return sent

    async def _send(self, session: MailSession, planned: NoticeMail, now: datetime) -> bool:
        """Decide once more and hand over; what does not hold any more, or was told meanwhile, is left out."""
        async with self._begin(self) as work:
            tables, establishment = work.tables.to_send, planned.establishment
            if not await tables.hold(establishment):
                return False
            plan = await plan_of(tables, establishment, now)
            mail = next((one for one in plan.mails if one.role == planned.role), None)
            address = await tables.find_address(establishment, planned.role)
            if mail is None or address is None:
                self._sending.count("notices", "stopped")
                return False
            outgoing = self._outgoing(mail, address)

            async def before_content() -> bool:
                at = await self._time.now()
                if not self._sending.hours.hold_at(at):
                    return False
                return await tables.hold(establishment) and await self._records.note_begun(
                    mail.keys, outgoing.message_id, at
                )

            outcome = await session.send(outgoing, before_content)
            if outcome.result != "withdrawn":
                await self._records.settle(mail.keys, outgoing.message_id, outcome, await self._time.now())
        self._sending.count("notices", outcome.result)
        return outcome.result == "sent"

    def _outgoing(self, mail: NoticeMail, address: str) -> OutgoingMail:
        name = derived_id("notices", mail.role, *(str(one.notice_id) for one in mail.notices))
        letter = notice_letter(mail, self._sending.name_of(mail.establishment), self._site)
        return OutgoingMail(f"<{name}@{self._sending.domain}>", address, letter)


async def plan_of(tables: NoticesToSend, establishment: str | None, now: datetime) -> NoticePlan:
    """Return what goes out to an establishment (None: to all) at a moment, by what is committed. Raises Transient."""
    since = now - digest_policy(london_day(now)).mailed_within
    notices = await tables.notices(establishment, since)
    return mails_at(now, notices, await tables.situation(establishment, since))
