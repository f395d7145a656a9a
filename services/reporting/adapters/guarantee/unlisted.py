"""Rows that a newer, whole list of the same sender does not have any more: they count, and are asked about."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.reporting.domain.claims import Claim
from services.reporting.domain.roles.offer import OfferClaim
from services.reporting.usecases.ports import PersonClaims
from shared.persistence.pool import Connection
from shared.vocabulary.collections import COLLECTIONS

ASKING: Final = frozenset(code for code, collection in COLLECTIONS.items() if collection.asks_about_unlisted)
"""Codes of the collections of which a newer file is the whole list, and never a silent withdrawal."""

_UNLISTED: Final = """
SELECT k.person_id, k.generation_id, k.ordinal
FROM returns r JOIN carried_claims k USING (edition_id)
WHERE k.person_id = ANY($1::text::uuid[]) AND k.unlisted AND r.collection = ANY($2)
"""
_KNOWN_UNLISTED: Final = """
SELECT k.person_id, k.generation_id, k.ordinal
FROM effective_periods p JOIN carried_claims k USING (edition_id) JOIN returns r USING (return_id)
WHERE k.person_id = ANY($1::text::uuid[]) AND k.unlisted AND r.collection = ANY($2) AND p.known @> $3::timestamptz
"""


async def mark_unlisted(
    connection: Connection, found: dict[UUID, PersonClaims], people: str, at: datetime | None
) -> None:
    """Mark the claims that are not listed any more; at: as it was known at that instant, None: now."""
    instant = () if at is None else (at,)
    rows = await connection.fetch(_UNLISTED if at is None else _KNOWN_UNLISTED, people, sorted(ASKING), *instant)
    for row in rows:
        known = found[row["person_id"]]
        claims = tuple([_marked(claim, row) for claim in known.claims])
        found[row["person_id"]] = known._replace(claims=claims)


def _marked(claim: Claim, row: Any) -> Claim:
    evidence = claim.evidence
    if isinstance(claim, OfferClaim) and (evidence.generation_id, evidence.ordinal) == (
        row["generation_id"],
        row["ordinal"],
    ):
        return claim._replace(unlisted=True)
    return claim
