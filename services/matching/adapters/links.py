"""Links in PostgreSQL: where each person's rows are, and what the rows say, in columns by the block."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count, repeat
from typing import Any, Final
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json

from services.matching.adapters.ids import MintedIds
from services.matching.usecases.ports import Judgement, KeptLine, Linked
from shared.errors import Poison
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection
from shared.vocabulary.learners import name_with_birth_date

BLOCK_ROWS: Final = 100
"""Whoever asks for one row reads its block."""

_BLOCK: Final = (
    *("block_id", "submission_id", "judgement", "received_at", "first_ordinal"),
    *("decisions", "details", "contact"),
)
_LINK: Final = ("person_id", "block_id", "place", "ordinal", "reachable")

_BLOCKS: Final = """
SELECT block_id FROM link_blocks
WHERE (submission_id, judgement) IN (SELECT * FROM unnest($1::text::uuid[], $2::text::integer[]))
"""
# A person may have years of links: only those in the blocks are read further. Written as queries, the texts are read
# once, and links are looked up by person however little the server knows yet of the tables.
_LINES: Final = """
WITH found AS MATERIALIZED (
    SELECT asked.person_id, theirs.block_id, theirs.place
    FROM unnest($1::text::uuid[]) AS asked(person_id)
    CROSS JOIN LATERAL (SELECT block_id, place FROM links WHERE links.person_id = asked.person_id OFFSET 0) AS theirs
    WHERE theirs.block_id = ANY (ARRAY(SELECT unnest($2::text::uuid[])))
)
SELECT person_id, submission_id, judgement, row_of(details, place) AS said, row_of(decisions, place) AS decided
FROM found JOIN link_blocks USING (block_id)
"""

_block_ids: Final = MintedIds()

Row = tuple[Any, ...]


class PostgresLinks:
    """Links, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._own: set[UUID] = set()

    async def blocks(self, judgements: Collection[Judgement]) -> Collection[UUID]:
        rows = await self._connection.fetch(_BLOCKS, *map(array_of, zip(*sorted(judgements), strict=True)))
        return {row["block_id"] for row in rows} - self._own

    async def lines(self, blocks: Collection[UUID], people: Collection[UUID]) -> Sequence[KeptLine]:
        return [_line(row) for row in await self._connection.fetch(_LINES, array_of(people), array_of(blocks))]

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


def _line(row: Any) -> KeptLine:
    said = from_json(row["said"])
    born_on = said.get("born_on")
    named = name_with_birth_date(said["surname"], said["forename"], date.fromisoformat(born_on) if born_on else None)
    keys = said.get("upn"), said.get("uln"), named
    judgement = row["submission_id"], row["judgement"]
    return KeptLine(judgement, row["person_id"], keys, from_json(row["decided"])["created"])


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
        *(to_json(decisions).decode(), _json_of(linked.details, rows)),
        _json_of(linked.contact, rows) if any(linked.reachable[rows]) else None,
    )


def _json_of(columns: Mapping[str, Sequence[Any]], rows: slice) -> str:
    return to_json({name: values[rows] for name, values in columns.items()}).decode()
