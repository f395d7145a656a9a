"""How files stand, as notices need it."""

from typing import Any, Final

from services.reporting.domain.notices.file_states import FileState
from shared.persistence.listing import view_of

# Whether something came later is asked of the few files that cannot be used; nobody else's notice depends on it.
FILE_STATE: Final = """
s.submission_id, coalesce(s.establishment, s.sender_establishment) AS establishment, s.collection, s.period,
s.received_at, s.nil IS NOT NULL AS nil, s.outcome_code, s.outcome IS NOT NULL AS unusable, g.generation_id,
coalesce(g.complete, false) AS complete, coalesce(g.state = 'undone', false) AS undone,
coalesce(r.generation_id = g.generation_id, false) AS effective,
coalesce(g.rows_accepted, 0) AS rows_accepted, coalesce(g.rows_refused, 0) AS rows_refused,
coalesce(g.rows_unanswered, 0) AS rows_unanswered,
CASE WHEN s.outcome IS NOT NULL OR (g.rows_refused > 0 AND g.rows_accepted = 0) THEN EXISTS (
    SELECT FROM submissions n
    WHERE n.received_at > s.received_at AND n.channel <> 'entry'
      AND coalesce(n.establishment, n.sender_establishment) = coalesce(s.establishment, s.sender_establishment)
      AND (s.collection IS NULL OR n.collection = s.collection)
      AND (s.period IS NULL OR n.period IS NULL OR n.period = s.period)
) ELSE false END AS overtaken
"""
NEWEST_JUDGEMENT: Final = """
LEFT JOIN LATERAL (
    SELECT * FROM generations WHERE submission_id = s.submission_id ORDER BY judgement DESC LIMIT 1
) g ON true
LEFT JOIN returns r ON r.return_id = g.return_id
"""
"""Beside `submissions s`."""


def file_state_of(row: Any) -> FileState:
    """Return how a file stands by a record with these columns."""
    return view_of(FileState, row)
