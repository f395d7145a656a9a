"""Notes about contradictions in PostgreSQL."""

from typing import Final
from uuid import UUID

from services.reporting.adapters.contradictions.situation import SETTLEMENT, SITUATION
from services.reporting.domain.contradictions.thread import Situation
from services.reporting.usecases.contradictions.ports import NewNote
from shared.persistence.pool import Connection

# Whoever writes holds the thread, so that of two who write at once the second finds what the first wrote.
_LOCK: Final = """
SELECT true FROM contradictions
WHERE contradiction_id = $1 AND ($2::text IS NULL OR $2 = ANY(establishments)) FOR NO KEY UPDATE
"""
_SITUATION: Final = f"""
SELECT {SITUATION} FROM contradictions c {SETTLEMENT} WHERE c.contradiction_id = $1
"""  # noqa: S608 (our own texts)
_IS_WRITTEN: Final = "SELECT EXISTS (SELECT FROM contradiction_notes WHERE entry_id = $1)"
_WRITE: Final = f"""
INSERT INTO contradiction_notes ({", ".join(NewNote._fields)})
VALUES ({", ".join(f"${number}" for number in range(1, len(NewNote._fields) + 1))})
"""  # noqa: S608 (our own names)


class PostgresContradictionNotes:
    """The table `contradiction_notes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self, contradiction_id: int, establishment: str | None) -> Situation | None:
        """Return how a thread stands, locked; None: there is none for whoever asks."""
        if not await self._connection.fetchval(_LOCK, contradiction_id, establishment):
            return None
        row = await self._connection.fetchrow(_SITUATION, contradiction_id)
        return None if row is None else Situation(**row)

    async def is_written(self, entry_id: UUID) -> bool:
        """Return whether this was written before."""
        return bool(await self._connection.fetchval(_IS_WRITTEN, entry_id))

    async def write(self, note: NewNote) -> None:
        """Keep a note."""
        await self._connection.execute(_WRITE, *note)
