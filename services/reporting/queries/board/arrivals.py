"""What came from establishments, and what became of it: everything that may answer for a return, in one statement."""

from collections.abc import Collection, Sequence
from typing import Final

from services.reporting.domain.returns.obligations import Arrival
from shared.persistence.listing import view_of
from shared.persistence.pool import Connection

_FATE: Final = """
CASE WHEN g.state = 'undone' THEN 'taken out'
     WHEN g.complete AND g.rows_accepted = 0 AND g.rows_refused > 0 THEN 'rejected'
     WHEN g.generation_id = r.generation_id THEN 'counts'
     WHEN g.state IN ('building', 'held') THEN 'received'
     ELSE 'replaced' END
"""
ARRIVALS: Final = f"""
SELECT r.establishment, r.collection, r.period, g.received_at, g.submission_id,
       coalesce(s.nil IS NOT NULL, false) AS nil, g.rows_refused, g.state = 'held' AS held, {_FATE} AS fate
FROM returns r JOIN generations g USING (return_id) LEFT JOIN submissions s USING (submission_id)
-- What is entered about one young person stands on their record.
WHERE g.state <> 'superseded' AND (r.period NOT LIKE 'own %' OR s.channel IS DISTINCT FROM 'entry')
UNION ALL
-- The same file again makes no generation, and says the same on another day.
SELECT r.establishment, r.collection, r.period, s.received_at, s.submission_id,
       s.nil IS NOT NULL, g.rows_refused, g.state = 'held', {_FATE}
FROM submissions s JOIN generations g ON g.submission_id = s.repeats JOIN returns r USING (return_id)
WHERE g.state <> 'superseded'
"""  # noqa: S608 (our own names)
"""One row for each file or nil statement of which it is known which return it is."""

_ALL: Final = f"""
SELECT * FROM ({ARRIVALS}) a WHERE $1::text[] IS NULL OR a.establishment = ANY($1)
UNION ALL
SELECT coalesce(s.establishment, s.sender_establishment), s.collection, s.period, s.received_at, s.submission_id,
       s.nil IS NOT NULL, 0, false, 'rejected'
FROM submissions s
WHERE s.outcome IS NOT NULL AND s.received_at IS NOT NULL AND s.collection IS NOT NULL
  AND coalesce(s.establishment, s.sender_establishment) IS NOT NULL
  AND ($1 IS NULL OR coalesce(s.establishment, s.sender_establishment) = ANY($1))
"""  # noqa: S608 (our own names)


async def arrivals_of(connection: Connection, establishments: Collection[str] | None = None) -> Sequence[Arrival]:
    """Return all that came from these establishments (None: from all), in no order."""
    of = None if establishments is None else list(establishments)
    return [view_of(Arrival, row) for row in await connection.fetch(_ALL, of)]
