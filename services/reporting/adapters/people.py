"""People in PostgreSQL: the stale queue, effective claims by the batch, rows and versions written in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.columns import ANSWER, NAMES, answer_of, person_from, row_of
from services.reporting.adapters.effective_claims import BY_INDEX, effective_claims
from services.reporting.adapters.webhooks.changed import queue_for_webhooks
from services.reporting.domain.person_status import PersonStatus, PersonUpdate
from services.reporting.usecases.ports import PersonClaims
from services.reporting.usecases.translate import holds_from
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, rows_affected

_TICK_LOCK: Final = 0x7EC0_0DA7

# The deleted row is the lock: whoever marks the person stale again waits for this transaction to end. By place (ctid),
# because the rows are locked and cannot move: a join would read the whole queue for each batch. A person's mark is
# deleted in the transaction that recomputes them, so no row newer than the one that this statement sees exists.
_TAKE: Final = f"""
WITH taken AS (
    DELETE FROM stale_people
    WHERE ctid = ANY(ARRAY(SELECT ctid FROM stale_people ORDER BY person_id LIMIT $1 FOR UPDATE SKIP LOCKED))
    RETURNING person_id
)
SELECT {", ".join(f"stored.{name}" for name in NAMES)}, taken.person_id AS taken_id
FROM taken LEFT JOIN LATERAL (SELECT * FROM people WHERE person_id = taken.person_id LIMIT 1) AS stored ON true
"""  # noqa: S608 (our own names)

# Many people share one answer, so that each is sent once: who, which of the answers, and the few answers.
# By place (ctid), found by key: the rows are ours as long as their marks are, and a join would read the whole table.
_UPDATE_STATUS: Final = f"""
UPDATE people SET
    version = people.version + (new.known_at IS NOT NULL)::integer, known_at = coalesce(new.known_at, people.known_at),
    {", ".join(f"{column.name} = new.{column.name}" for column in ANSWER)}
FROM (
    SELECT place, answer.*
    FROM unnest($1::text::uuid[], $2::text::integer[]) AS who (person_id, number)
    CROSS JOIN LATERAL (SELECT ctid AS place FROM people WHERE person_id = who.person_id LIMIT 1) AS found
    JOIN jsonb_to_recordset($3) AS answer (
        number integer, known_at timestamptz, {", ".join(f"{column.name} {column.type}" for column in ANSWER)}
    ) USING (number)
) AS new
WHERE people.ctid = new.place
"""  # noqa: S608 (our own names)
_FORGET: Final = "DELETE FROM people WHERE person_id = ANY($1::text::uuid[])"

_HISTORY_COLUMNS: Final = (
    "person_id", "version", "status_group", "code", "lapsed", "effective_on", "known_at", "rule",
    "neet_since", "decided_generation_id", "decided_ordinal",
)  # fmt: skip

_NEXT: Final = "SELECT person_id FROM people WHERE person_id > $1 ORDER BY person_id LIMIT $2"
_HOLD: Final = f"""
SELECT {", ".join(NAMES)} FROM people WHERE person_id = ANY($1::text::uuid[]) ORDER BY person_id FOR SHARE
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

    async def take_stale(self, limit: int) -> dict[UUID, PersonStatus | None]:
        """Take stale people, with what is stored of them; what another process has taken is passed over."""
        await self._connection.execute(BY_INDEX)
        rows = await self._connection.fetch(_TAKE, limit)
        rows.sort(key=itemgetter("taken_id"))
        return {row["taken_id"]: None if row["person_id"] is None else person_from(row) for row in rows}

    async def effective_claims(self, people: Iterable[UUID]) -> dict[UUID, PersonClaims]:
        """Return the effective claims of these people, who were taken, and who they are by them."""
        return await effective_claims(self._connection, people)

    async def keep(self, updates: Sequence[PersonUpdate]) -> None:
        """Write people seen for the first time, people whose row changed, and every new version."""
        await self._update([update for update in updates if update.same_person])
        changed = [update for update in updates if not update.same_person]
        replaced = [update.person.person_id for update in changed if not update.first]
        if replaced:
            await self._connection.execute(_FORGET, array_of(replaced))
        if changed:
            rows = [row_of(update.person) for update in changed]
            await self._connection.copy_records_to_table("people", columns=NAMES, records=rows)
        new = [update for update in updates if update.new_version]
        if new:
            versions = [_history(update) for update in new]
            await self._connection.copy_records_to_table("status_history", columns=_HISTORY_COLUMNS, records=versions)
            await queue_for_webhooks(self._connection, new)

    async def _update(self, updates: Sequence[PersonUpdate]) -> None:
        """Write what people do now of whom nothing else has changed."""
        if not updates:
            return
        alike: dict[tuple[Any, ...], list[PersonUpdate]] = defaultdict(list)
        for update in updates:
            alike[_shared(update)].append(update)
        who = array_of(update.person.person_id for group in alike.values() for update in group)
        numbers = array_of(number for number, group in enumerate(alike.values()) for _ in group)
        answers = [_answer_json(number, group[0]) for number, group in enumerate(alike.values())]
        await self._connection.execute(_UPDATE_STATUS, who, numbers, answers)

    async def hold_next(self, after: UUID, limit: int) -> tuple[UUID | None, Sequence[PersonStatus]]:
        """Return the next people by id, whom nobody changes until the transaction ends, and the last id looked at."""
        wanted = [row["person_id"] for row in await self._connection.fetch(_NEXT, after, limit)]
        held: dict[UUID, PersonStatus] = {}
        for _ in range(_LOOKS):
            missing = [one for one in wanted if one not in held]
            if missing:
                rows = await self._connection.fetch(_HOLD, array_of(missing))
                held |= {row["person_id"]: person_from(row) for row in rows}
        return (wanted[-1] if wanted else None), [held[one] for one in wanted if one in held]

    async def begin_tick(self, today: date) -> bool:
        """Return whether the day is this transaction's to do: it is not done, and no other process is at it."""
        if not await self._connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _TICK_LOCK):
            return False
        return not await self._connection.fetchval("SELECT EXISTS (SELECT FROM ticks WHERE ticked_on = $1)", today)

    async def mark_due(self, today: date) -> int:
        """Mark whoever's status turns by today, and note that the day is done."""
        marked = rows_affected(await self._connection.execute(_MARK_DUE, today))
        await self._connection.execute("INSERT INTO ticks (ticked_on, people) VALUES ($1, $2)", today, marked)
        return marked


def _history(update: PersonUpdate) -> tuple[Any, ...]:
    person, evidence = update.person, update.decided_by
    answer = person.answer
    return (
        person.person_id,
        person.version,
        answer.group,
        answer.code,
        answer.lapsed,
        holds_from(person),
        person.known_at,
        answer.rule,
        answer.neet_since,
        evidence.generation_id if evidence else None,
        evidence.ordinal if evidence else None,
    )


def _shared(update: PersonUpdate) -> tuple[Any, ...]:
    """Return what many people's updates have in common; since when it is known only where that is new."""
    person = update.person
    return (person.known_at if update.new_version else None, person.answer, person.establishment, person.issues)


def _answer_json(number: int, update: PersonUpdate) -> dict[str, Any]:
    known_at = update.person.known_at if update.new_version else None
    names = (column.name for column in ANSWER)
    answer = dict(zip(names, map(_plain, answer_of(update.person)), strict=True))
    return {"number": number, "known_at": _plain(known_at), **answer}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
