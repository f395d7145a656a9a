"""`BoardRows` over PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.reporting.queries.board.known import KnownReturns, known_returns
from services.reporting.queries.board.lines import HeldChange, ReturnDetails
from services.reporting.queries.receipts import ReturnOf
from shared.persistence.arrays import array_of
from shared.persistence.listing import view_of
from shared.persistence.pool import Pool, connection_of

_DETAILS: Final = """
SELECT r.establishment, r.collection, r.period, a.submissions,
       coalesce(e.people_listed + e.people_shielded, 0) AS people,
       coalesce(c.rows_refused, l.rows_refused) AS rows_refused,
       coalesce(c.rows_awaiting, l.rows_awaiting) AS rows_awaiting
FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (establishment, collection, period)
JOIN returns r USING (establishment, collection, period)
CROSS JOIN LATERAL (
    SELECT count(DISTINCT submission_id) AS submissions FROM generations WHERE return_id = r.return_id
) a
JOIN LATERAL (
    SELECT rows_refused, rows_awaiting FROM generations WHERE return_id = r.return_id
    ORDER BY received_at DESC, submission_id LIMIT 1
) l ON true
LEFT JOIN generations c ON c.generation_id = r.generation_id
LEFT JOIN editions e ON e.edition_id = r.edition_id
"""
_CHANGES: Final = """
SELECT g.submission_id, e.people_added AS added, e.people_removed AS removed, e.people_changed AS changed
FROM generations g JOIN editions e ON e.edition_id = g.edition_id
WHERE g.submission_id = ANY($1::text::uuid[]) AND g.state = 'held'
"""


class PostgresBoardRows:
    """What the board is made of: one statement for what came, one each for what is shown of a page of it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read(self, establishments: Sequence[str] | None) -> KnownReturns:
        async with connection_of(self._pool) as connection:
            return await known_returns(connection, establishments)

    async def details(self, returns: Sequence[ReturnOf]) -> Mapping[ReturnOf, ReturnDetails]:
        columns = list(zip(*returns, strict=True)) if returns else [(), (), ()]
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_DETAILS, *map(list, columns))
        return {
            ReturnOf(row["establishment"], row["collection"], row["period"]): view_of(ReturnDetails, row)
            for row in rows
        }

    async def changes(self, submissions: Sequence[UUID]) -> Mapping[UUID, HeldChange]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_CHANGES, array_of(submissions))
        return {row["submission_id"]: view_of(HeldChange, row) for row in rows}
