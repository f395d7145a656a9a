"""Generations in PostgreSQL: found or made, filled part by part, counted until they are complete."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final

import asyncpg

from services.reporting.adapters.claims import claim_rows, packed
from services.reporting.adapters.effective_claims import BY_INDEX
from services.reporting.usecases.ports import GENERATION_TOTALS, EventsByGeneration, GenerationKey, GenerationTally
from shared.contracts.matching import ClaimsMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.errors import Poison
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_FIND = "SELECT generation_id, submission_id, judgement FROM generations WHERE submission_id = $1 AND judgement = $2"

_MAKE_RETURN = """
INSERT INTO returns (collection, establishment, period) VALUES ($1, $2, $3)
ON CONFLICT (collection, establishment, period) DO NOTHING
"""

_MAKE = """
INSERT INTO generations (submission_id, judgement, return_id, received_at)
SELECT $1, $2, return_id, $6 FROM returns WHERE collection = $3 AND establishment = $4 AND period = $5
ON CONFLICT (submission_id, judgement) DO NOTHING
"""


def _grown(name: str, number: int) -> str:
    return f"{name} = coalesce(${number}, {name})" if name in GENERATION_TOTALS else f"{name} = {name} + ${number}"


_COUNT: Final = f"""
UPDATE generations SET {", ".join(map(_grown, GenerationTally._fields, count(2)))}
WHERE generation_id = $1
RETURNING generation_id, return_id, complete, rows_to_set_aside
"""  # noqa: S608 (our own names)

_TO_SET_ASIDE = "SELECT generation_id, ordinal, counts_instead FROM set_aside_rows WHERE generation_id = $1"

# Validation took two lines for one learner by what stands in them. Where matching gave them to two people, or the line
# that was to count has no person yet, both are needed. Asked once the generation is complete, so that any order of
# events will do. Row by row by key, with scans switched off: a plan made while the tables are empty is kept when they
# are full.
_SET_ASIDE = """
UPDATE claims SET counts = false
WHERE generation_id = $1 AND ordinal = $2
  AND person_id = (SELECT person_id FROM claims WHERE generation_id = $1 AND ordinal = $3)
"""

# A return that is due already is locked until we commit (nothing is written: `WHERE false`). Else whoever takes it now
# would settle it without what we are about to commit, and nobody would be due any more.
_DUE = """
INSERT INTO unsettled_returns (return_id) VALUES ($1)
ON CONFLICT (return_id) DO UPDATE SET since = unsettled_returns.since WHERE false
"""


_ISSUE_COLUMNS: Final = (
    "generation_id",
    "ordinal",
    "position",
    "line",
    "sheet",
    "code",
    "severity",
    "column_id",
    "cell",
)
_UNSETTLED_COLUMNS: Final = ("generation_id", "ordinal", "line", "sheet", "cause", "rule", "keys", "candidates")
_SET_ASIDE_COLUMNS: Final = ("generation_id", "ordinal", "line", "sheet", "code", "counts_instead")
_NOTES_FROM: Final = 32_000
"""Position of a row's first note: behind the issues of its cells, which are far fewer than that."""

Rows = Sequence[tuple[Any, ...]]


