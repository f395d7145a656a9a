"""Changes of severities and the judgements that they have outdated, in PostgreSQL."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from services.validation.domain.severities import Severities, SeverityChange, severities_after
from services.validation.usecases.ports import Judgement, NewSeverityChange
from shared.persistence.pool import Connection, Pool, connection_of, rows_affected

_LOCK_KEY: Final = 0x5E7E21
_LOCK: Final = "SELECT pg_advisory_xact_lock($1)"
_TRY_LOCK: Final = "SELECT pg_try_advisory_xact_lock($1)"
_KEEP: Final = """
INSERT INTO severity_changes (code, collection, lowered, from_on, reason, account, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_BEGIN_DUE: Final = """
WITH due AS (
    SELECT change_id, row_number() OVER (ORDER BY from_on, change_id) AS place
    FROM severity_changes WHERE version IS NULL AND from_on <= $1
)
UPDATE severity_changes c
SET version = due.place + (SELECT coalesce(max(version), 0) FROM severity_changes), in_force_at = clock_timestamp()
FROM due WHERE due.change_id = c.change_id
"""
_CHANGES: Final = """
SELECT code, collection, lowered FROM severity_changes
WHERE version IS NOT NULL OR from_on <= $1
ORDER BY version NULLS LAST, from_on, change_id
"""
_IN_FORCE: Final = "SELECT code, collection, lowered FROM severity_changes WHERE version IS NOT NULL ORDER BY version"


class PostgresSeverityChanges:
    """The table `severity_changes`, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self) -> None:
        await self._connection.execute(_LOCK, _LOCK_KEY)

    async def try_lock(self) -> bool:
        return bool(await self._connection.fetchval(_TRY_LOCK, _LOCK_KEY))

    async def keep(self, change: NewSeverityChange) -> None:
        what = change.change
        await self._connection.execute(
            _KEEP,
            what.code,
            what.collection,
            what.lowered,
            change.from_on,
            change.reason,
            change.account,
            change.changed_at,
        )

    async def begin_due(self, today: date) -> int:
        tag = await self._connection.execute(_BEGIN_DUE, today)
        return rows_affected(tag)

    async def in_force(self) -> Severities:
        return _severities(await self._connection.fetch(_IN_FORCE))

    async def planned_for(self, on: date) -> Severities:
        return _severities(await self._connection.fetch(_CHANGES, on))


class PostgresSeverityLookup:
    """The severities in force, each time on a connection of its own."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self) -> Severities:
        async with connection_of(self._pool) as connection:
            return await PostgresSeverityChanges(connection).in_force()


def _severities(rows: Iterable[Any]) -> Severities:
    return severities_after(SeverityChange(code, collection, lowered) for code, collection, lowered in rows)


_OUTDATED: Final = """
    SELECT DISTINCT now.version, v.submission_id, v.judgement
    FROM unnest($1::text[], $2::text[], $3::text[]::boolean[], $4::text[]::integer[])
        AS now (collection, code, lowered, version)
    JOIN verdict_complaints c ON c.code = now.code AND c.lowered = NOT now.lowered
    JOIN verdicts v ON v.submission_id = c.submission_id AND v.collection = now.collection
    WHERE v.academic_year = $5
"""
_NOTE: Final = f"""
INSERT INTO outdated_judgements (version, submission_id, judgement) {_OUTDATED} ON CONFLICT DO NOTHING
"""
_NOT_NEEDED: Final = f"""
UPDATE outdated_judgements o SET state = 'not needed'
WHERE state = 'waiting' AND (version, submission_id, judgement) NOT IN ({_OUTDATED})
"""  # noqa: S608 (our own names)
# What was given up may come all the same, only late.
_DONE: Final = """
UPDATE outdated_judgements o SET state = 'done'
FROM verdicts v
WHERE o.state IN ('waiting', 'asked', 'given up') AND v.submission_id = o.submission_id AND v.judgement > o.judgement
"""
_GIVE_UP: Final = """
UPDATE outdated_judgements SET state = 'given up'
WHERE state = 'asked' AND asked >= $1 AND asked_at < clock_timestamp() - $2 * interval '1 second'
"""
_TAKE: Final = """
WITH flying AS (
    SELECT count(DISTINCT submission_id) AS submissions FROM outdated_judgements
    WHERE state = 'asked' AND asked_at >= clock_timestamp() - $2 * interval '1 second'
),
next AS (
    SELECT o.submission_id, o.judgement FROM outdated_judgements o JOIN verdicts v USING (submission_id)
    WHERE o.state = 'waiting'
       OR (o.state = 'asked' AND o.asked_at < clock_timestamp() - $2 * interval '1 second')
    GROUP BY o.submission_id, o.judgement, v.received_at
    ORDER BY v.received_at DESC, o.submission_id
    LIMIT (SELECT greatest($1 - submissions, 0) FROM flying)
),
taken AS (
    UPDATE outdated_judgements o SET state = 'asked', asked = asked + 1, asked_at = clock_timestamp()
    FROM next WHERE o.submission_id = next.submission_id AND o.judgement = next.judgement
        AND o.state IN ('waiting', 'asked')
)
SELECT submission_id, judgement FROM next
"""


class PostgresOutdatedJudgements:
    """The table `outdated_judgements`, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note(self, severities: Severities, academic_year: int) -> None:
        now = [
            (collection, code, str(last.lowered).lower(), str(last.version))
            for (collection, code), last in severities.decided.items()
        ]
        columns = [list(column) for column in zip(*now, strict=True)]
        await self._connection.execute(_DONE)
        await self._connection.execute(_NOTE, *columns, academic_year)
        await self._connection.execute(_NOT_NEEDED, *columns, academic_year)

    async def take(self, *, in_flight_max: int, asked_max: int, retry_after_s: float) -> Sequence[Judgement]:
        await self._connection.execute(_GIVE_UP, asked_max, retry_after_s)
        rows = await self._connection.fetch(_TAKE, in_flight_max, retry_after_s)
        return [Judgement(submission_id, judgement) for submission_id, judgement in rows]
