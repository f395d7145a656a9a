"""Orders to erase: asked by one account, confirmed by another, carried out by the services, counted here.

The rows stand in the schema `shared`; only the administrator's role writes them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal
from uuid import UUID, uuid4

import asyncpg

from shared.contracts.events import derived_id
from shared.erasures import Erasure, append_erasures
from shared.errors import OnwardError
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection
from shared.service_names import SERVICES
from shared.vocabulary.acts.two_people import refusal_of

Reason = Literal["retention", "request", "mistake"]
REASONS: Final[dict[Reason, str]] = {
    "retention": "kept as long as the schedule says",
    "request": "the young person, or who speaks for them, asked for it, and the authority agreed",
    "mistake": "never should have been kept",
}

_ASK: Final = """
INSERT INTO shared.erasures (erasure_id, reason, asked_by, asked_id)
VALUES ($1, $2, $3, (SELECT id FROM shared.accounts WHERE lower(name) = lower($3::text)))
"""
_TARGETS: Final = """
INSERT INTO shared.erasure_targets (erasure_id, person_id, submission_id)
SELECT $1::uuid, one, NULL::uuid FROM unnest($2::text::uuid[]) AS one
UNION ALL SELECT $1::uuid, NULL::uuid, one FROM unnest($3::text::uuid[]) AS one
ON CONFLICT DO NOTHING
"""
_NAMED: Final = "SELECT person_id FROM shared.erasure_targets WHERE erasure_id = $1 AND person_id IS NOT NULL"
_NAMED_FILES: Final = """
SELECT s.file_id FROM shared.erasure_targets t JOIN ingest.submissions s ON s.id = t.submission_id
WHERE t.erasure_id = $1
"""
_AGAIN: Final = """
INSERT INTO shared.erasures (erasure_id, reason, asked_by, answered_by, answered_at, approved)
VALUES ($1, 'request', 'list of erasures', 'restore', clock_timestamp(), true) ON CONFLICT DO NOTHING
"""
_ANSWER: Final = """
UPDATE shared.erasures SET answered_by = $2, answered_at = clock_timestamp(), approved = $3,
    answered_id = (SELECT id FROM shared.accounts WHERE lower(name) = lower($2::text))
WHERE erasure_id = $1 AND answered_by IS NULL RETURNING asked_at
"""
_LIST: Final = """
SELECT e.erasure_id, e.reason, e.asked_by, e.asked_at, e.answered_by, e.answered_at, e.approved,
       (SELECT count(person_id) FROM shared.erasure_targets t WHERE t.erasure_id = e.erasure_id) AS people,
       (SELECT count(submission_id) FROM shared.erasure_targets t WHERE t.erasure_id = e.erasure_id) AS files,
       ARRAY(SELECT service FROM shared.erasure_steps s WHERE s.erasure_id = e.erasure_id ORDER BY service) AS done
FROM shared.erasures e WHERE $1::uuid IS NULL OR e.erasure_id = $1 ORDER BY e.asked_at
"""
_UNKNOWN: Final = """
SELECT one FROM unnest($1::text::uuid[]) AS one WHERE NOT EXISTS (SELECT FROM matching.people p WHERE p.id = one)
    AND NOT EXISTS (SELECT FROM reporting.claims c WHERE c.person_id = one)
UNION ALL
SELECT one FROM unnest($2::text::uuid[]) AS one WHERE NOT EXISTS (SELECT FROM ingest.submissions s WHERE s.id = one)
"""
# What would go: of each table as many rows as are about these people.
_PREVIEW: Final = """
WITH people AS MATERIALIZED (SELECT unnest($1::text::uuid[]) AS id)
SELECT 'statuses' AS what, count(*) AS rows FROM reporting.people p JOIN people ON p.person_id = people.id
UNION ALL SELECT 'versions of statuses', count(*) FROM reporting.status_history h JOIN people ON h.person_id = people.id
UNION ALL SELECT 'rows of files, as claims', count(*) FROM reporting.claims c JOIN people ON c.person_id = people.id
UNION ALL SELECT 'rows of files, with evidence', count(*) FROM matching.links l JOIN people ON l.person_id = people.id
UNION ALL SELECT 'numbers', count(*) FROM matching.identifiers i JOIN people ON i.person_id = people.id
UNION ALL SELECT 'contradictions', count(*) FROM reporting.contradictions c JOIN people ON c.person_id = people.id
UNION ALL SELECT 'places on lists', count(*) FROM reporting.listed_people l JOIN people ON l.person_id = people.id
UNION ALL SELECT 'originals kept without them', count(DISTINCT g.submission_id) FROM reporting.claims c
    JOIN people ON c.person_id = people.id JOIN reporting.generations g USING (generation_id) WHERE c.sheet <> ''
