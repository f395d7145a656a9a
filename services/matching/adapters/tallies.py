"""Tallies in PostgreSQL: one row for each judgement; whoever adds to it holds it until the end of the transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.matching.usecases.ports import Counts, Judgement, Progress
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

# In the order of their ids, so that two batches of parts of the same submissions cannot wait in a circle.
_COUNT = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_done, matched, created, awaiting)
SELECT * FROM unnest($1::text::uuid[], $2::text::integer[], $3::text::integer[], $4::text::integer[],
                     $5::text::integer[], $6::text::integer[])
ON CONFLICT (submission_id, judgement) DO UPDATE SET
    parts_done = tally.parts_done + excluded.parts_done,
    matched = tally.matched + excluded.matched,
    created = tally.created + excluded.created,
    awaiting = tally.awaiting + excluded.awaiting
RETURNING submission_id, judgement, parts_expected, parts_done, matched, created, awaiting,
          extract(epoch FROM clock_timestamp() - begun_at)::float8 AS seconds
"""
_EXPECT = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_expected)
SELECT * FROM unnest($1::text::uuid[], $2::text::integer[], $3::text::integer[])
ON CONFLICT (submission_id, judgement) DO UPDATE SET parts_expected = excluded.parts_expected
RETURNING submission_id, judgement, parts_expected, parts_done, matched, created, awaiting,
          extract(epoch FROM clock_timestamp() - begun_at)::float8 AS seconds
"""


class PostgresTallies:
    """Tallies, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count(self, done: Mapping[Judgement, Counts]) -> Mapping[Judgement, Progress]:
        rows = [
            (*judgement, counts.parts, counts.matched, counts.created, counts.awaiting)
            for judgement, counts in sorted(done.items(), key=lambda item: item[0])
        ]
        return await self._add(_COUNT, rows)

    async def expect_parts(self, parts: Mapping[Judgement, int]) -> Mapping[Judgement, Progress]:
        return await self._add(_EXPECT, [(*judgement, number) for judgement, number in sorted(parts.items())])

    async def _add(self, query: str, rows: Sequence[tuple[Any, ...]]) -> Mapping[Judgement, Progress]:
        counted = await self._connection.fetch(query, *map(array_of, zip(*rows, strict=True)))
        return {(row["submission_id"], row["judgement"]): _progress(row) for row in counted}


def _progress(row: Any) -> Progress:
    done = Counts(row["parts_done"], row["matched"], row["created"], row["awaiting"])
    return Progress(done, row["parts_expected"], row["seconds"])
