"""Submissions in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.ingest.domain.submissions import Delivery, Return
from services.ingest.usecases.ports import (
    FinishedSubmission,
    LatestSubmission,
    LostSubmissions,
    NotRecordable,
    StoredSubmission,
)
from shared.contracts.ingest import NilReturn, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, Pool, connection_of

_RECEIPTS_LOCK: Final = 0x1A6E57
"""Shared by whoever writes a receipt, exclusive for whoever must know that all earlier ones are there."""

_COLUMNS_OF_EVENT: Final = (
    "channel",
    "sender",
    "sender_establishment",
    "file_name",
    "tag",
    "comment",
    "size_bytes",
    "uploaded_at",
    "received_at",
    "data_taken_on",
)
"""Columns with the name and the value of a field of `SubmissionReceived`, in the order of `_RECEIVE`."""
_RECEIVE: Final = """
    INSERT INTO submissions (id, channel, sender, sender_establishment, file_name, tag, comment, size_bytes,
        uploaded_at, received_at, data_taken_on, sha256, delivery_id, fingerprint, sent_by, may_send, file_id,
        sealed_key, nil)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    ON CONFLICT DO NOTHING RETURNING true
"""
_FIND: Final = """
    SELECT id, fingerprint, may_send, file_id, sealed_key, rows_only, state, judgement, EXISTS (
        SELECT FROM submissions earlier
        WHERE earlier.sha256 = this.sha256 AND earlier.received_at < this.received_at) AS seen_before
    FROM submissions this WHERE id = ANY ($1::text::uuid[])
"""
# A first copy of which something was lost is not what a second one repeats. For a while it is only on its way.
_LATEST: Final = """
    SELECT id, sha256, received_at, completed_at IS NOT NULL OR (
        finished_at > clock_timestamp() - $5 * interval '1 second'
        AND NOT EXISTS (SELECT FROM shared.gaps WHERE noticed_at >= submissions.judgement_began_at)
    ) AS completes FROM submissions
    WHERE establishment = $1 AND collection = $2 AND period = $3 AND state = 'extracted' AND received_at < $4
    ORDER BY received_at DESC, id DESC LIMIT 1
"""
_UNDECIDED: Final = """
    SELECT EXISTS (SELECT FROM submissions WHERE state = 'received' AND received_at > $1 AND received_at < $2)
"""
_FINISH: Final = """
    UPDATE submissions SET state = $3, collection = $4, establishment = $5, period = $6, finished_at = clock_timestamp()
    WHERE id = $1 AND judgement = $2 AND state = 'received'
"""
_COMPLETE: Final = """
    UPDATE submissions s SET completed_at = clock_timestamp()
    FROM unnest($1::text::uuid[], $2::text::integer[]) AS completed (id, judgement)
    WHERE s.id = completed.id AND s.completed_at IS NULL
        AND (s.judgement <= completed.judgement OR s.state NOT IN ('received', 'extracted'))
"""
_NEXT_JUDGEMENT: Final = """
    UPDATE submissions SET judgement = judgement + 1, judgement_began_at = clock_timestamp(), state = 'received',
        collection = NULL, establishment = NULL, period = NULL, finished_at = NULL, completed_at = NULL,
        resends = {resends}
    WHERE id = ANY (ARRAY({ids})) RETURNING *
"""
# Completed was the judgement before. Whoever lost its original since cannot be read again.
_TAKE_OUTDATED: Final = _NEXT_JUDGEMENT.format(
    resends="0",
    ids="""
        SELECT s.id FROM submissions s
        JOIN unnest($1::text::uuid[], $2::text::integer[]) AS outdated (id, judgement) USING (id, judgement)
        WHERE s.state = 'extracted' AND (s.sealed_key IS NOT NULL OR s.nil IS NOT NULL)
        ORDER BY s.received_at, s.id FOR UPDATE OF s
    """,
)
# Rows that another takes are waited for: skipped, a gap could count as closed that the other has yet to close.
_TAKE_INCOMPLETE: Final = _NEXT_JUDGEMENT.format(
    resends="resends + 1",
    ids="""
        SELECT id FROM submissions
        WHERE completed_at IS NULL AND sealed_key IS NOT NULL AND id <> ALL ($1::text::uuid[])
            AND ($2::timestamptz IS NULL OR judgement_began_at <= $2) AND ($3::integer IS NULL OR resends < $3)
            AND ($4::text IS NULL OR id = ANY ($4::text::uuid[]))
        ORDER BY received_at, id LIMIT $5 FOR UPDATE
    """,
)
_NOTICED_GAP: Final = """
    SELECT max(noticed_at) FROM shared.gaps WHERE closed_at IS NULL
    HAVING max(noticed_at) <= clock_timestamp() - $1 * interval '1 second'
"""
_CLOSE_GAPS: Final = """
    UPDATE shared.gaps SET closed_at = clock_timestamp() WHERE closed_at IS NULL AND noticed_at <= $1
