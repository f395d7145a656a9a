"""Judgements under way, in PostgreSQL: a tally a submission, and one compact row a part.

The lines of a part are one run of bytes: columns of numbers, one after the other, as PostgreSQL's `int4send` and its
like would write them. Five hundred lines are then written and read without a look at any one of them.
"""

import sys
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from pydantic_core import from_json, to_json

from services.validation.domain.complaint_counts import ComplaintCount, ComplaintCounts
from services.validation.domain.duplicates import LearnerLines
from services.validation.usecases.ports import ClosedPart, JudgedPart, Judgement, SubmissionVerdict, Tally
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_KEEP: Final = """
INSERT INTO judged_parts (submission_id, judgement, part, sheet, lines, severities, complaints)
VALUES ($1, $2, $3, $4, $5, $6, $7)
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
RETURNING submission_id, judgement, parts_done, parts_total, rows, accepted,
          extract(epoch FROM clock_timestamp() - begun_at)::float8
"""

_NOTE_TOTALS: Final = """
INSERT INTO tallies AS tally (submission_id, judgement, parts_total)
SELECT submission_id, judgement, parts_total
FROM unnest($1::text[]::uuid[], $2::text[]::integer[], $3::text[]::integer[])
    AS noted (submission_id, judgement, parts_total)
ORDER BY 1, 2
ON CONFLICT (submission_id, judgement) DO UPDATE SET
    parts_total = excluded.parts_total
RETURNING submission_id, judgement, parts_done, parts_total, rows, accepted,
          extract(epoch FROM clock_timestamp() - begun_at)::float8
"""

_CLOSE: Final = """
DELETE FROM judged_parts AS part
USING unnest($1::text[]::uuid[], $2::text[]::integer[]) AS closed (submission_id, judgement)
WHERE part.submission_id = closed.submission_id AND part.judgement = closed.judgement
RETURNING part.submission_id, part.judgement, part.sheet, part.lines, part.severities, part.complaints
"""

# Only the newest judgement of a submission is kept; what of it was kept before, and of an older one, goes.
_RECORD: Final = """
INSERT INTO verdicts AS kept (submission_id, judgement, collection, establishment, period, academic_year, received_at,
                              severities)
SELECT * FROM unnest($1::text[]::uuid[], $2::text[]::integer[], $3::text[], $4::text[], $5::text[],
                     $6::text[]::smallint[], $7::text[]::timestamptz[], $8::text[]::integer[])
ORDER BY 1
ON CONFLICT (submission_id) DO UPDATE SET
    judgement = excluded.judgement, collection = excluded.collection, establishment = excluded.establishment,
    period = excluded.period, academic_year = excluded.academic_year, received_at = excluded.received_at,
    severities = excluded.severities
WHERE kept.judgement < excluded.judgement
RETURNING submission_id
"""
_FORGET_COMPLAINTS: Final = "DELETE FROM verdict_complaints WHERE submission_id = ANY ($1::text::uuid[])"
_RECORD_COMPLAINTS: Final = """
INSERT INTO verdict_complaints (submission_id, code, lowered, rows, alone, accepted) VALUES ($1, $2, $3, $4, $5, $6)
"""

_NUMBERS: Final = ("i", "i", "h")
"""Ordinals, lines, ranks: four, four and two bytes each."""
_KEYS: Final = ("q", "q", "q")
"""Blind keys of UPN, ULN and name: eight bytes each; 0 for none."""
_TYPES: Final = _NUMBERS + _KEYS
_LINE_BYTES: Final = 34


