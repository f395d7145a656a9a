"""The index of people in PostgreSQL: for each run a small, fixed number of statements, whatever it holds."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.matching.adapters.arrays import array_of
from services.matching.adapters.seen import person_from, seen_of
from services.matching.domain.people import Identifier, Person
from services.matching.domain.register import Changes
from shared.persistence.pool import Connection

LOOKALIKES_MAX: Final = 50
"""People looked at under one key. Birth date with surname, or with postcode, is shared by a handful in a county."""

_LOCK_SPACE: Final = 0x0B0C
"""Keeps our advisory locks apart from everybody else's in the database."""

# LATERAL with LIMIT leaves the planner one way only, one index probe for each value asked. A join would be planned
# as a scan of the whole table while that is small, and kept so while it grows (statistics lag behind a first load).
_HOLDERS: Final = """
SELECT asked.position, found.person_id
FROM unnest($1::text[]) WITH ORDINALITY AS asked(identifier, position)
CROSS JOIN LATERAL (
    SELECT person_id FROM identifiers WHERE identifiers.identifier = asked.identifier LIMIT 1
) AS found
"""
_LOOKALIKES: Final = """
SELECT asked.key, found.person_id
FROM unnest($1::text::bigint[]) AS asked(key)
CROSS JOIN LATERAL (SELECT person_id FROM lookups WHERE lookups.key = asked.key LIMIT $2) AS found
"""
_PEOPLE: Final = """
SELECT found.id, found.version, found.seen
FROM unnest($1::text::uuid[]) AS asked(id)
CROSS JOIN LATERAL (SELECT id, version, seen FROM people WHERE people.id = asked.id LIMIT 1) AS found
"""
_HOLD: Final = "SELECT pg_advisory_xact_lock($1, bucket) FROM unnest($2::text::integer[]) AS asked(bucket)"

# One statement for all that changes about known people, in the order of their ids, so that two runs cannot wait for
# each other. They are there: a conflict is the one way of updating that has no other plan than the primary key.
_CHANGE: Final = """
INSERT INTO people (id, version, seen)
SELECT * FROM unnest($1::text::uuid[], $2::text::integer[], $3::text[])
ON CONFLICT (id) DO UPDATE SET version = people.version + 1, seen = excluded.seen
WHERE people.version = excluded.version
"""


class _Lost(Exception):  # noqa: N818
    """Another unit was faster: the savepoint goes back, and the run looks again."""


class PostgresPeople:
    """The index of people, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_holders(self, identifiers: Collection[Identifier]) -> Mapping[Identifier, UUID]:
        asked = list(identifiers)
        return {asked[position - 1]: holder for position, holder in await self._connection.fetch(_HOLDERS, asked)}

    async def find_lookalikes(self, keys: Collection[int]) -> Sequence[tuple[int, UUID]]:
        rows = await self._connection.fetch(_LOOKALIKES, array_of(keys), LOOKALIKES_MAX)
        return [(key, person_id) for key, person_id in rows]

    async def get(self, ids: Collection[UUID]) -> Sequence[Person]:
        return [person_from(*row) for row in await self._connection.fetch(_PEOPLE, array_of(ids))]

    async def hold(self, buckets: Collection[int]) -> None:
        await self._connection.execute(_HOLD, _LOCK_SPACE, array_of(sorted(buckets)))

    async def keep(self, changes: Changes) -> bool:
        if not changes:
            return True
        try:
            async with self._connection.transaction():
                await self._write(changes)
        except (_Lost, asyncpg.UniqueViolationError):
            return False
        return True

    async def _write(self, changes: Changes) -> None:
        if changes.identifiers:
            await self._copy("identifiers", ("identifier", "person_id"), changes.identifiers)
        if changes.keys:
            await self._copy("lookups", ("key", "person_id"), changes.keys)
        if changes.created:
            await self._copy("people", ("id", "seen"), [(person.id, seen_of(person)) for person in changes.created])
        if changes.changed:
            await self._change(changes.changed)

    async def _copy(self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, object]]) -> None:
        await self._connection.copy_records_to_table(table, records=rows, columns=columns)

    async def _change(self, changed: Sequence[Person]) -> None:
        status = await self._connection.execute(
            _CHANGE,
            array_of(person.id for person in changed),
            array_of(person.version for person in changed),
            [seen_of(person) for person in changed],
        )
        if int(status.split()[-1]) != len(changed):
            raise _Lost
