"""What came from establishments, and what became of it: everything that may answer for a return, in one statement."""

from collections.abc import Collection, Sequence
from typing import Final

from services.reporting.domain.returns.obligations import Arrival
from services.reporting.queries.board.answered import with_answered
from shared.persistence.listing import view_of
from shared.persistence.pool import Connection
from shared.vocabulary.issues import code_of

_COLUMNS: Final = """
r.establishment, r.collection, r.period, c.received_at, c.submission_id, c.nil, c.rows_refused, c.data_taken_on,
c.age_note, c.state = 'held' AS held,
CASE WHEN c.state = 'undone' THEN 'taken out'
     WHEN c.complete AND c.rows_accepted = 0 AND c.rows_refused + c.rows_unanswered > 0 THEN 'rejected'
     WHEN c.generation_id = r.generation_id THEN 'counts'
     WHEN c.state IN ('building', 'held') THEN 'received'
     ELSE 'replaced' END AS fate
"""
_JUDGED: Final = "g.return_id, g.generation_id, g.state, g.complete, g.rows_accepted, g.rows_refused, g.rows_unanswered"
# The two notes on the day on which the data were taken; a file has one of them at most.
_AGE_NOTE: Final = " ".join(
    f"WHEN s.notes @> '[{{\"code\": \"{code_of(name)}\"}}]' THEN '{code_of(name)}'"
    for name in ("data_taken_long_ago", "data_taken_after_receipt")
)
_OF_DATA: Final = f"s.data_taken_on, CASE WHEN s.data_taken_on IS NULL THEN NULL {_AGE_NOTE} END AS age_note"
_FILES: Final = f"""
{_JUDGED}, g.submission_id, g.received_at, coalesce(s.nil IS NOT NULL, false) AS nil,
coalesce(s.channel = 'entry', false) AS entered, {_OF_DATA}
FROM generations g LEFT JOIN submissions s USING (submission_id) WHERE g.state <> 'superseded'
"""
# The same file again makes no generation, and says the same on another day.
_AGAIN: Final = f"""
{_JUDGED}, s.submission_id, s.received_at, s.nil IS NOT NULL, false, {_OF_DATA}
FROM submissions s JOIN generations g ON g.submission_id = s.repeats
WHERE s.repeats IS NOT NULL AND g.state <> 'superseded'
"""
# What is entered about one young person stands on their record.
_SHOWN: Final = "r.period NOT LIKE 'own %' OR NOT c.entered"
ARRIVALS_OF_ASKED: Final = f"""(
    SELECT {_COLUMNS}
    FROM asked r CROSS JOIN LATERAL (
        SELECT {_FILES} AND g.return_id = r.return_id UNION ALL SELECT {_AGAIN} AND g.return_id = r.return_id
    ) c
    WHERE {_SHOWN}
)"""  # noqa: S608 (our own names)
"""One row for each file or nil statement of the returns in `asked`, each of which is looked up by itself: a join beside
a UNION ALL is not pushed into it. For all returns of a county that takes ten times as long as reading all at once."""

_NOT_USED: Final = f"""
coalesce(s.establishment, s.sender_establishment), s.collection, s.period, s.received_at, s.submission_id,
s.nil IS NOT NULL, 0, {_OF_DATA}, false, 'rejected'
FROM submissions s
WHERE s.outcome IS NOT NULL AND s.received_at IS NOT NULL AND s.collection IS NOT NULL
  AND coalesce(s.establishment, s.sender_establishment)
"""
_ALL: Final = f"""
SELECT {_COLUMNS}
FROM returns r JOIN (SELECT {_FILES} UNION ALL SELECT {_AGAIN}) c USING (return_id)
WHERE {_SHOWN}
UNION ALL SELECT {_NOT_USED} IS NOT NULL
"""  # noqa: S608 (our own names)
_OF: Final = f"""
WITH asked AS (SELECT * FROM returns WHERE establishment = ANY($1::text[]))
SELECT * FROM {ARRIVALS_OF_ASKED} a
UNION ALL SELECT {_NOT_USED} = ANY($1)
"""  # noqa: S608 (our own names)


async def arrivals_of(connection: Connection, establishments: Collection[str] | None = None) -> Sequence[Arrival]:
    """Return all that came from these establishments (None: from all), in no order."""
    asked = connection.fetch(_ALL) if establishments is None else connection.fetch(_OF, list(establishments))
    found = [view_of(Arrival, row, listed=0, answered=0) for row in await asked]
    return await with_answered(connection, found)
