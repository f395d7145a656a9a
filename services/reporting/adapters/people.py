"""People in PostgreSQL: the stale queue, effective claims by the batch, rows and versions written in bulk."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.effective_claims import BY_INDEX, effective_claims
from services.reporting.domain.people import Kept, Outcome
from services.reporting.usecases.ports import PersonClaims
from services.reporting.usecases.translate import holds_from
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_new: Final = tuple.__new__
_TICK_LOCK: Final = 0x7EC0_0DA7

_COLUMNS: Final = Kept._fields
_STATUS: Final = slice(_COLUMNS.index("status_group"), _COLUMNS.index("known_at"))
_ANSWER: Final = ("known_at", *_COLUMNS[_STATUS], "establishment", "issues")
# The deleted row is the lock: whoever marks the person stale again waits for this transaction to end. By place (ctid),
# because the rows are locked and cannot move: a join would read the whole queue for each batch. Who was computed before
# us was so before the mark that we take could be made, so that what one statement sees is up to date.
_TAKE: Final = f"""
WITH taken AS (
    DELETE FROM stale_people
    WHERE ctid = ANY(ARRAY(SELECT ctid FROM stale_people ORDER BY person_id LIMIT $1 FOR UPDATE SKIP LOCKED))
    RETURNING person_id
)
SELECT taken.person_id, {", ".join(f"kept.{column}" for column in _COLUMNS[1:])}
FROM taken LEFT JOIN LATERAL (SELECT * FROM people WHERE person_id = taken.person_id LIMIT 1) AS kept ON true
"""  # noqa: S608 (our own names)

# Many people share what their status says, so that it is sent once: who, which of the answers, and the few answers.
# By place (ctid), found by key: the rows are ours as long as their marks are, and a join would read the whole table.
_UPDATE_STATUS: Final = """
UPDATE people SET
    version = people.version + (new.known_at IS NOT NULL)::integer, known_at = coalesce(new.known_at, people.known_at),
    status_group = new.status_group, code = new.code, lapsed = new.lapsed, effective_on = new.effective_on,
    due_on = new.due_on, next_change_on = new.next_change_on, rule = new.rule, establishment = new.establishment,
    issues = new.issues
FROM (
    SELECT place, answer.*
    FROM unnest($1::text::uuid[], $2::text::integer[]) AS who (person_id, number)
    CROSS JOIN LATERAL (SELECT ctid AS place FROM people WHERE person_id = who.person_id LIMIT 1) AS found
    JOIN jsonb_to_recordset($3) AS answer (
        number integer, known_at timestamptz, status_group text, code text, lapsed boolean, effective_on date,
        due_on date, next_change_on date, rule text, establishment text, issues text
    ) USING (number)
) AS new
WHERE people.ctid = new.place
"""
_FORGET: Final = "DELETE FROM people WHERE person_id = ANY($1::text::uuid[])"

_HISTORY_COLUMNS: Final = (
    *("person_id", "version", "status_group", "code", "lapsed", "effective_on", "known_at", "rule"),
    *("decided_generation_id", "decided_ordinal"),
)

_NEXT: Final = "SELECT person_id FROM people WHERE person_id > $1 ORDER BY person_id LIMIT $2"
_HOLD: Final = f"""
SELECT {", ".join(_COLUMNS)} FROM people WHERE person_id = ANY($1::text::uuid[]) ORDER BY person_id FOR SHARE
"""  # noqa: S608 (our own names)
_LOOKS: Final = 3
"""A row that was written anew while it was waited for is found by looking again."""

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

    async def take_stale(self, limit: int) -> dict[UUID, Kept | None]:
        """Take stale people, with their stored rows; what another process has taken is passed over."""
        await self._connection.execute(BY_INDEX)
        rows = await self._connection.fetch(_TAKE, limit)
        return {row[0]: None if row[1] is None else _new(Kept, row) for row in sorted(rows, key=itemgetter(0))}

    async def effective_claims(self, people: Iterable[UUID]) -> dict[UUID, PersonClaims]:
        """Return the effective claims of these people, and who they are by them."""
        return await effective_claims(self._connection, people)

    async def keep(self, outcomes: Sequence[Outcome]) -> None:
        """Write people seen for the first time, people whose row changed, and every new version."""
        await self._update([outcome for outcome in outcomes if outcome.same_person])
        changed = [outcome.row for outcome in outcomes if not outcome.same_person]
        replaced = [outcome.row.person_id for outcome in outcomes if not (outcome.same_person or outcome.first)]
        if replaced:
            await self._connection.execute(_FORGET, array_of(replaced))
        if changed:
            await self._connection.copy_records_to_table("people", columns=_COLUMNS, records=changed)
        versions = [_history(outcome) for outcome in outcomes if outcome.new_version]
        if versions:
            await self._connection.copy_records_to_table("status_history", columns=_HISTORY_COLUMNS, records=versions)

    async def _update(self, outcomes: Sequence[Outcome]) -> None:
        """Write what people do now of whom nothing else has changed."""
        if not outcomes:
            return
        numbers: dict[tuple[Any, ...], int] = {}
        which = [numbers.setdefault(_answer(outcome), len(numbers)) for outcome in outcomes]
        answers = [dict(zip(_ANSWER, map(_plain, answer), strict=True), number=n) for answer, n in numbers.items()]
        who = array_of(outcome.row.person_id for outcome in outcomes)
        await self._connection.execute(_UPDATE_STATUS, who, array_of(which), answers)

    async def hold_next(self, after: UUID, limit: int) -> tuple[UUID | None, Sequence[Kept]]:
        """Return the next people by id, whom nobody changes until the transaction ends, and the last id looked at."""
        wanted = [row[0] for row in await self._connection.fetch(_NEXT, after, limit)]
        held: dict[UUID, Kept] = {}
        for _ in range(_LOOKS):
            missing = [one for one in wanted if one not in held]
            if missing:
                rows = await self._connection.fetch(_HOLD, array_of(missing))
                held |= {row[0]: _new(Kept, row) for row in rows}
        return (wanted[-1] if wanted else None), [held[one] for one in wanted if one in held]

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


def _answer(outcome: Outcome) -> tuple[Any, ...]:
    """Return what the row says of a status; known since when only where that is new."""
    row: tuple[Any, ...] = outcome.row
    return (
        outcome.row.known_at if outcome.new_version else None,
        *row[_STATUS],
        outcome.row.establishment,
        outcome.row.issues,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
