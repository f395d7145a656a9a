"""What the authority enters about reminders: pauses, and addresses of contacts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.reporting.usecases.reminders.ports import ContactAddress, NewPause
from shared.persistence.pool import Connection, rows_affected

_PAUSE: Final = """
INSERT INTO reminder_pauses (entry_id, establishment, collection, period, due_on, rung, reason, account, paused_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (entry_id) DO NOTHING
"""
_END: Final = """
UPDATE reminder_pauses SET ended_by = $2, ended_at = $3 WHERE pause_id = $1 AND ended_at IS NULL
"""
_REMOVE: Final = "DELETE FROM establishment_contacts WHERE establishment = $1 AND role = $2"
_KEEP: Final = """
INSERT INTO establishment_contacts AS c (establishment, role, address) VALUES ($1, $2, $3)
ON CONFLICT (establishment, role) DO UPDATE SET address = excluded.address WHERE c.address <> excluded.address
RETURNING (xmax = 0) AS is_new
"""
_NOTE: Final = """
INSERT INTO contact_changes (establishment, role, act, account, changed_at) VALUES ($1, $2, $3, $4, $5)
"""
# What was refused under the old address is tried again with the new one, on its own day.
_TRY_AGAIN: Final = """
UPDATE reminders SET state = 'to try again' WHERE establishment = $1 AND role = $2 AND state = 'refused'
"""
_TRY_NOTICES_AGAIN: Final = """
UPDATE notice_mails m SET state = 'to try again', handled_at = NULL FROM notices n
WHERE n.notice_id = m.notice_id AND n.establishment = $1 AND m.role = $2 AND m.state = 'refused'
"""


class PostgresReminderSettings:
    """The tables `reminder_pauses`, `establishment_contacts` and `contact_changes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def pause(self, pause: NewPause) -> None:
        """Keep a pause, once."""
        await self._connection.execute(_PAUSE, pause.entry_id, *pause.scope, *pause[2:])

    async def end_pause(self, pause_id: int, account: str, at: datetime) -> bool:
        """End a pause that is in force."""
        return rows_affected(await self._connection.execute(_END, pause_id, account, at)) > 0

    async def keep_contacts(self, contacts: Sequence[ContactAddress], account: str, at: datetime) -> int:
        """Keep or remove addresses, in one order, and note who did."""
        changed = 0
        for one in sorted(contacts, key=lambda each: each[:2]):
            act = await self._changed(one)
            if act is not None:
                changed += 1
                await self._connection.execute(_NOTE, one.establishment, one.role, act, account, at)
                await self._connection.execute(_TRY_AGAIN, one.establishment, one.role)
                await self._connection.execute(_TRY_NOTICES_AGAIN, one.establishment, one.role)
        return changed

    async def _changed(self, one: ContactAddress) -> str | None:
        if one.address is None:
            removed = await self._connection.execute(_REMOVE, one.establishment, one.role)
            return "removed" if rows_affected(removed) else None
        is_new = await self._connection.fetchval(_KEEP, *one)
        return None if is_new is None else "entered" if is_new else "changed"
