"""The what-ifs that were made: what each would change, in figures and in people; each look at people is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.domain.what_if.difference import NOBODY, AlikeInBoth, Difference, Side, difference_of
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.queries.what_if.statements import BESIDE, COUNT, LIST, WHAT_IF, WHAT_IFS
from shared.persistence.listing import Listing, listing_of
from shared.persistence.pool import Pool, connection_of

TAKEN_MAX: Final = 100_000
"""People of a file to take away: more than the authority tracks."""


class Move(NamedTuple):
    """From which group of statuses to which; None: any."""

    was: str | None = None
    now: str | None = None


class ChangedPerson(NamedTuple):
    """Somebody whose status a what-if changes."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    year_group: int | None
    district: str | None
    hidden: bool
    """Nobody who looks may learn where they are."""
    was: str
    was_code: str | None
    was_lapsed: bool | None
    now: str
    now_code: str | None
    now_lapsed: bool | None


ChangedPeople = Listing[ChangedPerson]


class WhatIfRows(Protocol):
    """What is read of what-ifs."""

    async def what_ifs(self, *, page: int, page_size: int) -> Listing[Snapshot]:
        """Return those that there are, the newest first. Raises Transient."""
        ...

    async def find(self, snapshot_id: int) -> Snapshot | None:
        """Return one, made or not; None: there is no such what-if. Raises Transient."""
        ...

    async def beside(self, snapshot_id: int) -> int | None:
        """Return the snapshot of the same day and instant as it is; None: it has gone. Raises Transient."""
        ...

    async def groups(self, baseline: int, what_if: int, *, confidential: bool) -> Sequence[AlikeInBoth]:
        """Return everybody of both, counted by how they stand. Raises Transient."""
        ...

    async def people(
        self, baseline: int, what_if: int, move: Move, *, confidential: bool, page: int, page_size: int
    ) -> Listing[ChangedPerson]:
        """Return a page of those whose status changes, by name. Raises Transient."""
        ...


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """A what-if, and what it would change."""

    snapshot: Snapshot
    difference: Difference | None
    """None: it is being made, or what it was made from has gone."""


class WhatIfQueries:
    """What-ifs for whoever may make them."""

    def __init__(self, rows: WhatIfRows, audit: ReadAudit) -> None:
        self._rows = rows
        self._audit = audit

    async def what_ifs(self, *, page: int, page_size: int) -> Listing[Snapshot]:
        """Return those that there are, the newest first. Raises Transient."""
        return await self._rows.what_ifs(page=page, page_size=page_size)

    async def view(self, snapshot_id: int, *, confidential: bool) -> WhatIfView | None:
        """Return a what-if with what it would change; None: there is no such what-if. Raises Transient."""
        snapshot = await self._rows.find(snapshot_id)
        if snapshot is None:
            return None
        baseline = await self._rows.beside(snapshot_id) if snapshot.is_made else None
        if baseline is None:
            return WhatIfView(snapshot, None)
        groups = await self._rows.groups(baseline, snapshot_id, confidential=confidential)
        return WhatIfView(snapshot, difference_of(groups))

    async def people(
        self, snapshot_id: int, move: Move, *, account: str, confidential: bool, page: int, page_size: int
    ) -> tuple[Snapshot, Listing[ChangedPerson]] | None:
        """Return a page of whom it changes, and note that this account read it; None: there is no such what-if that is
        made, or what it was made from has gone. Raises Transient."""
        await self._audit.note_read(account, None, "what-if", str(snapshot_id))
        snapshot = await self._rows.find(snapshot_id)
        baseline = await self._rows.beside(snapshot_id) if snapshot is not None and snapshot.is_made else None
        if snapshot is None or baseline is None:
            return None
        return snapshot, await self._rows.people(
            *(baseline, snapshot_id, move), confidential=confidential, page=page, page_size=page_size
        )


class PostgresWhatIfRows:
    """`WhatIfRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def what_ifs(self, *, page: int, page_size: int) -> Listing[Snapshot]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(WHAT_IFS, page_size, (page - 1) * page_size)
        return listing_of(rows, [Snapshot(*row[:-1]) for row in map(tuple, rows)], page=page, page_size=page_size)

    async def find(self, snapshot_id: int) -> Snapshot | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(WHAT_IF, snapshot_id)
        return None if row is None else Snapshot(*row)

    async def beside(self, snapshot_id: int) -> int | None:
        async with connection_of(self._pool) as connection:
            found: int | None = await connection.fetchval(BESIDE, snapshot_id)
        return found

    async def groups(self, baseline: int, what_if: int, *, confidential: bool) -> Sequence[AlikeInBoth]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(COUNT, baseline, what_if, confidential)
        width = len(Side._fields)
        return [AlikeInBoth(_side(row[:width]), _side(row[width:-1]), row[-1]) for row in map(tuple, rows)]

    async def people(
        self, baseline: int, what_if: int, move: Move, *, confidential: bool, page: int, page_size: int
    ) -> Listing[ChangedPerson]:
        asked = (baseline, what_if, confidential, NOBODY, move.was, move.now, page_size, (page - 1) * page_size)
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(LIST, *asked)
        found = [ChangedPerson(*(row[name] for name in ChangedPerson._fields)) for row in rows]
        return listing_of(rows, found, page=page, page_size=page_size)


def _side(row: tuple[object, ...]) -> Side | None:
    """A line is there for everybody who is in the snapshot."""
    side = Side(*row)  # type: ignore[arg-type]
    return None if side.line is None else side
