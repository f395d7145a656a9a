"""What an e-mail with notices rests on, read in a transaction that holds its establishment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.reporting.adapters.notices.notice_states import NOTICE_STATE, STATE_TABLES, notices_of
from services.reporting.adapters.reminders.held import ADDRESS, CONTACTS, HOLD
from services.reporting.domain.notices.digests import Notice, NoticeKey, NoticeSituation
from services.reporting.domain.reminders.ladders import ContactRole
from shared.persistence.pool import Connection

_NOTICES: Final = f"""
SELECT {NOTICE_STATE}
FROM notices n {STATE_TABLES}
WHERE n.noted_at > $1 AND ($2::text IS NULL OR n.establishment = $2)
  AND (i.issue_id IS NOT NULL OR coalesce(s.establishment, s.sender_establishment) = n.establishment)
ORDER BY n.notice_id
"""  # noqa: S608 (our own names)
_OFF: Final = """
SELECT establishment, kind FROM (
    SELECT DISTINCT ON (establishment, kind) establishment, kind, by_mail FROM notice_choices
    WHERE $1::text IS NULL OR establishment = $1 ORDER BY establishment, kind, choice_id DESC
) AS newest WHERE NOT by_mail
"""
# A pause of every reminder, to one establishment or to all, holds for notices too.
_STOPPED: Final = """
SELECT establishment FROM reminder_pauses
WHERE ended_at IS NULL AND num_nonnulls(collection, period, due_on, rung) = 0
  AND ($1::text IS NULL OR establishment IS NULL OR establishment = $1)
"""
_HANDLED: Final = """
SELECT m.notice_id, m.role FROM notice_mails m JOIN notices n USING (notice_id)
WHERE m.state <> 'to try again' AND n.noted_at > $2 AND ($1::text IS NULL OR n.establishment = $1)
"""
_LAST: Final = """
SELECT n.establishment, m.role, max(m.begun_at) FILTER (WHERE m.state IN ('handing over', 'sent', 'unsure')) AS last,
       max(m.handled_at) FILTER (WHERE m.state = 'to try again') AS tried
FROM notice_mails m JOIN notices n USING (notice_id)
WHERE greatest(m.begun_at, m.handled_at) > $2 AND ($1::text IS NULL OR n.establishment = $1)
GROUP BY n.establishment, m.role
"""


class PostgresNoticesToSend:
    """`NoticesToSend` over PostgreSQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self, establishment: str) -> bool:
        """Return whether no return of the establishment is settled until the transaction ends; may be asked again."""
        return bool(await self._connection.fetchval(HOLD, establishment))

    async def notices(self, establishment: str | None, since: datetime) -> Sequence[Notice]:
        """Return the notices since then, as what they are about stands by what is committed now."""
        rows = await self._connection.fetch(_NOTICES, since, establishment)
        return await notices_of(self._connection, rows, establishment)

    async def situation(self, establishment: str | None, since: datetime) -> NoticeSituation:
        """Return contacts, choices, stops, and what was sent."""
        contacts = await self._connection.fetch(CONTACTS, establishment)
        off = await self._connection.fetch(_OFF, establishment)
        stopped = await self._connection.fetch(_STOPPED, establishment)
        handled = await self._connection.fetch(_HANDLED, establishment, since)
        last = await self._connection.fetch(_LAST, establishment, since)
        return NoticeSituation(
            frozenset((row["establishment"], row["role"]) for row in contacts),
            frozenset((row["establishment"], row["kind"]) for row in off),
            frozenset(row["establishment"] for row in stopped),
            frozenset(NoticeKey(row["notice_id"], row["role"]) for row in handled),
            {(row["establishment"], row["role"]): row["last"] for row in last if row["last"] is not None},
            {(row["establishment"], row["role"]): row["tried"] for row in last if row["tried"] is not None},
        )

    async def find_address(self, establishment: str, role: ContactRole) -> str | None:
        """Return the address of a contact, or None."""
        found: str | None = await self._connection.fetchval(ADDRESS, establishment, role)
        return found
