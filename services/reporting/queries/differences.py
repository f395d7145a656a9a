"""Differences: whom a generation adds to, removes from, or keeps in the edition that it was laid over."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from services.reporting.queries.read_audit import ReadAudit
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """Somebody whom a generation adds to, removes from, or keeps in the edition that it was laid over."""

    person_id: UUID
    surname: str
    forename: str
    born_on: date | None
    sheet: str
    line: int


class DifferenceRows(Protocol):
    """Finds whom a generation changes."""

    async def difference(
        self, generation_id: int, change: str, *, page: int, page_size: int
    ) -> Listing[DifferenceLine]:
        """Return who is `added`, `removed` or `shielded` by a generation, as it was last laid over another."""
        ...


class DifferenceQueries:
    """Whom a generation adds, removes or shields; each look is written down."""

    def __init__(self, rows: DifferenceRows, audit: ReadAudit) -> None:
        self._rows = rows
        self._audit = audit

    async def difference(
        self, generation_id: int, change: str, *, account: str, page: int = 1, page_size: int = 50
    ) -> Listing[DifferenceLine]:
        """Return one page of the people and note that this account read it. `change`: added, removed or shielded."""
        await self._audit.note_read(account, None, "difference")
        return await self._rows.difference(generation_id, change, page=page, page_size=page_size)


_EDITION: Final = """
SELECT e.generation_id, e.edition_id, o.generation_id AS base_generation_id, o.edition_id AS base_edition_id
FROM generations g JOIN editions e ON e.edition_id = g.edition_id
LEFT JOIN editions o ON o.edition_id = e.base_edition_id
WHERE g.generation_id = $1
"""

_CONTENT: Final = """
    SELECT c.generation_id, c.ordinal, c.person_id FROM claims c WHERE c.generation_id = {generation} AND c.counts
    UNION ALL
    SELECT k.generation_id, k.ordinal, k.person_id FROM carried_claims k WHERE k.edition_id = {edition}
"""

_DIFFERENCE: Final = f"""
WITH listed AS ({_CONTENT.format(generation="$1", edition="$2")}),
before AS ({_CONTENT.format(generation="$3", edition="$4")}),
changed AS (
    SELECT DISTINCT ON (person_id) generation_id, ordinal, person_id FROM (
        SELECT l.* FROM listed l
        WHERE $5 = 'added' AND NOT EXISTS (SELECT 1 FROM before b WHERE b.person_id = l.person_id)
        UNION ALL
        SELECT b.* FROM before b
        WHERE $5 = 'removed' AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.person_id = b.person_id)
        UNION ALL
        SELECT k.generation_id, k.ordinal, k.person_id FROM carried_claims k WHERE $5 = 'shielded' AND k.edition_id = $2
    ) either
    ORDER BY person_id, generation_id DESC, ordinal
)
SELECT c.person_id, c.surname, c.forename, c.born_on, c.sheet, c.line, count(*) OVER () AS total
FROM changed JOIN claims c USING (generation_id, ordinal)
ORDER BY name_key(c.surname) COLLATE "C", name_key(c.forename) COLLATE "C", c.person_id
LIMIT $6 OFFSET $7
"""  # noqa: S608 (our own names)


class PostgresDifferenceRows:
    """`DifferenceRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def difference(
        self, generation_id: int, change: str, *, page: int, page_size: int
    ) -> Listing[DifferenceLine]:
        async with connection_of(self._pool) as connection:
            edition = await connection.fetchrow(_EDITION, generation_id)
            if edition is None:
                return Listing([], total=0, page=page, page_size=page_size)
            rows = await connection.fetch(_DIFFERENCE, *edition, change, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(DifferenceLine, row) for row in rows], page=page, page_size=page_size)
