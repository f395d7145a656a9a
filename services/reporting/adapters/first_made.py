"""When schools first said what they say now: asked only of people about whom several of their returns speak."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.reporting.domain.claims import Claim, Content, SchoolEnrolment
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

# Only what was accepted says anything: whatever else changes about the generations of a return moves its pointer, and
# whom it touches is then computed again. As it was known at an instant: what had not been taken out or held by then.
_FIRST_MADE: Final = """
SELECT c.person_id, c.establishment, c.started_on, c.ends_on, c.attendance, c.qualification_type, c.level,
       c.study_programme, c.enrolment_status, min(g.received_at)
FROM claims c JOIN generations g ON g.generation_id = c.generation_id
WHERE c.person_id = ANY($1::text::uuid[]) AND c.counts AND c.started_on IS NOT NULL
  AND CASE WHEN $2::timestamptz IS NULL THEN g.state = 'accepted' ELSE
      g.state IN ('accepted', 'passed over', 'held', 'undone')
      AND coalesce((SELECT d.decision FROM decisions d
                    WHERE d.generation_id = g.generation_id AND d.in_force
                      AND coalesce(d.answered_at, d.decided_at) <= $2
                    ORDER BY d.decision_id DESC LIMIT 1),
                   CASE WHEN g.hold IS NULL THEN 'approve' END) = 'approve'
  END
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""

First = Mapping[Content, datetime]


async def first_made(
    connection: Connection, people: Iterable[UUID], *, known_at: datetime | None = None
) -> Mapping[UUID, First]:
    """Return when each school first said each thing about these people, as it was known then (None: now)."""
    found: dict[UUID, dict[Content, datetime]] = defaultdict(dict)
    for row in await connection.fetch(_FIRST_MADE, array_of(people), known_at):
        person_id, *content, at = row
        found[person_id][_content(content)] = at
    return found


def several_speak(claims: Iterable[Claim]) -> bool:
    """Tell whether more than one return of schools speaks: only then it matters who said so first."""
    return len({claim.evidence.generation_id for claim in claims if isinstance(claim, SchoolEnrolment)}) > 1


def dated(claims: Iterable[Claim], first: First) -> tuple[Claim, ...]:
    """Return the claims, each enrolment with the time at which its school first said so."""
    return tuple(
        claim._replace(made_at=first.get(claim.content)) if isinstance(claim, SchoolEnrolment) else claim
        for claim in claims
    )


def _content(values: list[Any]) -> Content:
    return tuple(values)
