"""What waits for a second person: who asked for what, when, and until when it can be confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.acts.two_people import TWO_PEOPLE, ActName, lapses_at


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act that somebody asked for and nobody has confirmed or turned down."""

    act: ActName
    ref: str
    """The id by which it is answered."""
    submission_id: UUID | None
    """The file that it is about, where it is about one."""
    asked_by: str
    asked_at: datetime
    people: int
    files: int
    reason: str | None

    @property
    def lapses_at(self) -> datetime:
        """Until when it can be confirmed."""
        return lapses_at(self.act, self.asked_at)


class ProposalQueries(Protocol):
    """Finds what waits for a second person."""

    async def waiting(self, acts: Sequence[ActName], *, page: int, page_size: int) -> Listing[Proposal]:
        """Return what waits of these acts, what was asked for first standing first. Raises Transient."""
        ...


# A decision that was followed by another about the same file waits no longer, nor does an erasure that lapsed: nobody
# can confirm it, and nothing turns it down by itself.
_WAITING: Final = """
WITH waiting AS (
    SELECT d.act, d.decision_id::text AS ref, g.submission_id, d.account AS asked_by, d.decided_at AS asked_at,
           d.people_removed AS people, 0 AS files, d.reason
    FROM decisions d JOIN generations g USING (generation_id)
    WHERE d.second_person AND d.answered_by IS NULL AND NOT EXISTS (
        SELECT FROM decisions l JOIN generations lg USING (generation_id)
        WHERE lg.submission_id = g.submission_id AND l.decision_id > d.decision_id)
    UNION ALL
    SELECT 'erase', e.erasure_id::text, NULL, e.asked_by, e.asked_at,
           (SELECT count(person_id) FROM shared.erasure_targets t WHERE t.erasure_id = e.erasure_id)::integer,
           (SELECT count(submission_id) FROM shared.erasure_targets t WHERE t.erasure_id = e.erasure_id)::integer,
           e.reason
    FROM shared.erasures e
    WHERE e.answered_by IS NULL AND e.asked_at >= clock_timestamp() - make_interval(days => $4)
)
SELECT *, count(*) OVER () AS total FROM waiting WHERE act = ANY ($1::text[])
ORDER BY asked_at, act, ref LIMIT $2 OFFSET $3
"""
_ERASE_DAYS: Final = TWO_PEOPLE["erase"].lapses_days


class PostgresProposals:
    """`ProposalQueries` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def waiting(self, acts: Sequence[ActName], *, page: int, page_size: int) -> Listing[Proposal]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_WAITING, list(acts), page_size, (page - 1) * page_size, _ERASE_DAYS)
        return listing_of(rows, [view_of(Proposal, row) for row in rows], page=page, page_size=page_size)