UNION ALL SELECT 'originals destroyed', count(*) FROM ingest.submissions
    WHERE sealed_key IS NOT NULL AND id = ANY ($2::text::uuid[])
"""


class ErasureRefused(OnwardError):  # noqa: N818
    """There is no such order or target, or the same account asked."""


@dataclass(frozen=True, slots=True)
class ErasureState:
    """An order, and how far it is."""

    erasure_id: UUID
    reason: Reason
    asked_by: str
    asked_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    approved: bool | None
    people: int
    files: int
    done: Sequence[str]
    """Services that have carried it out."""

    @property
    def finished(self) -> bool:
        """Whether all services have carried it out."""
        return set(self.done) >= set(SERVICES)


async def ask(
    connection: Connection, account: str, reason: Reason, people: Collection[UUID], files: Collection[UUID]
) -> UUID:
    """Keep an order that a second account must confirm; return its id. Raises ErasureRefused."""
    unknown = await connection.fetch(_UNKNOWN, array_of(people), array_of(files))
    if unknown or not (people or files):
        raise ErasureRefused(f"nobody and no file has these ids: {len(unknown)}" if unknown else "nothing was named")
    erasure_id = uuid4()
    async with connection.transaction():
        await connection.execute(_ASK, erasure_id, reason, account)
        await connection.execute(_TARGETS, erasure_id, array_of(set(people)), array_of(set(files)))
    return erasure_id


async def answer(connection: Connection, account: str, erasure_id: UUID, *, approve: bool, erased: Path) -> None:
    """Confirm or refuse an order, as somebody other than who asked. Raises ErasureRefused or OSError.

    `erased`: the list outside the database from which a restored backup knows what to erase again. It is written within
    the transaction: what is not on it is not erased.
    """
    try:
        async with connection.transaction():
            asked_at = await connection.fetchval(_ANSWER, erasure_id, account, approve)
            if asked_at is None:
                raise ErasureRefused("there is no such order that waits for an answer")
            if approve:
                if refusal_of("erase", same_person=False, asked_at=asked_at, at=datetime.now(UTC)):
                    raise ErasureRefused("it was asked for too long ago: ask again")
                people = [row["person_id"] for row in await connection.fetch(_NAMED, erasure_id)]
                files = [row["file_id"] for row in await connection.fetch(_NAMED_FILES, erasure_id)]
                now = datetime.now(UTC)
                listed = [Erasure("person", one, now) for one in people] + [Erasure("file", one, now) for one in files]
                append_erasures(erased, listed)
    except asyncpg.CheckViolationError:
        raise ErasureRefused("whoever asked for it may not confirm it: a second person must") from None


async def order_again(connection: Connection, people: Sequence[UUID]) -> None:
    """Order that these people, whom a restored backup brought back, are erased: by the services, once they run."""
    if people:
        erasure_id = derived_id("erased again", *sorted(people))
        await connection.execute(_AGAIN, erasure_id)
        await connection.execute(_TARGETS, erasure_id, array_of(set(people)), array_of(()))


async def orders(connection: Connection, erasure_id: UUID | None = None) -> list[ErasureState]:
    """Return the orders, the oldest first; or one of them."""
    return [ErasureState(**row) for row in await connection.fetch(_LIST, erasure_id)]


async def preview(connection: Connection, people: Collection[UUID], files: Collection[UUID]) -> dict[str, int]:
    """Return what would go, as rows by kind."""
    rows = await connection.fetch(_PREVIEW, array_of(people), array_of(files))
    return {row["what"]: row["rows"] for row in rows}