"""
_ON_ITS_WAY_S: Final = 600.0
"""How long after it was read a file may go without a verdict before we ask whether it was lost."""


class PostgresSubmissions:
    """The port `Submissions` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin_receipt(self) -> None:
        await self._connection.execute("SELECT pg_advisory_xact_lock_shared($1)", _RECEIPTS_LOCK)

    async def await_receipts(self) -> None:
        await self._connection.execute("SELECT pg_advisory_xact_lock($1)", _RECEIPTS_LOCK)

    async def receive(self, received: SubmissionReceived, delivery: Delivery, file_id: UUID, sealed_key: bytes) -> bool:
        try:
            fresh = await self._connection.fetchval(
                _RECEIVE,
                received.submission_id,
                *(getattr(received, column) for column in _COLUMNS_OF_EVENT),
                bytes.fromhex(received.sha256),
                delivery.delivery_id,
                bytes.fromhex(delivery.fingerprint),
                delivery.sent_by,
                sorted(delivery.may_send),
                file_id,
                sealed_key,
                received.nil.model_dump(mode="json") if received.nil else None,
            )
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            raise NotRecordable(type(error).__name__) from None
        return bool(fresh)

    async def find_latest(self, wanted: Return, before: datetime) -> LatestSubmission | None:
        place = (wanted.establishment, wanted.collection, wanted.period)
        row = await self._connection.fetchrow(_LATEST, *place, before, _ON_ITS_WAY_S)
        if row is None:
            return None
        return LatestSubmission(row["id"], row["sha256"].hex(), row["received_at"], row["completes"])

    async def any_undecided(self, after: datetime, before: datetime) -> bool:
        return bool(await self._connection.fetchval(_UNDECIDED, after, before))

    async def finish(self, *finished: FinishedSubmission) -> None:
        if finished:
            await self._connection.executemany(_FINISH, [_outcome(one.event) for one in finished])

    async def complete(self, judgements: Mapping[UUID, int]) -> None:
        await self._connection.execute(_COMPLETE, array_of(judgements), array_of(judgements.values()))

    async def take_incomplete(
        self, lost: LostSubmissions, but: Collection[UUID], limit: int
    ) -> Sequence[SubmissionReceived]:
        ids = None if lost.submission_ids is None else array_of(lost.submission_ids)
        rows = await self._connection.fetch(
            _TAKE_INCOMPLETE, array_of(but), lost.begun_until, lost.resends_max, ids, limit
        )
        return [_received(row) for row in rows]

    async def take_outdated(self, judgements: Collection[tuple[UUID, int]]) -> Sequence[SubmissionReceived]:
        ids, numbers = array_of(one for one, _ in judgements), array_of(number for _, number in judgements)
        return [_received(row) for row in await self._connection.fetch(_TAKE_OUTDATED, ids, numbers)]

    async def find_noticed_gap(self, quiet_s: float) -> datetime | None:
        noticed_at: datetime | None = await self._connection.fetchval(_NOTICED_GAP, quiet_s)
        return noticed_at

    async def record_resent(self, noticed_until: datetime) -> None:
        await self._connection.execute(_CLOSE_GAPS, noticed_until)


def _outcome(event: SubmissionExtracted | SubmissionUnreadable) -> tuple[object, ...]:
    """Return what `_FINISH` is given."""
    if isinstance(event, SubmissionUnreadable):
        return event.submission_id, event.judgement, event.outcome, None, None, None
    state = "extracted" if event.repeats is None else "repeat"
    return event.submission_id, event.judgement, state, event.collection, event.establishment, event.period


class PostgresSubmissionLookup:
    """The port `SubmissionLookup`, each time on a connection of its own."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, submission_id: UUID) -> StoredSubmission | None:
        return (await self.find_all([submission_id])).get(submission_id)

    async def find_all(self, submission_ids: Sequence[UUID]) -> dict[UUID, StoredSubmission]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_FIND, array_of(submission_ids))
        return {row["id"]: _kept(row) for row in rows}

    async def find_latest(self, wanted: Return, before: datetime) -> LatestSubmission | None:
        async with connection_of(self._pool) as connection:
            return await PostgresSubmissions(connection).find_latest(wanted, before)


def _kept(row: asyncpg.Record) -> StoredSubmission:
    return StoredSubmission(
        row["fingerprint"].hex(),
        frozenset(row["may_send"]),
        row["file_id"],
        row["sealed_key"],
        finished=row["state"] != "received",
        seen_before=row["seen_before"],
        judgement=row["judgement"],
        rows_only=row["rows_only"],
    )


def _received(row: asyncpg.Record) -> SubmissionReceived:
    return SubmissionReceived(
        submission_id=row["id"],
        judgement=row["judgement"],
        sha256=row["sha256"].hex(),
        nil=NilReturn.model_validate(row["nil"]) if row["nil"] else None,
        **{column: row[column] for column in _COLUMNS_OF_EVENT},
    )
