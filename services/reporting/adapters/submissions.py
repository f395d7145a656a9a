"""Files as a whole in PostgreSQL. Each event fills in its own columns, so their order does not matter."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from shared.contracts.events import ContractModel, SubmissionEvent
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

Fields = Mapping[str, str]


def _fields(*same: str, **others: str) -> Fields:
    """Return which field of an event fills which column: `same` have one name in both, of `others` column = field."""
    return {**dict(zip(same, same, strict=True)), **others}


_UPSERT: Final = """
INSERT INTO submissions AS s ({columns}) VALUES ({places})
ON CONFLICT (submission_id) DO UPDATE SET received_at = coalesce(s.received_at, excluded.received_at), {taken}
"""
"""Writes columns of one file, whether it is known already or not."""


def _filled(fields: Fields, **others: str) -> dict[str, str]:
    """Return what fills `_UPSERT`; `others`: columns that an event sets to a fixed value."""
    own = {column: f"excluded.{column}" for column in fields if column not in ("submission_id", "received_at")}
    return {
        "columns": ", ".join(fields),
        "places": ", ".join(f"${number}" for number in range(1, len(fields) + 1)),
        "taken": ", ".join(f"{column} = {value}" for column, value in {**own, **others}.items()),
    }


_RECEIVED: Final = _fields(
    "submission_id",
    "received_at",
    "channel",
    "sender",
    "sender_establishment",
    "file_name",
    "tag",
    "comment",
    "sha256",
    "size_bytes",
    "uploaded_at",
    "data_taken_on",
    "nil",
)
_EXTRACTED: Final = _fields(
    "submission_id",
    "received_at",
    "collection",
    "establishment",
    "period",
    "parts",
    "rows_blank",
    "repeats",
    "notes",
    rows_extracted="rows",
)
_UNREADABLE: Final = _fields("submission_id", "received_at", "outcome", "notes", "collection", outcome_code="code")

_RECORD_RECEIVED: Final = _UPSERT.format(**_filled(_RECEIVED))
_RECORD_EXTRACTED: Final = _UPSERT.format(**_filled(_EXTRACTED, outcome="NULL", outcome_code="NULL"))
_RECORD_UNREADABLE: Final = _UPSERT.format(**_filled(_UNREADABLE))

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
        await self._record(_RECORD_RECEIVED, _RECEIVED, events)

    async def record_extracted(self, events: Collection[SubmissionExtracted]) -> None:
        """Keep which return each is and how many rows it has."""
        await self._record(_RECORD_EXTRACTED, _EXTRACTED, events)

    async def record_unreadable(self, events: Collection[SubmissionUnreadable]) -> None:
        """Keep why no rows can be had from them."""
        await self._record(_RECORD_UNREADABLE, _UNREADABLE, events)

    async def find_completed(self, submission_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Return those that are complete, with their judgement."""
        rows = await self._connection.fetch(_COMPLETED, array_of(submission_ids))
        return {row["submission_id"]: row["judgement"] for row in rows}

    async def _record(self, statement: str, fields: Fields, events: Collection[SubmissionEvent]) -> None:
        """Write one row a file, in the order of their ids: two who write the same files do not wait in a circle."""
        ordered = sorted(events, key=lambda event: event.submission_id)
        if ordered:
            rows = [[_value(getattr(event, field)) for field in fields.values()] for event in ordered]
            await self._connection.executemany(statement, rows)


def _value(value: Any) -> Any:
    """Return a field as its column takes it: the notes about a file, and what a nil return states, as JSON."""
    if isinstance(value, ContractModel):
        return value.model_dump(mode="json")
    return [note.model_dump(mode="json") for note in value] if isinstance(value, tuple) else value
