"""The index of people in PostgreSQL: for each part a small, fixed number of statements, whatever it holds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.matching.adapters.arrays import array_of
from services.matching.adapters.seen import person_from, seen_of
from services.matching.domain.people import Identifier, Person
from services.matching.domain.register import Changes
from services.matching.usecases.ports import Said
from shared.persistence.pool import Connection

LOOKALIKES_MAX: Final = 50
"""People looked at under one key. Birth date with surname, or with postcode, is shared by a handful in a county."""

_LOCK_SPACE: Final = 0x0B0C
"""Keeps our advisory locks apart from everybody else's in the database."""

# LATERAL with LIMIT leaves the planner one way only, one index probe for each value asked. A join would be planned
# as a scan of the whole table while that is small, and kept so while it grows (statistics lag behind a first load).
_HOLDERS: Final = """
SELECT asked.position, found.person_id
FROM unnest($1::text::smallint[], $2::text[]) WITH ORDINALITY AS asked(kind, value, position)
CROSS JOIN LATERAL (
    SELECT person_id FROM identifiers WHERE identifiers.kind = asked.kind AND identifiers.value = asked.value LIMIT 1
) AS found
"""
_LOOKALIKES: Final = """
SELECT asked.key, found.person_id
FROM unnest($1::text::bigint[]) AS asked(key)
CROSS JOIN LATERAL (SELECT person_id FROM lookups WHERE lookups.key = asked.key LIMIT $2) AS found
"""
_PEOPLE: Final = """
SELECT found.id, found.version, found.seen::text
FROM unnest($1::text::uuid[]) AS asked(id)
CROSS JOIN LATERAL (SELECT id, version, seen FROM people WHERE people.id = asked.id LIMIT 1) AS found
"""
_HOLD: Final = "SELECT pg_advisory_xact_lock($1, bucket) FROM unnest($2::text::integer[]) AS asked(bucket)"
_PLAN: Final = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true)
"""

_CREATE: Final = """
INSERT INTO people (id, seen, details, details_received_at, contact, contact_received_at)
SELECT id, seen::json, details::json, $5::timestamptz, contact::json,
    CASE WHEN contact IS NOT NULL THEN $5::timestamptz END
FROM unnest($1::text::uuid[], $2::text[], $3::text[], $4::text[]) AS new(id, seen, details, contact)
"""
# One statement for all that changes about known people, in the order of their ids, so that two parts cannot wait for
# each other. What a person's record says follows the newest received, however late an older row is handled.
_CHANGE: Final = """
UPDATE people SET
    version = people.version + (new.seen IS NOT NULL)::integer,
    seen = coalesce(new.seen::json, people.seen),
    details = CASE WHEN $6::timestamptz >= people.details_received_at THEN new.details::json ELSE people.details END,
    details_received_at = greatest($6::timestamptz, people.details_received_at),
    contact = CASE WHEN new.contact IS NOT NULL AND $6::timestamptz >= coalesce(people.contact_received_at, '-infinity')
                   THEN new.contact::json ELSE people.contact END,
    contact_received_at = CASE WHEN new.contact IS NOT NULL THEN greatest($6::timestamptz, people.contact_received_at)
                               ELSE people.contact_received_at END
FROM unnest($1::text::uuid[], $2::text::integer[], $3::text[], $4::text[], $5::text[])
     AS new(id, version, seen, details, contact)
WHERE people.id = new.id AND (new.seen IS NULL OR people.version = new.version)
"""


class _Lost(Exception):  # noqa: N818
    """Another unit was faster: the savepoint goes back, and the part looks again."""


class PostgresPeople:
    """The index of people, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_holders(self, identifiers: Collection[Identifier]) -> Mapping[Identifier, UUID]:
        asked = list(identifiers)
        kinds, values = array_of([kind for kind, _ in asked]), [value for _, value in asked]
        rows = await self._connection.fetch(_HOLDERS, kinds, values)
        return {asked[row[0] - 1]: row[1] for row in rows}

    async def find_lookalikes(self, keys: Collection[int]) -> Sequence[tuple[int, UUID]]:
        rows = await self._connection.fetch(_LOOKALIKES, array_of(keys), LOOKALIKES_MAX)
        return [(row[0], row[1]) for row in rows]

    async def get(self, ids: Collection[UUID]) -> Sequence[Person]:
        rows = await self._connection.fetch(_PEOPLE, array_of(ids))
        return [person_from(row[0], row[1], row[2]) for row in rows]

    async def hold(self, buckets: Collection[int]) -> None:
        await self._connection.execute(_HOLD, _LOCK_SPACE, array_of(sorted(buckets)))

    async def keep(self, changes: Changes, said: Sequence[Said], received_at: datetime) -> bool:
        try:
            async with self._connection.transaction():
                await self._write(changes, {one.person_id: one for one in said}, received_at)
        except (_Lost, asyncpg.UniqueViolationError):
            return False
        return True

    async def _write(self, changes: Changes, said: Mapping[UUID, Said], received_at: datetime) -> None:
        if changes.identifiers:
            await self._connection.copy_records_to_table(
                "identifiers",
                records=[(*identifier, person_id) for identifier, person_id in changes.identifiers],
                columns=("kind", "value", "person_id"),
            )
        if changes.keys:
            await self._connection.copy_records_to_table("lookups", records=changes.keys, columns=("key", "person_id"))
        if changes.created:
            await self._create(changes.created, said, received_at)
        known = said.keys() - {person.id for person in changes.created}
        if known:
            await self._change(sorted(known), {person.id: person for person in changes.changed}, said, received_at)

    async def _create(self, created: Sequence[Person], said: Mapping[UUID, Said], received_at: datetime) -> None:
        await self._connection.execute(
            _CREATE,
            array_of(person.id for person in created),
            [seen_of(person) for person in created],
            [said[person.id].details for person in created],
            [said[person.id].contact for person in created],
            received_at,
        )

    async def _change(
        self, ids: list[UUID], changed: Mapping[UUID, Person], said: Mapping[UUID, Said], received_at: datetime
    ) -> None:
        await self._connection.execute(_PLAN)
        status = await self._connection.execute(
            _CHANGE,
            array_of(ids),
            array_of(changed[one].version if one in changed else None for one in ids),
            [seen_of(changed[one]) if one in changed else None for one in ids],
            [said[one].details for one in ids],
            [said[one].contact for one in ids],
            received_at,
        )
        if int(status.split()[-1]) != len(ids):
            raise _Lost
