"""People in PostgreSQL: the stale queue, effective claims by the batch, rows and versions written in bulk."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.arrays import array_of
from services.reporting.adapters.effective_claims import EFFECTIVE_CLAIMS, gather
from services.reporting.domain.people import Kept, Outcome
from services.reporting.usecases.ports import PersonClaims
from services.reporting.usecases.translate import holds_from
from shared.persistence.pool import Connection

_TICK_LOCK: Final = 0x7EC0_0DA7

# The deleted row is the lock: whoever marks the person stale again waits for this transaction to end. By place (ctid),
# because the rows are locked and cannot move: a join would read the whole queue for each batch.
_TAKE = """
DELETE FROM stale_people
WHERE ctid = ANY(ARRAY(SELECT ctid FROM stale_people ORDER BY person_id LIMIT $1 FOR UPDATE SKIP LOCKED))
RETURNING person_id
"""

_COLUMNS: Final = Kept._fields
_KEPT = f"SELECT {', '.join(_COLUMNS)} FROM people WHERE person_id = ANY($1::text::uuid[])"  # noqa: S608 (our own names)

_TYPES: Final = {
    "person_id": "uuid",
    "version": "integer",
    "lapsed": "boolean",
    "on_roll": "boolean",
    "known_at": "timestamptz",
    "birth_cohort": "smallint",
    **dict.fromkeys(("effective_on", "due_on", "next_change_on", "plan_until", "born_on"), "date"),
}
_STATUS: Final = _COLUMNS[: _COLUMNS.index("on_roll")]
"""The part of a row that the return of a school changes about somebody on the roll: most updates touch no more."""


def _update(columns: Sequence[str]) -> str:
    """Return the statement that writes these columns of many people, given as arrays; the first says who."""
    places = ", ".join(f"${at}::{_TYPES.get(name, 'text')}[]" for at, name in enumerate(columns, 1))
    values = ", ".join(f"{name} = n.{name}" for name in columns[1:])
    return (
        f"UPDATE people SET {values} FROM unnest({places}) AS n ({', '.join(columns)})"  # noqa: S608 (our own names)
        " WHERE people.person_id = n.person_id"
    )


_UPDATE_STATUS: Final = _update(_STATUS)
_UPDATE_ALL: Final = _update(_COLUMNS)

_HISTORY_COLUMNS: Final = (
    *("person_id", "version", "status_group", "code", "lapsed", "effective_on", "known_at", "rule"),
    *("decided_generation_id", "decided_ordinal"),
)

# Who is stale already is locked until we commit, as in every statement that marks; see `returns._MARK_STALE`.
_MARK_DUE = """
INSERT INTO stale_people (person_id)
SELECT person_id FROM people WHERE next_change_on <= $1 ORDER BY person_id
ON CONFLICT (person_id) DO UPDATE SET since = stale_people.since WHERE false
"""


class PostgresPeople:
    """The tables `people`, `status_history`, `stale_people` and `ticks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take_stale(self, limit: int) -> list[UUID]:
        """Take up to `limit` stale people; what another process has taken is passed over."""
        rows = await self._connection.fetch(_TAKE, limit)
        return sorted(row["person_id"] for row in rows)

    async def effective_claims(self, people: Sequence[UUID]) -> dict[UUID, PersonClaims]:
        """Return the effective claims of these people, and who they are by them."""
        return gather(await self._connection.fetch(EFFECTIVE_CLAIMS, array_of(people)))

    async def kept(self, people: Sequence[UUID]) -> dict[UUID, Kept]:
        """Return the stored rows of these people."""
        rows = await self._connection.fetch(_KEPT, array_of(people))
        return {row["person_id"]: Kept._make(row) for row in rows}

    async def keep(self, outcomes: Sequence[Outcome]) -> None:
        """Write people seen for the first time, people whose row changed, and every new version."""
        new = [outcome.row for outcome in outcomes if outcome.first]
        versions = [_history(outcome) for outcome in outcomes if outcome.new_version]
        if new:
            await self._connection.copy_records_to_table("people", columns=_COLUMNS, records=new)
        await self._update(_UPDATE_STATUS, [o.row[: len(_STATUS)] for o in outcomes if o.same_person])
        await self._update(_UPDATE_ALL, [o.row for o in outcomes if not o.first and not o.same_person])
        if versions:
            await self._connection.copy_records_to_table("status_history", columns=_HISTORY_COLUMNS, records=versions)

    async def _update(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            await self._connection.execute(statement, *map(list, zip(*rows, strict=True)))

    async def mark_due(self, today: date) -> int | None:
        """Mark whoever's status turns by today, once a day; None when it is done or another process is at it."""
        if not await self._connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _TICK_LOCK):
            return None
        if await self._connection.fetchval("SELECT 1 FROM ticks WHERE ticked_on = $1", today):
            return None
        marked = int((await self._connection.execute(_MARK_DUE, today)).rsplit(" ", 1)[-1])
        await self._connection.execute("INSERT INTO ticks (ticked_on, people) VALUES ($1, $2)", today, marked)
        return marked


def _history(outcome: Outcome) -> tuple[Any, ...]:
    row, evidence = outcome.row, outcome.decided_by
    return (
        row.person_id,
        row.version,
        row.status_group,
        row.code,
        row.lapsed,
        holds_from(row),
        row.known_at,
        row.rule,
        evidence.generation_id if evidence else None,
        evidence.ordinal if evidence else None,
    )
