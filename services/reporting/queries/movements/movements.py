"""What moved between two snapshots: the figures of both, what lies between them by reason, and the people behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.movements.movements import Moved, MovedFigure, moved
from services.reporting.domain.movements.reasons import Change, Position
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.queries.read_audit import PostgresReadAudit, ReadAudit
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries, SnapshotQueries
from shared.persistence.arrays import array_of
from shared.persistence.listing import Listing
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.london import london_day

Changes = Sequence[tuple[UUID, Change]]


class MovedPerson(NamedTuple):
    """Somebody behind a movement: as they stand in the later snapshot or, where they are not in it, in the earlier."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    year_group: int | None
    code_before: str | None
    code_after: str | None


@dataclass(frozen=True, slots=True)
class MovementsView:
    """A figure in two snapshots, and why it differs: before + net of all reasons = after."""

    earlier: Snapshot
    later: Snapshot
    figure: MovedFigure
    before: int
    after: int
    reasons: Mapping[str, Moved]


class MovementRows(Protocol):
    """What movements are counted from."""

    async def positions(self, snapshot: Snapshot, *, confidential: bool) -> Sequence[tuple[int, Position]]:
        """Return everybody whom the headline counts, those who stand alike together, with how many. Raises Transient.

        `confidential`: whether those whose record is confidential are counted in their district.
        """
        ...

    async def changes(self, earlier: Snapshot, later: Snapshot, *, confidential: bool) -> Changes:
        """Return, by id, who stands in another way later and is counted by the headline once. Raises Transient."""
        ...

    async def people(self, earlier: Snapshot, later: Snapshot, who: Sequence[UUID]) -> Sequence[MovedPerson]:
        """Return these people by name. Raises Transient."""
        ...


class MovementQueries:
    """What moved; each look at a list of people is noted."""

    def __init__(self, rows: MovementRows, snapshots: SnapshotQueries, audit: ReadAudit) -> None:
        self.snapshots = snapshots
        self._rows = rows
        self._audit = audit

    async def view(
        self, earlier: Snapshot, later: Snapshot, figure: MovedFigure, *, confidential: bool
    ) -> MovementsView:
        """Return how the figure came from the earlier snapshot to the later. Raises Transient."""
        before = await self._count(earlier, figure, confidential=confidential)
        after = await self._count(later, figure, confidential=confidential)
        changes = await self._rows.changes(earlier, later, confidential=confidential)
        return MovementsView(earlier, later, figure, before, after, moved(changes, figure))

    async def people(
        self,
        view: MovementsView,
        reason: str,
        *,
        came: bool,
        account: str,
        page: int,
        page_size: int,
    ) -> Listing[MovedPerson]:
        """Return a page of who came to the figure by that reason, or went; and note that this account read it."""
        await self._audit.note_read(account, None, "what moved", str(view.later.snapshot_id))
        found = view.reasons.get(reason, Moved())
        people = await self._rows.people(view.earlier, view.later, found.more if came else found.fewer)
        return Listing(people[(page - 1) * page_size : page * page_size], len(people), page, page_size)

    async def _count(self, snapshot: Snapshot, figure: MovedFigure, *, confidential: bool) -> int:
        positions = await self._rows.positions(snapshot, confidential=confidential)
        return sum(people for people, position in positions if figure.counts(position))


_APART: Final = """
apart AS MATERIALIZED (SELECT person_id FROM flagged WHERE flag = 'confidential' AND NOT $1::boolean)
"""
_DISTRICT: Final = "CASE WHEN p.person_id NOT IN (SELECT person_id FROM apart) THEN p.district END AS district"
_POSITIONS: Final = f"""
WITH {_APART}
SELECT count(*) AS people, p.status_group, p.code, p.in_denominator, {_DISTRICT}
FROM snapshot_people p WHERE p.snapshot_id = $2 AND p.line = 'headline' GROUP BY 2, 3, 4, 5
"""  # noqa: S608 (our own expressions)
_COLUMNS: Final = ", ".join(_DISTRICT if name == "district" else f"p.{name}" for name in Position._fields)
_OF_BOTH: Final = ", ".join(f"{side}.{name}" for side in ("a", "b") for name in Position._fields)
_CHANGES: Final = f"""
WITH {_APART},
a AS (SELECT p.person_id, {_COLUMNS} FROM snapshot_people p WHERE p.snapshot_id = $2),
b AS (SELECT p.person_id, {_COLUMNS} FROM snapshot_people p WHERE p.snapshot_id = $3)
SELECT coalesce(a.person_id, b.person_id) AS person_id, a.person_id IS NULL AS came, b.person_id IS NULL AS went,
       {_OF_BOTH}
FROM a FULL JOIN b ON a.person_id = b.person_id
WHERE (a.line = 'headline' OR b.line = 'headline')
  AND (a.line, a.status_group, a.code, a.in_denominator, a.district)
   IS DISTINCT FROM (b.line, b.status_group, b.code, b.in_denominator, b.district)
ORDER BY 1
"""  # noqa: S608 (our own expressions)
_PEOPLE: Final = """
SELECT coalesce(b.person_id, a.person_id) AS person_id, coalesce(b.surname, a.surname) AS surname,
       coalesce(b.forename, a.forename) AS forename, coalesce(b.born_on, a.born_on) AS born_on,
       coalesce(b.year_group, a.year_group) AS year_group, a.code AS code_before, b.code AS code_after
FROM (SELECT * FROM snapshot_people WHERE snapshot_id = $1 AND person_id = ANY($3::text::uuid[])) AS a
FULL JOIN (SELECT * FROM snapshot_people WHERE snapshot_id = $2 AND person_id = ANY($3::text::uuid[])) AS b
    ON a.person_id = b.person_id
ORDER BY name_key(coalesce(b.surname, a.surname)), name_key(coalesce(b.forename, a.forename)), 1
"""
_HEAD: Final = 3
"""Columns of a change before those of the two positions."""


class PostgresMovementRows:
    """`MovementRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def positions(self, snapshot: Snapshot, *, confidential: bool) -> Sequence[tuple[int, Position]]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_POSITIONS, confidential, snapshot.snapshot_id)
        return [(row["people"], _alike(row)) for row in rows]

    async def changes(self, earlier: Snapshot, later: Snapshot, *, confidential: bool) -> Changes:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_CHANGES, confidential, earlier.snapshot_id, later.snapshot_id)
        known_on = london_day(earlier.known_at)
        return [(row["person_id"], _change(tuple(row), known_on)) for row in rows]

    async def people(self, earlier: Snapshot, later: Snapshot, who: Sequence[UUID]) -> Sequence[MovedPerson]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_PEOPLE, earlier.snapshot_id, later.snapshot_id, array_of(who))
        return [MovedPerson(*row) for row in rows]


def movements_over(pool: Pool) -> MovementQueries:
    """Return the queries over PostgreSQL."""
    return MovementQueries(PostgresMovementRows(pool), PostgresSnapshotQueries(pool), PostgresReadAudit(pool))


_BLANK: Final = Position("headline", "", None, False, True, None, None, True, "", None, None, None, None, None)


def _alike(row: Any) -> Position:
    names = ("status_group", "code", "in_denominator", "district")
    return _BLANK._replace(**{name: row[name] for name in names})


def _change(row: tuple[Any, ...], known_on: date) -> Change:
    _, came, went = row[:_HEAD]
    before, after = row[_HEAD : _HEAD + len(Position._fields)], row[_HEAD + len(Position._fields) :]
    return Change(None if came else Position(*before), None if went else Position(*after), known_on)
