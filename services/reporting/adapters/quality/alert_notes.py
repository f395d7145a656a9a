"""Notes about alerts of unusual leavers in PostgreSQL."""

from typing import Final
from uuid import UUID

from services.reporting.domain.quality.leaver_alerts import AlertKey
from services.reporting.usecases.quality.ports import LastAlertNote, NewAlertNote
from shared.persistence.pool import Connection

_LAST: Final = """
SELECT note_id, act FROM alert_notes WHERE establishment = $1 AND kind = $2 AND since = $3
ORDER BY note_id DESC LIMIT 1
"""
_IS_WRITTEN: Final = "SELECT EXISTS (SELECT FROM alert_notes WHERE entry_id = $1)"
_WRITE: Final = """
INSERT INTO alert_notes (entry_id, establishment, kind, since, follows, act, reason, account, written_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING note_id
"""


class PostgresAlertNotes:
    """The table `alert_notes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def last(self, key: AlertKey) -> LastAlertNote | None:
        """Return the last note about an alert; None: there is none."""
        row = await self._connection.fetchrow(_LAST, *key)
        return None if row is None else LastAlertNote(row["note_id"], row["act"])

    async def is_written(self, entry_id: UUID) -> bool:
        """Return whether this was written before."""
        return bool(await self._connection.fetchval(_IS_WRITTEN, entry_id))

    async def write(self, note: NewAlertNote) -> bool:
        """Keep a note; False where another follows the same one already."""
        values = (note.entry_id, *note.key, note.follows, note.act, note.reason, note.account, note.written_at)
        return await self._connection.fetchval(_WRITE, *values) is not None
