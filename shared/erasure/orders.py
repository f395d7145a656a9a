"""Orders to erase, as each service reads them and answers for itself."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared.persistence.pool import Connection

AGAIN_DAYS: Final = 30
"""So long an order is carried out again when something it names comes back: a message that was still on its way."""

_ORDER: Final = """
SELECT e.erasure_id, array_remove(array_agg(t.person_id), NULL) AS people,
       array_remove(array_agg(t.submission_id), NULL) AS submissions
FROM shared.erasures e JOIN shared.erasure_targets t USING (erasure_id)
WHERE e.approved AND e.erasure_id = $1 GROUP BY e.erasure_id
"""
_OPEN: Final = """
SELECT erasure_id FROM shared.erasures e
WHERE approved AND NOT EXISTS (
    SELECT FROM shared.erasure_steps s WHERE s.erasure_id = e.erasure_id AND s.service = $1)
  AND ($2::text IS NULL OR EXISTS (
    SELECT FROM shared.erasure_steps s WHERE s.erasure_id = e.erasure_id AND s.service = $2))
ORDER BY answered_at LIMIT 1
"""
_ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('erasure ' || $1))"
_DONE: Final = """
INSERT INTO shared.erasure_steps (erasure_id, service, removed) VALUES ($1, $2, $3)
ON CONFLICT (erasure_id, service) DO UPDATE SET removed = shared.erasure_steps.removed + excluded.removed
"""


@dataclass(frozen=True, slots=True)
class ErasureOrder:
    """What is to be erased: ids alone."""

    erasure_id: UUID
    people: tuple[UUID, ...]
    submissions: tuple[UUID, ...]
    """Whose originals, names of files and words."""


class ErasureOrders:
    """The orders of one service, inside one transaction."""

    def __init__(self, connection: Connection, service: str, *, after: str | None = None) -> None:
        """`after`: the service that must have carried an order out before this one does."""
        self._connection = connection
        self._service = service
        self._after = after

    async def take(self, returned: str | None = None) -> ErasureOrder | None:
        """Return the oldest order that this service has not carried out; others wait until the transaction ends.

        `returned`: a query that finds an order, younger than its parameter in days, of which something has come back.
        """
        await self._connection.execute(_ALONE, self._service)
        found = await self._connection.fetchval(_OPEN, self._service, self._after)
        if found is None and returned is not None:
            found = await self._connection.fetchval(returned, AGAIN_DAYS)
        row = await self._connection.fetchrow(_ORDER, found) if found else None
        return None if row is None else ErasureOrder(found, tuple(row["people"]), tuple(row["submissions"]))

    async def done(self, order: ErasureOrder, removed: int) -> None:
        """Note that it is carried out."""
        await self._connection.execute(_DONE, order.erasure_id, self._service, removed)
