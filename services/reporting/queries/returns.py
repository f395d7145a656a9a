"""The board: one line for each establishment, collection and period."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.punctuality import Receipt, ReturnTiming, timing_of
from services.reporting.queries.receipts import ReturnOf, receipts_for
from shared.clock import Clock
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One return on the board: establishment x collection x period."""

    establishment: str
    collection: str
    period: str
    submissions: int
    held: int
    """Generations that wait for a decision."""
    latest_submission_id: UUID
    effective_submission_id: UUID | None
    effective_received_at: datetime | None
    people: int
    """People whom the effective edition lists."""
    rows_refused: int
    rows_awaiting: int
    nil: bool = False
    """What counts is the statement that there is nothing to send."""
    added: int | None = None
    """Of one that waits for a decision: people whom it adds; of any other None."""
    removed: int | None = None
    changed: int | None = None
    """People of whom it says something else than what counts."""
    taken_out: bool = False
    """Nothing counts, and nothing is on its way: somebody took out whatever could."""
    timing: ReturnTiming | None = None
    """Whether it came in time; None: no date is set."""


class ReturnQueries(Protocol):
    """The returns."""

    async def board(self, *, page: int, page_size: int) -> Listing[ReturnLine]:
        """Return the returns by establishment, collection and period; those that wait for a decision first."""
        ...


_BOARD: Final = """
SELECT r.establishment, r.collection, r.period, count(*) OVER () AS total, a.submissions, a.held,
       l.submission_id AS latest_submission_id, c.submission_id AS effective_submission_id,
       c.received_at AS effective_received_at,
       coalesce(e.people_listed + e.people_shielded, 0) AS people, r.generation_id IS NULL AND a.taken_out AS taken_out,
       coalesce(s.nil IS NOT NULL, false) AS nil,
       coalesce(c.rows_refused, l.rows_refused) AS rows_refused,
       coalesce(c.rows_awaiting, l.rows_awaiting) AS rows_awaiting,
       w.people_added AS added, w.people_removed AS removed, w.people_changed AS changed
FROM returns r
CROSS JOIN LATERAL (
    SELECT count(DISTINCT submission_id) AS submissions, count(*) FILTER (WHERE state = 'held') AS held,
           bool_or(state = 'undone') AND NOT bool_or(state = 'building') AS taken_out
    FROM generations WHERE return_id = r.return_id
) a
JOIN LATERAL (
    SELECT * FROM generations WHERE return_id = r.return_id
    ORDER BY state = 'held' DESC, received_at DESC, submission_id LIMIT 1
) l ON true
LEFT JOIN generations c ON c.generation_id = r.generation_id
LEFT JOIN submissions s ON s.submission_id = c.submission_id
LEFT JOIN editions e ON e.edition_id = r.edition_id
LEFT JOIN editions w ON w.edition_id = l.edition_id AND l.state = 'held'
WHERE r.period NOT LIKE 'own %'
   OR NOT EXISTS (SELECT FROM submissions x WHERE x.submission_id = l.submission_id AND x.channel = 'entry')
ORDER BY a.held > 0 DESC, r.establishment, r.collection, r.period DESC
LIMIT $1 OFFSET $2
"""


class PostgresReturnQueries:
    """`ReturnQueries` over PostgreSQL."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def board(self, *, page: int, page_size: int) -> Listing[ReturnLine]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_BOARD, page_size, (page - 1) * page_size)
            lines = [view_of(ReturnLine, row, timing=None) for row in rows]
            receipts = await receipts_for(connection, map(_return_of, lines))
            calendar = await read_calendar(connection)
        today = self._clock.today()
        return listing_of(
            rows,
            [_timed(line, calendar, receipts[_return_of(line)], today) for line in lines],
            page=page,
            page_size=page_size,
        )


def _timed(line: ReturnLine, calendar: Calendar, receipts: Sequence[Receipt], today: date) -> ReturnLine:
    deadlines = calendar.deadlines_of(line.collection, line.period)
    return replace(line, timing=timing_of(line.collection, deadlines, receipts, today))


def _return_of(line: ReturnLine) -> ReturnOf:
    return ReturnOf(line.establishment, line.collection, line.period)
