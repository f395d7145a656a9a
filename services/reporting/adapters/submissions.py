"""Files as a whole in PostgreSQL. Each event fills in its own columns, so their order does not matter."""

from collections.abc import Collection, Mapping
from operator import itemgetter
from typing import Any
from uuid import UUID

from shared.contracts.ingest import FileNote, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_RECEIVED = """
INSERT INTO submissions AS s (submission_id, received_at, channel, sender, sender_establishment, file_name, tag,
                              comment, sha256, size_bytes, uploaded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (submission_id) DO UPDATE SET
    received_at = excluded.received_at, channel = excluded.channel, sender = excluded.sender,
    sender_establishment = excluded.sender_establishment, file_name = excluded.file_name, tag = excluded.tag,
    comment = excluded.comment, sha256 = excluded.sha256, size_bytes = excluded.size_bytes,
    uploaded_at = excluded.uploaded_at
"""

_EXTRACTED = """
INSERT INTO submissions AS s (submission_id, received_at, collection, establishment, period, parts, rows_extracted,
                              rows_blank, repeats, notes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (submission_id) DO UPDATE SET
    received_at = coalesce(s.received_at, excluded.received_at), collection = excluded.collection,
    establishment = excluded.establishment, period = excluded.period, parts = excluded.parts,
    rows_extracted = excluded.rows_extracted, rows_blank = excluded.rows_blank, repeats = excluded.repeats,
    notes = excluded.notes, outcome = NULL, outcome_code = NULL
"""

_UNREADABLE = """
INSERT INTO submissions AS s (submission_id, received_at, outcome, outcome_code, notes, collection)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (submission_id) DO UPDATE SET
    received_at = coalesce(s.received_at, excluded.received_at), outcome = excluded.outcome,
    outcome_code = excluded.outcome_code, notes = excluded.notes, collection = excluded.collection
"""

# Shared locks, in one order: whoever records another of its events just now is waited for, so that the last of them
# sees all.
_COMPLETED = """
SELECT s.submission_id, coalesce(g.judgement, 1) AS judgement
FROM submissions AS s LEFT JOIN LATERAL (
    SELECT judgement, complete FROM generations WHERE submission_id = s.submission_id ORDER BY judgement DESC LIMIT 1
) AS g ON true
WHERE s.submission_id = ANY($1::text::uuid[]) AND s.file_name IS NOT NULL
    AND (s.outcome IS NOT NULL OR s.repeats IS NOT NULL OR (s.parts IS NOT NULL AND g.complete))
ORDER BY s.submission_id FOR SHARE OF s
"""


class PostgresSubmissions:
    """The table `submissions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def record_received(self, events: Collection[SubmissionReceived]) -> None:
        """Keep who sent which file when."""
        await self._record(_RECEIVED, [_received(event) for event in events])

    async def record_extracted(self, events: Collection[SubmissionExtracted]) -> None:
        """Keep which return each is and how many rows it has."""
        await self._record(_EXTRACTED, [_extracted(event) for event in events])

    async def record_unreadable(self, events: Collection[SubmissionUnreadable]) -> None:
        """Keep why no rows can be had from them."""
        await self._record(_UNREADABLE, [_unreadable(event) for event in events])

    async def find_completed(self, submission_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Return those of which everything was heard, with their judgement."""
        rows = await self._connection.fetch(_COMPLETED, array_of(submission_ids))
        return {row["submission_id"]: row["judgement"] for row in rows}

    async def _record(self, statement: str, rows: Collection[tuple[Any, ...]]) -> None:
        """Write one row a file, in the order of their ids: two who write the same files do not wait in a circle."""
        if rows:
            await self._connection.executemany(statement, sorted(rows, key=itemgetter(0)))


def _received(event: SubmissionReceived) -> tuple[Any, ...]:
    return (
        event.submission_id,
        event.received_at,
        event.channel,
        event.sender,
        event.sender_establishment,
        event.file_name,
        event.tag,
        event.comment,
        event.sha256,
        event.size_bytes,
        event.uploaded_at,
    )


def _extracted(event: SubmissionExtracted) -> tuple[Any, ...]:
    return (
        event.submission_id,
        event.received_at,
        event.collection,
        event.establishment,
        event.period,
        event.parts,
        event.rows,
        event.rows_blank,
        event.repeats,
        _notes(event.notes),
    )


def _unreadable(event: SubmissionUnreadable) -> tuple[Any, ...]:
    notes = _notes(event.notes)
    return (event.submission_id, event.received_at, event.outcome, event.code, notes, event.collection)


def _notes(notes: tuple[FileNote, ...]) -> list[dict[str, Any]]:
    return [note.model_dump(mode="json") for note in notes]
