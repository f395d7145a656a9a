"""Words about the work on people in PostgreSQL."""

from typing import Any, Final
from uuid import UUID

from services.reporting.domain.work_lists.state import UNTOUCHED, WorkState
from services.reporting.usecases.work_lists.ports import NewWord, WorkTables
from shared.persistence.pool import Connection

_KNOWN: Final = "SELECT EXISTS (SELECT FROM people WHERE person_id = $1)"
_IS_WRITTEN: Final = "SELECT EXISTS (SELECT FROM work_entries WHERE form_id = $1)"
_LAST: Final = """
SELECT entry_id, taken_by, taken_on, next_on, done, note, act, account FROM work_entries
WHERE person_id = $1 ORDER BY entry_id DESC LIMIT 1
"""
_BEFORE: Final = """
SELECT b.entry_id, b.taken_by, b.taken_on, b.next_on, b.done, b.note, b.act, b.account
FROM work_entries w JOIN work_entries b ON b.entry_id = w.follows WHERE w.entry_id = $1
"""
_WRITE: Final = """
INSERT INTO work_entries (form_id, person_id, follows, act, taken_by, taken_on, next_on, done, note, account,
                          written_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING entry_id
"""


class PostgresWorkStates:
    """The table `work_entries`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def is_known(self, person_id: UUID) -> bool:
        return bool(await self._connection.fetchval(_KNOWN, person_id))

    async def is_written(self, form_id: UUID) -> bool:
        return bool(await self._connection.fetchval(_IS_WRITTEN, form_id))

    async def last(self, person_id: UUID) -> WorkState:
        return _state(await self._connection.fetchrow(_LAST, person_id))

    async def before(self, entry_id: int) -> WorkState:
        return _state(await self._connection.fetchrow(_BEFORE, entry_id))

    async def write(self, word: NewWord) -> bool:
        state = word.state
        values = (state.act, state.taken_by, state.taken_on, state.next_on, state.done, state.note)
        asked = (word.form_id, word.person_id, word.follows, *values, word.account, word.written_at)
        return await self._connection.fetchval(_WRITE, *asked) is not None


def _state(row: Any) -> WorkState:
    return UNTOUCHED if row is None else WorkState(*row)


def work_tables(connection: Connection) -> WorkTables:
    """Return the tables as the transaction of this connection sees them."""
    return WorkTables(PostgresWorkStates(connection))
