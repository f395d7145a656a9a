"""The waiting rows in PostgreSQL."""

import json
from collections.abc import Iterable, Sequence

from services.matching.domain.decision import Candidate
from services.matching.usecases.ports import Waiting
from shared.contracts.events import PartOfReturnEvent
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_ADD = """
INSERT INTO reviews (submission_id, judgement, sheet, collection, establishment, period, received_at, ordinal, line,
                     rule, candidates, record)
SELECT submission_id::uuid, judgement, sheet, collection, establishment, period, received_at::timestamptz, ordinal,
       line, rule, candidates::jsonb, record::json
FROM unnest($1::text[], $2::text::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text::integer[], $9::text::integer[], $10::text[], $11::text[], $12::text[])
     AS new(submission_id, judgement, sheet, collection, establishment, period, received_at, ordinal, line, rule,
            candidates, record)
"""

# Order of arrival says nothing: what was received last stays, also when an older part comes after it.
_NOTE_NEWEST = """
INSERT INTO newest (collection, establishment, period, received_at, submission_id, judgement)
SELECT collection, establishment, period, received_at::timestamptz, submission_id::uuid, judgement
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text::integer[])
     AS new(collection, establishment, period, received_at, submission_id, judgement)
ON CONFLICT (collection, establishment, period) DO UPDATE SET
    received_at = excluded.received_at, submission_id = excluded.submission_id, judgement = excluded.judgement
WHERE (newest.received_at, newest.submission_id, newest.judgement)
    < (excluded.received_at, excluded.submission_id, excluded.judgement)
"""


class PostgresReviews:
    """The list of waiting rows, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, waiting: Sequence[Waiting]) -> None:
        parts = [row.part for row in waiting]
        await self._connection.execute(
            _ADD,
            [str(part.submission_id) for part in parts],
            array_of(part.judgement for part in parts),
            [part.sheet for part in parts],
            [part.collection for part in parts],
            [part.establishment for part in parts],
            [part.period for part in parts],
            [part.received_at.isoformat() for part in parts],
            array_of(row.ordinal for row in waiting),
            array_of(row.line for row in waiting),
            [row.review.rule for row in waiting],
            [_candidates(row.review.candidates) for row in waiting],
            [row.record for row in waiting],
        )

    async def note_newest(self, parts: Iterable[PartOfReturnEvent]) -> None:
        # One row a return, in the order that all writers share.
        newest = {(part.collection, part.establishment, part.period): part for part in sorted(parts, key=_received)}
        rows = [newest[place] for place in sorted(newest)]
        await self._connection.execute(
            _NOTE_NEWEST,
            [part.collection for part in rows],
            [part.establishment for part in rows],
            [part.period for part in rows],
            [part.received_at.isoformat() for part in rows],
            [str(part.submission_id) for part in rows],
            array_of(part.judgement for part in rows),
        )


def _received(part: PartOfReturnEvent) -> tuple[object, ...]:
    return part.received_at, part.submission_id, part.judgement


def _candidates(candidates: Sequence[Candidate]) -> str:
    return json.dumps(
        [{"person_id": str(one.person_id), "rule": one.rule, "evidence": one.evidence} for one in candidates]
    )
