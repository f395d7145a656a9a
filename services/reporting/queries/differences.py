"""Differences: whom a generation adds to, removes from, changes or keeps in the edition that it was laid over."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from pydantic_core import from_json

from services.reporting.adapters.editions.changes import BOTH_SIDES, CHANGED_PEOPLE
from services.reporting.domain.returns.changes import RowChange, RowFacts, changes_between
from services.reporting.queries.read_audit import ReadAudit
from shared.persistence.arrays import array_of
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.own_rows import own_rows
from shared.persistence.pool import Connection, Pool

CHANGED: Final = "changed"
CHANGES: Final = ("added", "removed", CHANGED, "shielded")
"""What a generation may do to people: list somebody who was not listed, leave somebody out, say something else of them,
or leave their earlier line because theirs is not settled."""


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """Somebody whom a generation adds, removes, changes or keeps."""

    person_id: UUID
    surname: str
    forename: str
    born_on: date | None
    sheet: str
    line: int
    changes: tuple[RowChange, ...] = ()
    """Of somebody who is changed: what is said of them otherwise."""


class DifferenceRows(Protocol):
    """Finds whom a generation changes."""

    async def difference(
        self, generation_id: int, change: str, *, page: int, page_size: int
    ) -> Listing[DifferenceLine]:
        """Return who is added, removed, changed or shielded by a generation, as it was last laid over another."""
        ...

    async def changed(self, generation_id: int) -> int:
        """Return of how many people it says something else that bears on a status."""
        ...


class DifferenceQueries:
    """Whom a generation adds, removes, changes or shields; each look is written down."""

    def __init__(self, rows: DifferenceRows, audit: ReadAudit) -> None:
        self._rows = rows
        self._audit = audit

    async def difference(
        self,
        generation_id: int,
        change: str,
        *,
        account: str,
        page: int = 1,
        page_size: int = 50,
    ) -> Listing[DifferenceLine]:
        """Return one page of the people and note that this account read it. `change`: one of `CHANGES`."""
        await self._audit.note_read(account, None, "difference")
        return await self._rows.difference(generation_id, change, page=page, page_size=page_size)

    async def changed(self, generation_id: int) -> int:
        """Return of how many people it says something else; nobody is named, so that no look is noted."""
        return await self._rows.changed(generation_id)


_EDITION: Final = """
SELECT e.generation_id, e.edition_id, o.generation_id AS base_generation_id, o.edition_id AS base_edition_id,
       e.people_changed
FROM generations g JOIN editions e ON e.edition_id = g.edition_id
LEFT JOIN editions o ON o.edition_id = e.base_edition_id
WHERE g.generation_id = $1
"""

_CONTENT: Final = """
    SELECT c.generation_id, c.ordinal, c.person_id FROM claims c WHERE c.generation_id = {generation} AND c.counts
    UNION ALL
    SELECT k.generation_id, k.ordinal, k.person_id FROM carried_claims k WHERE k.edition_id = {edition}
"""
_BOTH: Final = {"generation": "$1", "base_generation": "$3", "base_edition": "$4"}

_DIFFERENCE: Final = f"""
WITH listed AS ({_CONTENT.format(generation="$1", edition="$2")}),
before AS ({_CONTENT.format(generation="$3", edition="$4")}),
differing AS (
    SELECT DISTINCT ON (person_id) generation_id, ordinal, person_id FROM (
        SELECT l.* FROM listed l
        WHERE $5 = 'added' AND NOT EXISTS (SELECT 1 FROM before b WHERE b.person_id = l.person_id)
        UNION ALL
        SELECT b.* FROM before b
        WHERE $5 = 'removed' AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.person_id = b.person_id)
        UNION ALL
        SELECT k.generation_id, k.ordinal, k.person_id FROM carried_claims k WHERE $5 = 'shielded' AND k.edition_id = $2
        UNION ALL
        SELECT l.* FROM listed l WHERE $5 = 'changed' AND l.person_id IN ({CHANGED_PEOPLE.format(**_BOTH)})
    ) either
    ORDER BY person_id, generation_id DESC, ordinal
)
SELECT c.person_id, c.surname, c.forename, c.born_on, c.sheet, c.line, count(*) OVER () AS total
FROM differing JOIN claims c USING (generation_id, ordinal)
ORDER BY name_key(c.surname) COLLATE "C", name_key(c.forename) COLLATE "C", c.person_id
LIMIT $6 OFFSET $7
"""  # noqa: S608 (our own names)

_FACTS_OF: Final = f"""
SELECT s.later, s.person_id, s.facts, s.sen, s.born_on, s.year_group
FROM ({BOTH_SIDES.format(generation="$1", base_generation="$2", base_edition="$3")}) s
WHERE s.person_id = ANY($4::text::uuid[])
"""  # noqa: S608 (our own names)

_COUNT: Final = f"""
SELECT count(*) FROM ({CHANGED_PEOPLE.format(generation="$1", base_generation="$2", base_edition="$3")}) changed
"""  # noqa: S608 (our own names)


class PostgresDifferenceRows:
    """`DifferenceRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def difference(
        self, generation_id: int, change: str, *, page: int, page_size: int
    ) -> Listing[DifferenceLine]:
        async with own_rows(self._pool) as connection:
            edition = await connection.fetchrow(_EDITION, generation_id)
            if edition is None:
                return Listing([], total=0, page=page, page_size=page_size)
            *editions, _ = edition
            asked = (*editions, change, page_size, (page - 1) * page_size)
            rows = await connection.fetch(_DIFFERENCE, *asked)
            people = [row["person_id"] for row in rows] if change == CHANGED else []
            changes = await _changes(connection, edition, people) if people else {}
        lines = [view_of(DifferenceLine, row, changes=changes.get(row["person_id"], ())) for row in rows]
        return listing_of(rows, lines, page=page, page_size=page_size)

    async def changed(self, generation_id: int) -> int:
        async with own_rows(self._pool) as connection:
            edition = await connection.fetchrow(_EDITION, generation_id)
            if edition is None or edition["base_edition_id"] is None:
                return 0
            if edition["people_changed"] is not None:
                return int(edition["people_changed"])
            return int(await connection.fetchval(_COUNT, *_over(edition)))


async def _changes(
    connection: Connection, edition: Any, people: Sequence[UUID]
) -> Mapping[UUID, tuple[RowChange, ...]]:
    before: dict[UUID, list[RowFacts]] = defaultdict(list)
    after: dict[UUID, list[RowFacts]] = defaultdict(list)
    for row in await connection.fetch(_FACTS_OF, *_over(edition), array_of(people)):
        (after if row["later"] else before)[row["person_id"]].append(_facts_of(row))
    return {who: changes_between(before[who], after[who]) for who in people}


def _over(edition: Any) -> tuple[int, int | None, int | None]:
    return edition["generation_id"], edition["base_generation_id"], edition["base_edition_id"]


def _facts_of(row: Any) -> RowFacts:
    who = {name: row[name] for name in ("sen", "born_on", "year_group") if row[name] is not None}
    return {**from_json(row["facts"]), **who}
