"""Judgements under way, in PostgreSQL: a tally a submission, and one compact row a part."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from services.validation.adapters.packed_lines import packed, unpacked
from services.validation.domain.duplicates import LearnerLines
from services.validation.usecases.ports import JudgedPart, Judgement, Tally
from shared.persistence.pool import Connection

_KEEP: Final = """
INSERT INTO judged_parts (submission_id, judgement, part, sheet, lines) VALUES ($1, $2, $3, $4, $5)
"""

_COUNT_PARTS: Final = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_done, rows, accepted)
SELECT * FROM unnest(
    $1::text[]::uuid[], $2::text[]::integer[], $3::text[]::integer[], $4::text[]::integer[], $5::text[]::integer[]
) AS added
ORDER BY 1, 2
ON CONFLICT (submission_id, judgement) DO UPDATE SET
    parts_done = tally.parts_done + excluded.parts_done,
    rows = tally.rows + excluded.rows,
    accepted = tally.accepted + excluded.accepted
RETURNING submission_id, judgement, parts_done, parts_total, rows, accepted
"""

_NOTE_TOTALS: Final = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_total)
SELECT submission_id, judgement, parts_total
FROM unnest($1::text[]::uuid[], $2::text[]::integer[], $3::text[]::integer[])
    AS noted (submission_id, judgement, parts_total)
ORDER BY 1, 2
ON CONFLICT (submission_id, judgement) DO UPDATE SET
    parts_total = excluded.parts_total
RETURNING submission_id, judgement, parts_done, parts_total, rows, accepted
"""

_CLOSE: Final = """
DELETE FROM judged_parts AS part
USING unnest($1::text[]::uuid[], $2::text[]::integer[]) AS closed (submission_id, judgement)
WHERE part.submission_id = closed.submission_id AND part.judgement = closed.judgement
RETURNING part.submission_id, part.judgement, part.sheet, part.lines
"""


class PostgresJudgements:
    """The tables `tallies` and `judged_parts`, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add_parts(self, parts: Collection[JudgedPart]) -> Mapping[Judgement, Tally]:
        """Keep the parts, then count them: the count takes locks that other parts wait for, so it comes last."""
        await self._connection.executemany(
            _KEEP,
            [(*_key(part.judgement), part.part, part.lines.sheet, packed(part.lines)) for part in parts],
        )
        added: dict[Judgement, tuple[int, int, int]] = {}
        for part in parts:
            done, rows, accepted = added.get(part.judgement, (0, 0, 0))
            added[part.judgement] = (done + 1, rows + part.rows, accepted + part.accepted)
        return await self._tallies(_COUNT_PARTS, added)

    async def add_totals(self, totals: Mapping[Judgement, int]) -> Mapping[Judgement, Tally]:
        """Note how many parts there are."""
        return await self._tallies(_NOTE_TOTALS, {judgement: (parts,) for judgement, parts in totals.items()})

    async def close(self, judgements: Collection[Judgement]) -> Mapping[Judgement, Sequence[LearnerLines]]:
        """Delete the parts and return what was in them."""
        rows = await self._connection.fetch(_CLOSE, *_columns(map(_key, judgements)))
        kept: dict[Judgement, list[LearnerLines]] = {judgement: [] for judgement in judgements}
        for submission_id, number, sheet, lines in rows:
            kept[Judgement(submission_id, number)].append(unpacked(sheet, lines))
        return kept

    async def _tallies(self, statement: str, added: Mapping[Judgement, tuple[int, ...]]) -> Mapping[Judgement, Tally]:
        rows = await self._connection.fetch(
            statement, *_columns((*_key(judgement), *numbers) for judgement, numbers in added.items())
        )
        return {Judgement(submission_id, number): Tally(*tally) for submission_id, number, *tally in rows}


def _key(judgement: Judgement) -> tuple[UUID, int]:
    return judgement.submission_id, judgement.number


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[str]]:
    """Return the rows side by side, as text: arrays of text the driver knows without asking the database about them."""
    return [list(map(str, column)) for column in zip(*rows, strict=True)]
