"""The waiting rows in PostgreSQL."""

import json
from collections.abc import Sequence

from services.matching.domain.decision import Candidate
from services.matching.usecases.ports import Part, Waiting
from shared.persistence.pool import Connection

_ADD = """
INSERT INTO reviews (submission_id, judgement, ordinal, line, sheet, collection, establishment, period, received_at,
                     rule, candidates, record)
SELECT $1, $2, new.ordinal, new.line, $3, $4, $5, $6, $7, new.rule, new.candidates::jsonb, new.record::json
FROM unnest($8::integer[], $9::integer[], $10::text[], $11::text[], $12::text[])
     AS new(ordinal, line, rule, candidates, record)
"""

# Order of arrival says nothing: what was received last stays, also when an older part comes after it.
_NOTE_NEWEST = """
INSERT INTO newest (collection, establishment, period, received_at, submission_id, judgement)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (collection, establishment, period) DO UPDATE SET
    received_at = excluded.received_at, submission_id = excluded.submission_id, judgement = excluded.judgement
WHERE (newest.received_at, newest.submission_id, newest.judgement)
    < (excluded.received_at, excluded.submission_id, excluded.judgement)
"""


class PostgresReviews:
    """The list of waiting rows, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, part: Part, waiting: Sequence[Waiting]) -> None:
        await self._connection.execute(
            _ADD,
            part.submission_id,
            part.judgement,
            part.sheet,
            part.collection,
            part.establishment,
            part.period,
            part.received_at,
            [row.ordinal for row in waiting],
            [row.line for row in waiting],
            [row.review.rule for row in waiting],
            [_candidates(row.review.candidates) for row in waiting],
            [row.record for row in waiting],
        )

    async def note_newest(self, part: Part) -> None:
        await self._connection.execute(
            _NOTE_NEWEST,
            part.collection,
            part.establishment,
            part.period,
            part.received_at,
            part.submission_id,
            part.judgement,
        )


def _candidates(candidates: Sequence[Candidate]) -> str:
    return json.dumps(
        [{"person_id": str(one.person_id), "rule": one.rule, "evidence": one.evidence} for one in candidates]
    )
