"""Adding to the audit: what is read is noted before it is shown."""

import asyncio
from typing import Final
from uuid import UUID

from shared.persistence.pool import Pool, connection_of

_APPEND: Final = "SELECT shared.audit_append($1, $2)"

Noted = dict[str, str | None]


class AuditTrail:
    """Adds entries to the chain of one service. Whoever comes while others are being written is written with the next.

    Entries of a chain are written one after another, and each must be on disk before the next: noted apart, a hundred
    readers at once would wait for a hundred writes to the disk.
    """

    def __init__(self, pool: Pool, chain: str) -> None:
        self._pool = pool
        self._chain = chain
        self._waiting: list[tuple[Noted, asyncio.Future[None]]] = []
        self._writing = asyncio.Lock()

    async def note_read(
        self, account: str, kind: str, *, person_id: UUID | None = None, about: str | None = None
    ) -> None:
        """Note that an account is about to see something; return when that is kept. Raises Transient."""
        noted: Noted = {"account": account, "act": "read", "kind": kind, "about": about}
        noted["person_id"] = str(person_id) if person_id else None
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((noted, kept))
        async with self._writing:
            if not kept.done():
                await self._write()
        kept.result()

    async def _write(self) -> None:
        batch, self._waiting = self._waiting, []
        try:
            async with connection_of(self._pool) as connection:
                await connection.execute(_APPEND, self._chain, [noted for noted, _ in batch])
        except BaseException:
            # Whoever wrote for all failed, or went away: each of the others tries for itself.
            self._waiting = [one for one in batch if not one[1].done()] + self._waiting
            raise
        for _, kept in batch:
            if not kept.done():
                kept.set_result(None)
