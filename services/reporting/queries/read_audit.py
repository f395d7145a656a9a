"""The audit of reading: who looked at named people, and when."""

from typing import Final, Protocol
from uuid import UUID

from shared.audit.trail import AuditTrail
from shared.persistence.pool import Pool

CHAIN: Final = "reporting"


class ReadAudit(Protocol):
    """Keeps who read what about whom."""

    async def note_read(self, account: str, person_id: UUID | None, what: str, about: str | None = None) -> None:
        """Keep who looked at whom, and the instant by the wall clock: business time may be simulated.

        `about`: which list or file it was, by its code or number.
        """
        ...


class PostgresReadAudit:
    """`ReadAudit` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._trail = AuditTrail(pool, CHAIN)

    async def note_read(self, account: str, person_id: UUID | None, what: str, about: str | None = None) -> None:
        await self._trail.note_read(account, what, person_id=person_id, about=about)