class PostgresJudgements:
    """The tables `tallies` and `judged_parts`, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add_parts(self, parts: Collection[JudgedPart]) -> Mapping[Judgement, Tally]:
        """Keep the parts, then count them: the count takes locks that other parts wait for, so it comes last."""
        await self._connection.executemany(
            _KEEP,
            [
                (*_key(part.judgement), part.part, part.lines.sheet, packed(part.lines), part.severities, _json(part))
                for part in parts
            ],
        )
        added: dict[Judgement, tuple[int, int, int]] = {}
        for part in parts:
            done, rows, accepted = added.get(part.judgement, (0, 0, 0))
            added[part.judgement] = (done + 1, rows + part.rows, accepted + part.accepted)
        return await self._tallies(_COUNT_PARTS, added)

    async def add_totals(self, totals: Mapping[Judgement, int]) -> Mapping[Judgement, Tally]:
        """Note how many parts there are."""
        return await self._tallies(_NOTE_TOTALS, {judgement: (parts,) for judgement, parts in totals.items()})

    async def close(self, judgements: Collection[Judgement]) -> Mapping[Judgement, Sequence[ClosedPart]]:
        """Delete the parts and return what was in them."""
        rows = await self._connection.fetch(_CLOSE, *_columns(map(_key, judgements)))
        kept: dict[Judgement, list[ClosedPart]] = {judgement: [] for judgement in judgements}
        for submission_id, number, sheet, lines, severities, complaints in rows:
            part = ClosedPart(unpacked(sheet, lines), severities, _counts(complaints))
            kept[Judgement(submission_id, number)].append(part)
        return kept

    async def record_verdicts(self, verdicts: Collection[SubmissionVerdict]) -> None:
        """Keep what they came to, unless a newer judgement of the submission is kept already."""
        by_id = {one.judgement.submission_id: one for one in sorted(verdicts, key=lambda one: one.judgement.number)}
        kept = await self._connection.fetch(_RECORD, *_columns(map(_verdict_row, by_id.values())))
        ids = [row["submission_id"] for row in kept]
        if again := [one for one in ids if by_id[one].judgement.number > 1]:
            await self._connection.execute(_FORGET_COMPLAINTS, array_of(again))
        counted = [
            (one, code, lowered, count.rows, count.alone, count.accepted)
            for one in ids
            for (code, lowered), count in by_id[one].complaints.items()
        ]
        if counted:
            await self._connection.executemany(_RECORD_COMPLAINTS, counted)

    async def _tallies(self, statement: str, added: Mapping[Judgement, tuple[int, ...]]) -> Mapping[Judgement, Tally]:
        rows = await self._connection.fetch(
            statement, *_columns((*_key(judgement), *numbers) for judgement, numbers in added.items())
        )
        return {Judgement(submission_id, number): Tally(*tally) for submission_id, number, *tally in rows}


def _key(judgement: Judgement) -> tuple[UUID, int]:
    return judgement.submission_id, judgement.number


def _verdict_row(one: SubmissionVerdict) -> tuple[object, ...]:
    fields = (one.collection, one.establishment, one.period, one.academic_year, one.received_at.isoformat())
    return (*_key(one.judgement), *fields, one.severities)


def _json(part: JudgedPart) -> str | None:
    """Return the counts as they are stored: most parts have none."""
    counts = [(*key, one.rows, one.alone, one.accepted) for key, one in part.complaints.items()]
    return to_json(counts).decode() if counts else None


def _counts(stored: str | None) -> ComplaintCounts:
    if stored is None:
        return {}
    return {(code, lowered): ComplaintCount(*counts) for code, lowered, *counts in from_json(stored)}


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[str]]:
    """Return the rows side by side, as text: arrays of text the driver knows without asking the database about them."""
    return [list(map(str, column)) for column in zip(*rows, strict=True)]


def packed(lines: LearnerLines) -> bytes:
    """Return the columns in the order of their types."""
    columns = (lines.ordinals, lines.lines, lines.ranks, *map(_with_noughts, lines.keys))
    return b"".join(_bytes(kind, column) for kind, column in zip(_TYPES, columns, strict=True))


def unpacked(sheet: str, data: bytes) -> LearnerLines:
    """Return the lines that were packed; a key of 0 is none."""
    count, start = len(data) // _LINE_BYTES, 0
    columns = []
    for kind in _TYPES:
        column = array(kind)
        end = start + count * column.itemsize
        column.frombytes(data[start:end])
        columns.append(_in_order(column).tolist())
        start = end
    numbers, keys = columns[: len(_NUMBERS)], columns[len(_NUMBERS) :]
    return LearnerLines(sheet, *numbers, *map(_with_nones, keys))


def _bytes(kind: str, values: Iterable[int]) -> bytes:
    return _in_order(array(kind, values)).tobytes()


def _in_order(column: "array[int]") -> "array[int]":
    if sys.byteorder == "little":
        column.byteswap()
    return column


def _with_noughts(keys: Sequence[int | None]) -> Iterable[int]:
    return (key or 0 for key in keys) if None in keys else keys  # type: ignore[return-value]


def _with_nones(keys: Sequence[int]) -> Sequence[int | None]:
    return [key or None for key in keys] if 0 in keys else keys
