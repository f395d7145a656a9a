"""When establishments first said what they say now: asked only of people about whom several of their returns speak."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from services.reporting.adapters.claims import content_claim_of
from services.reporting.domain.history.first_made import FirstMade
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

# Only what was accepted says anything: whatever else changes about the generations of a return moves its pointer, and
# whom it touches is then computed again. As it was known at an instant: what had not been taken out or held by then.
_FIRST_MADE: Final = """
SELECT c.person_id, c.kind, c.facts, r.establishment, min(g.received_at) AS received_at
FROM claims c JOIN generations g ON g.generation_id = c.generation_id JOIN returns r ON r.return_id = g.return_id
WHERE c.person_id = ANY($1::text::uuid[]) AND c.counts
  AND CASE WHEN $2::timestamptz IS NULL THEN g.state = 'accepted' ELSE
      (SELECT a.accepted FROM acceptances a WHERE a.generation_id = g.generation_id AND a.since <= $2
       ORDER BY a.since DESC, a.acceptance_id DESC LIMIT 1)
  END
GROUP BY c.person_id, c.kind, c.facts, r.establishment
"""


async def first_made(
    connection: Connection, people: Iterable[UUID], *, known_at: datetime | None = None
) -> Mapping[UUID, FirstMade]:
    """Return when each establishment first said each thing about these people, as it was known then (None: now)."""
    found: dict[UUID, dict[Hashable, datetime]] = defaultdict(dict)
    for row in await connection.fetch(_FIRST_MADE, array_of(people), known_at):
        received_at, made = row["received_at"], found[row["person_id"]]
        content = content_claim_of(row, received_at).content
        if content is not None:
            made[content] = min(received_at, made.get(content, received_at))
    return found
