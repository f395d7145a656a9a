"""The read audit: who looked at named people, and when."""

from typing import Final, Protocol
from uuid import UUID

from shared.persistence.pool import Pool, connection_of


class ReadAudit(Protocol):
    """Keeps who read what about whom."""

    async def note_read(self, account: str, person_id: UUID | None, what: str) -> None:
        """Keep who looked at whom, and the instant by the wall clock: business time may be simulated."""
        ...


_NOTE_READ: Final = "INSERT INTO read_audit (account, person_id, what, read_at) VALUES ($1, $2, $3, now())"


class PostgresReadAudit:
    """`ReadAudit` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def note_read(self, account: str, person_id: UUID | None, what: str) -> None:
        async with connection_of(self._pool) as connection:
            await connection.execute(_NOTE_READ, account, person_id, what)
