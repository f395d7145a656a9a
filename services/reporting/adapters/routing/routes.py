"""Routes of items in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.reporting.domain.routing.doors import Item, Route
from shared.persistence.pool import Connection

# An item is routed once it is known which return it is, or that nobody can tell.
_WAITING: Final = f"""
SELECT {", ".join(Item._fields)} FROM submissions s
WHERE received_at IS NOT NULL AND channel <> 'entry' AND (collection IS NOT NULL OR outcome IS NOT NULL)
  AND NOT EXISTS (SELECT FROM routes r WHERE r.submission_id = s.submission_id
                  AND r.collection IS NOT DISTINCT FROM s.collection)
ORDER BY received_at, submission_id LIMIT $1
"""  # noqa: S608 (our own names)
_KEEP: Final = """
INSERT INTO routes (submission_id, collection, came_to, service, passed_on, routed_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""


class PostgresRoutes:
    """The table `routes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def waiting(self, limit: int) -> Sequence[Item]:
        """Return items that have no route, the earliest first."""
        return [Item(**row) for row in await self._connection.fetch(_WAITING, limit)]

    async def keep(self, routes: Sequence[Route], at: datetime) -> None:
        """Keep routes, in one order: two who keep the same do not wait in a circle."""
        await self._connection.executemany(_KEEP, [(*one, at) for one in sorted(routes, key=lambda one: one[0])])
