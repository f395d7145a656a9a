"""How snapshots, from which reports and returns are made, count one person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.domain.snapshots.line import Line
from shared.persistence.pool import Connection


class CountedDay(NamedTuple):
    """How somebody was counted in a snapshot, from which reports and returns are made."""

    as_at: date
    known_at: datetime
    of_month: bool
    """It is that of a month that was checked or closed."""
    line: Line
    group: str
    code: str | None
    lapsed: bool


_COUNTED: Final = """
SELECT * FROM (
    SELECT t.as_at, t.known_at, t.purpose = 'month' AS of_month, p.line, p.status_group, p.code, p.lapsed
    FROM snapshot_people p JOIN snapshots t USING (snapshot_id)
    WHERE p.person_id = $1 AND t.made_at IS NOT NULL AND t.scenario IS NULL
    ORDER BY of_month DESC, t.as_at DESC, t.known_at DESC LIMIT 24
) AS newest ORDER BY as_at DESC, known_at DESC
"""


async def counted_as(connection: Connection, person_id: UUID) -> Sequence[CountedDay]:
    """Return how snapshots count somebody, 24 at most: those of months, then the newest; by day."""
    return [CountedDay(*row) for row in await connection.fetch(_COUNTED, person_id)]