class PostgresGenerations:
    """The tables `generations`, `claims`, `issues`, `unsettled_rows` and `set_aside_rows`.

    Several transactions may be at the same generations and returns: each statement takes them in one order, so that two
    never wait for each other in a circle.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, keys: Sequence[GenerationKey]) -> list[int]:
        """Return the id of each key's generation, making it and its return where they are not there yet."""
        wanted = {(each.submission_id, each.judgement): each for each in keys}
        found = await self._ids(wanted)
        missing = [wanted[key] for key in sorted(wanted.keys() - found.keys())]
        if missing:
            returns = {(each.collection, each.establishment, each.period) for each in missing}
            await self._connection.executemany(_MAKE_RETURN, sorted(returns))
            await self._connection.executemany(_MAKE, [_row(each) for each in missing])
            found |= await self._ids([(each.submission_id, each.judgement) for each in missing])
        return [found[each.submission_id, each.judgement] for each in keys]

    async def _ids(self, keys: Collection[tuple[Any, int]]) -> dict[tuple[Any, int], int]:
        rows = await self._connection.fetchmany(_FIND, keys)
        return {(row["submission_id"], row["judgement"]): row["generation_id"] for row in rows}

    async def count(self, tallies: Mapping[int, GenerationTally]) -> bool:
        """Add to the tallies; the transaction that completes a count marks the return due and gets True."""
        rows = await self._connection.fetchmany(_COUNT, [(at, *tallies[at]) for at in sorted(tallies)])
        complete = [row for row in rows if row["complete"]]
        for row in complete:
            if row["rows_to_set_aside"]:
                await self._connection.execute(BY_INDEX)
                losers = await self._connection.fetch(_TO_SET_ASIDE, row["generation_id"])
                await self._connection.executemany(_SET_ASIDE, [tuple(each) for each in losers])
        if complete:
            await self._connection.executemany(_DUE, sorted({(row["return_id"],) for row in complete}))
        return bool(complete)

    async def record_verdicts(self, parts: EventsByGeneration[RowsJudged]) -> None:
        """Keep the issues of parts, one row each, and their refused rows."""
        await self._copy("issues", _ISSUE_COLUMNS, [row for place in parts for row in _issue_rows(*place)])
        await self._copy("unsettled_rows", _UNSETTLED_COLUMNS, [row for place in parts for row in _refused(*place)])

    async def record_set_aside(self, returns: EventsByGeneration[SubmissionJudged]) -> None:
        """Keep which accepted rows are not to count where another line is matched to the same person."""
        rows = [
            (generation_id, r.ordinal, r.line, r.sheet, r.code, r.counts_instead)
            for generation_id, event in returns
            for r in event.set_aside
        ]
        await self._copy("set_aside_rows", _SET_ASIDE_COLUMNS, rows)
        await self._copy("issues", _ISSUE_COLUMNS, [row for place in returns for row in _note_rows(*place)])

    async def record_claims(self, parts: EventsByGeneration[ClaimsMatched]) -> None:
        """Keep the claims of parts and their rows that await a person."""
        await self._copy("unsettled_rows", _UNSETTLED_COLUMNS, [row for place in parts for row in _awaiting(*place)])
        await self._copy("claims", *claim_rows(parts))

    async def _copy(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        if not rows:
            return
        try:
            await self._connection.copy_records_to_table(table, columns=columns, records=rows)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            # One row under two event ids, a character no text may hold: no repetition helps.
            raise Poison(f"{table}_{error.sqlstate or 'value'}") from None


def _row(key: GenerationKey) -> tuple[Any, ...]:
    return (key.submission_id, key.judgement, key.collection, key.establishment, key.period, key.received_at)


def _issue_rows(generation_id: int, event: RowsJudged) -> Iterator[tuple[Any, ...]]:
    sheet = event.sheet
    for row in event.judged:
        for position, issue in enumerate(row.issues):
            place = (generation_id, row.ordinal, position, row.line, sheet)
            yield (*place, issue.code, issue.severity, issue.column, issue.cell)


def _note_rows(generation_id: int, event: SubmissionJudged) -> Iterator[tuple[Any, ...]]:
    for position, note in enumerate(sorted(event.notes, key=lambda note: (note.ordinal, note.code))):
        # Two numbers can be shared, so two notes stand on one row at most: their places need only differ.
        place = _NOTES_FROM + position % 2
        yield (generation_id, note.ordinal, place, note.line, note.sheet, note.code, "warning", note.column, None)


def _refused(generation_id: int, event: RowsJudged) -> Iterator[tuple[Any, ...]]:
    for row in event.judged:
        if row.refused:
            yield (generation_id, row.ordinal, row.line, event.sheet, "refused", None, packed(row.keys), None)


def _awaiting(generation_id: int, event: ClaimsMatched) -> Iterator[tuple[Any, ...]]:
    for row in event.awaiting:
        head = (generation_id, row.ordinal, row.line, event.sheet, "awaiting", row.rule)
        yield (*head, packed(row.keys), array_of(row.candidates))
