"""Judgements under way, in PostgreSQL: a tally a submission, and one compact row a part."""

from typing import Final

from services.validation.domain.duplicates import LearnerLine
from services.validation.usecases.ports import JudgedPart, Judgement, Tally
from shared.persistence.pool import Connection

_KEEP: Final = """
INSERT INTO judged_parts (submission_id, judgement, part, sheet, ordinals, lines, ranks, upn_keys, uln_keys, name_keys)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""

_COUNT_PART: Final = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_done, rows, accepted) VALUES ($1, $2, 1, $3, $4)
ON CONFLICT (submission_id, judgement) DO UPDATE SET
    parts_done = tally.parts_done + 1, rows = tally.rows + excluded.rows, accepted = tally.accepted + excluded.accepted
RETURNING parts_done, parts_total, rows, accepted
"""

_NOTE_TOTAL: Final = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_total) VALUES ($1, $2, $3)
ON CONFLICT (submission_id, judgement) DO UPDATE SET parts_total = excluded.parts_total
RETURNING parts_done, parts_total, rows, accepted
"""

_SHARING: Final = """
WITH line AS MATERIALIZED (
    SELECT part.sheet, one.*
    FROM judged_parts part,
         unnest(part.ordinals, part.lines, part.ranks, part.upn_keys, part.uln_keys, part.name_keys)
             AS one (ordinal, line, rank, upn_key, uln_key, name_key)
    WHERE part.submission_id = $1 AND part.judgement = $2
)
SELECT sheet, ordinal, line, rank, upn_key, uln_key, name_key
FROM line
WHERE upn_key IN (SELECT upn_key FROM line GROUP BY upn_key HAVING count(*) > 1)
   OR uln_key IN (SELECT uln_key FROM line GROUP BY uln_key HAVING count(*) > 1)
   OR name_key IN (SELECT name_key FROM line GROUP BY name_key HAVING count(*) > 1)
"""

_FORGET: Final = "DELETE FROM judged_parts WHERE submission_id = $1 AND judgement = $2"
_CLOSE: Final = "UPDATE tallies SET judged_at = now() WHERE submission_id = $1 AND judgement = $2"


class PostgresJudgements:
    """The tables `tallies` and `judged_parts`, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add_part(self, part: JudgedPart) -> Tally:
        """Keep the part, then count it: the count takes a lock that the other parts wait for, so it comes last."""
        key = (part.judgement.submission_id, part.judgement.number)
        lines = part.lines
        await self._connection.execute(
            _KEEP,
            *key,
            part.part,
            part.sheet,
            [line.ordinal for line in lines],
            [line.line for line in lines],
            [line.rank for line in lines],
            [line.upn for line in lines],
            [line.uln for line in lines],
            [line.name for line in lines],
        )
        return await self._tally(_COUNT_PART, *key, part.rows, part.accepted)

    async def add_total(self, judgement: Judgement, parts: int) -> Tally:
        """Note how many parts there are."""
        return await self._tally(_NOTE_TOTAL, judgement.submission_id, judgement.number, parts)

    async def lines_sharing_a_key(self, judgement: Judgement) -> list[LearnerLine]:
        """Return the lines with a key that occurs more than once."""
        rows = await self._connection.fetch(_SHARING, judgement.submission_id, judgement.number)
        return [
            LearnerLine(
                ordinal=row["ordinal"],
                sheet=row["sheet"],
                line=row["line"],
                rank=row["rank"],
                upn=row["upn_key"],
                uln=row["uln_key"],
                name=row["name_key"],
            )
            for row in rows
        ]

    async def close(self, judgement: Judgement) -> None:
        """Delete the parts and stamp the tally."""
        key = (judgement.submission_id, judgement.number)
        await self._connection.execute(_FORGET, *key)
        await self._connection.execute(_CLOSE, *key)

    async def _tally(self, statement: str, *values: object) -> Tally:
        row = await self._connection.fetchrow(statement, *values)
        assert row is not None
        return Tally(row["parts_done"], row["parts_total"], row["rows"], row["accepted"])
