"""Tallies in PostgreSQL: one row for each judgement; whoever adds to it holds it until the end of the transaction."""

from typing import Any
from uuid import UUID

from services.matching.usecases.ports import Counts, Progress
from shared.persistence.pool import Connection

_COUNT = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_done, matched, created, awaiting)
VALUES ($1, $2, 1, $3, $4, $5)
ON CONFLICT (submission_id, judgement) DO UPDATE SET
    parts_done = tally.parts_done + 1,
    matched = tally.matched + excluded.matched,
    created = tally.created + excluded.created,
    awaiting = tally.awaiting + excluded.awaiting
RETURNING parts_done, parts_expected, matched, created, awaiting
"""
_EXPECT = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_expected) VALUES ($1, $2, $3)
ON CONFLICT (submission_id, judgement) DO UPDATE SET parts_expected = excluded.parts_expected
RETURNING parts_done, parts_expected, matched, created, awaiting
"""


class PostgresTallies:
    """Tallies, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count_part(self, submission_id: UUID, judgement: int, counts: Counts) -> Progress:
        row = await self._connection.fetchrow(
            _COUNT, submission_id, judgement, counts.matched, counts.created, counts.awaiting
        )
        return _progress(row)

    async def expect_parts(self, submission_id: UUID, judgement: int, parts: int) -> Progress:
        return _progress(await self._connection.fetchrow(_EXPECT, submission_id, judgement, parts))


def _progress(row: Any) -> Progress:
    counts = Counts(row["matched"], row["created"], row["awaiting"])
    return Progress(row["parts_done"], row["parts_expected"], counts)
