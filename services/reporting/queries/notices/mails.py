"""Which e-mails with notices go out now, in which words, by the same plan that sends; and what was sent."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from services.reporting.adapters.notices.to_send import PostgresNoticesToSend
from services.reporting.domain.notices.digests import NoticePlan, WhyNoMail
from services.reporting.domain.notices.wording import notice_letter
from services.reporting.domain.reminders.ladders import ContactRole
from services.reporting.domain.reminders.letters import Letter
from services.reporting.usecases.notices.send_notices import plan_of
from shared.persistence.listing import view_of
from shared.persistence.pool import Pool, connection_of

SENT_SHOWN: Final = 50
"""How many of the e-mails that were sent are listed."""


class ShownMail(NamedTuple):
    """An e-mail that goes out, in words."""

    establishment: str
    role: ContactRole
    letter: Letter


@dataclass(frozen=True, slots=True)
class SentMail:
    """An e-mail that was sent, or of which it was tried."""

    establishment: str
    role: ContactRole
    notices: int
    state: str
    reply: str | None
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class MailPreview:
    """What goes out now, and what does not."""

    mails: Sequence[ShownMail]
    left_out: Mapping[WhyNoMail, int]
    """How many notices do not, by the reason."""


class NoticePlans(Protocol):
    """Reads what goes out, and what went out."""

    async def plan(self, now: datetime) -> NoticePlan:
        """Return what goes out at a moment."""
        ...

    async def sent(self, limit: int) -> Sequence[SentMail]:
        """Return the newest e-mails first."""
        ...


class NoticeMailQueries:
    """The preview, and what was sent."""

    def __init__(self, plans: NoticePlans, site: str, name_of: Callable[[str], str]) -> None:
        self._plans = plans
        self._site = site
        self._name_of = name_of

    async def preview(self, now: datetime) -> MailPreview:
        """Return what would go out at a moment, word by word."""
        plan = await self._plans.plan(now)
        shown = [
            ShownMail(one.establishment, one.role, notice_letter(one, self._name_of(one.establishment), self._site))
            for one in plan.mails
        ]
        return MailPreview(shown, Counter(why for _, why in plan.left_out))

    async def sent(self) -> Sequence[SentMail]:
        """Return what was sent last, the newest first."""
        return await self._plans.sent(SENT_SHOWN)


_SENT: Final = """
SELECT n.establishment, m.role, count(*) AS notices, m.state, max(m.reply) AS reply, max(m.begun_at) AS begun_at
FROM notice_mails m JOIN notices n USING (notice_id)
WHERE m.message_id IN (
    SELECT message_id FROM notice_mails GROUP BY message_id ORDER BY max(begun_at) DESC LIMIT $1
)
GROUP BY m.message_id, n.establishment, m.role, m.state ORDER BY begun_at DESC, n.establishment
"""


class PostgresNoticePlans:
    """`NoticePlans` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def plan(self, now: datetime) -> NoticePlan:
        async with connection_of(self._pool) as connection:
            return await plan_of(PostgresNoticesToSend(connection), None, now)

    async def sent(self, limit: int) -> Sequence[SentMail]:
        async with connection_of(self._pool) as connection:
            return [view_of(SentMail, row) for row in await connection.fetch(_SENT, limit)]
