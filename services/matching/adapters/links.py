"""Links in PostgreSQL: where each person's rows are, and what the rows say, in columns by the block."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count, repeat
from typing import Any, Final
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json

from services.matching.adapters.ids import NewIds
from services.matching.usecases.ports import Judgement, KeptBlock, KeptLine, Linked
from shared.errors import Poison
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection
from shared.vocabulary.learners import name_with_birth_date

BLOCK_ROWS: Final = 100
"""Whoever asks for one row reads its block."""

_BLOCK: Final = (
    "block_id", "submission_id", "judgement", "received_at", "first_ordinal",
    "born_from", "born_to", "decisions", "details", "contact",
)  # fmt: skip
_LINK: Final = ("person_id", "block_id", "place", "ordinal", "reachable")

_BLOCKS: Final = """
SELECT block_id, submission_id, judgement, born_from, born_to FROM link_blocks
WHERE (submission_id, judgement) IN (SELECT * FROM unnest($1::text::uuid[], $2::text::integer[]))
"""
# A person may have years of links: only those in the blocks are read further. Written as queries, the texts are read
# once, and links are looked up by person however little the server knows yet of the tables.
_LINES: Final = """
SELECT theirs.block_id, asked.person_id, theirs.place
FROM unnest($1::text::uuid[]) AS asked(person_id)
CROSS JOIN LATERAL (SELECT block_id, place FROM links WHERE links.person_id = asked.person_id OFFSET 0) AS theirs
WHERE theirs.block_id = ANY (ARRAY(SELECT unnest($2::text::uuid[])))
"""
# However many of its lines are asked for, a block is read and taken apart once.
_COLUMNS: Final = "SELECT block_id, details, decisions FROM link_blocks WHERE block_id = ANY ($1::text::uuid[])"

_block_ids: Final = NewIds()

Columns = Mapping[str, Sequence[Any]]
Row = tuple[Any, ...]


class PostgresLinks:
    """Links, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._own: set[UUID] = set()

    async def blocks(self, judgements: Collection[Judgement]) -> Collection[KeptBlock]:
        rows = await self._connection.fetch(_BLOCKS, *map(array_of, zip(*sorted(judgements), strict=True)))
        return [
            KeptBlock(block_id, (submission_id, judgement), (born_from, born_to) if born_from else None)
            for block_id, submission_id, judgement, born_from, born_to in rows
            if block_id not in self._own
        ]

    async def lines(self, blocks: Collection[UUID], people: Collection[UUID]) -> Sequence[KeptLine]:
        found = await self._connection.fetch(_LINES, array_of(people), array_of(blocks))
        if not found:
            return ()
        rows = await self._connection.fetch(_COLUMNS, array_of({block_id for block_id, _, _ in found}))
        columns = {block_id: (from_json(details), from_json(decisions)) for block_id, details, decisions in rows}
        return [_line(block_id, person_id, place, *columns[block_id]) for block_id, person_id, place in found]

    async def keep(self, linked: Sequence[Linked]) -> None:
        blocks: list[Row] = []
        links: list[Row] = []
        for each in linked:
            for start in range(0, len(each.person_ids), BLOCK_ROWS):
                rows = slice(start, start + BLOCK_ROWS)
                block_id = next(_block_ids)
                self._own.add(block_id)
                blocks.append(_block(block_id, each, rows))
                links += _links(block_id, each, rows)
        if not blocks:
            return
        try:
            await self._connection.copy_records_to_table("link_blocks", records=blocks, columns=_BLOCK)
        except asyncpg.UniqueViolationError as error:
            raise Poison(f"link_blocks_{error.sqlstate}") from None
        await self._connection.copy_records_to_table("links", records=links, columns=_LINK)


def _line(block_id: UUID, person_id: UUID, place: int, details: Columns, decisions: Columns) -> KeptLine:
    born_on, upn, uln = [details[name][place] if name in details else None for name in ("born_on", "upn", "uln")]
    birth_date = date.fromisoformat(born_on) if born_on else None
    named = name_with_birth_date(details["surname"][place], details["forename"][place], birth_date)
    return KeptLine(block_id, person_id, (upn, uln, named), decisions["created"][place])


def _links(block_id: UUID, linked: Linked, rows: slice) -> Iterator[Row]:
    ordinals = linked.records.ordinals[rows]
    return zip(linked.person_ids[rows], repeat(block_id), count(), ordinals, linked.reachable[rows], strict=False)


def _block(block_id: UUID, linked: Linked, rows: slice) -> Row:
    part, ordinals = linked.part, linked.records.ordinals[rows]
    decisions = {
        "ordinal": ordinals,
        "created": linked.created[rows],
        "rule": linked.rules[rows],
        "evidence": linked.evidence[rows],
    }
    return (
        *(block_id, part.submission_id, part.judgement, part.received_at, ordinals[0]),
        *_first_and_last(linked.records.person.born_on, rows),
        *(to_json(decisions).decode(), _json_of(linked.details, rows)),
        _json_of(linked.contact, rows) if any(linked.reachable[rows]) else None,
    )


def _first_and_last(birth_dates: Sequence[date | None] | None, rows: slice) -> tuple[date | None, date | None]:
    days = [day for day in birth_dates[rows] if day] if birth_dates else []
    return (min(days), max(days)) if birth_dates and len(days) == len(birth_dates[rows]) else (None, None)


def _json_of(columns: Mapping[str, Sequence[Any]], rows: slice) -> str:
    return to_json({name: values[rows] for name, values in columns.items()}).decode()
