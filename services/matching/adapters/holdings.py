"""What matching keeps about young people, table by table."""

from typing import Final
from uuid import UUID

from shared.erasure.holdings import Holding, held_of
from shared.erasure.subject_access import HeldPart
from shared.persistence.pool import Pool, transaction

_PEOPLE: Final = "SELECT id AS person_id, seen, created_at FROM people WHERE id = ANY ($1::text::uuid[])"
_IDENTIFIERS: Final = "SELECT * FROM identifiers WHERE person_id = ANY ($1::text::uuid[])"
_LOOKUPS: Final = "SELECT * FROM lookups WHERE person_id = ANY ($1::text::uuid[])"
_LINKS: Final = "SELECT * FROM links WHERE person_id = ANY ($1::text::uuid[])"
_BLOCKS: Final = """
SELECT b.submission_id, b.received_at, l.ordinal, row_of(b.decisions, l.place) AS decision,
       row_of(b.details, l.place) AS details, row_of(b.contact, l.place) AS contact
FROM links l JOIN link_blocks b USING (block_id) WHERE l.person_id = ANY ($1::text::uuid[])
ORDER BY b.received_at, l.ordinal
"""
_REVIEWS: Final = """
SELECT * FROM reviews WHERE EXISTS (
    SELECT FROM jsonb_array_elements(candidates) AS one
    WHERE (one ->> 'person_id')::uuid = ANY ($1::text::uuid[]))
"""
HOLDINGS: Final = (
    Holding("matching.people", "What recognises them", _PEOPLE),
    Holding("matching.identifiers", "Their numbers: UPN, ULN, the authority's own", _IDENTIFIERS),
    Holding("matching.lookups", "Keys under which they are looked up", _LOOKUPS),
    Holding("matching.links", "Which rows are about them", _LINKS),
    Holding("matching.link_blocks", "What each of those rows states, and why it was linked", _BLOCKS, "emptied"),
    Holding("matching.reviews", "Rows that wait, as they may be about them", _REVIEWS, sure=False),
)
"""The register."""


class HeldByMatching:
    """Puts matching's part of a subject access together."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self, access_id: UUID, person_id: UUID) -> HeldPart:
        """Return the part. Raises Transient."""
        async with transaction(self._pool) as connection:
            return HeldPart(await held_of(connection, HOLDINGS, person_id))
