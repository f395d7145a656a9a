"""The index of people in PostgreSQL: for each batch a small, fixed number of statements, whatever it holds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json

from services.matching.domain.blocking import LOOKALIKES_MAX
from services.matching.domain.normalise import Name, comparable_name
from services.matching.domain.people import Identifier, Person
from services.matching.domain.people_in_batch import Changes
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_LOCK_SPACE: Final = 0x0B0C
"""Keeps our advisory locks apart from everybody else's in the database."""

# A plan made while the tables are small is kept while they grow within seconds (statistics lag behind a first load). So
# the planner is left one way only: the indexes.
_PLAN: Final = "SET LOCAL enable_seqscan = off"
_HOLDERS: Final = """
SELECT identifier, person_id FROM identifiers
WHERE identifier = ANY (ARRAY(SELECT json_array_elements_text($1::text::json)))
"""
_LOOKALIKES: Final = """
SELECT asked.key, found.person_id
FROM unnest($1::text::bigint[]) AS asked(key)
CROSS JOIN LATERAL (SELECT person_id FROM lookups WHERE lookups.key = asked.key LIMIT $2) AS found
"""
_PEOPLE: Final = "SELECT id, version, seen FROM people WHERE id = ANY ($1::text::uuid[])"
_HOLD: Final = "SELECT count(pg_advisory_xact_lock($1, bucket)) FROM unnest($2::text::integer[]) AS asked(bucket)"

# One statement for all that changes about known people, in the order of their ids, so that two batches cannot wait for
# each other. They are there: a conflict is the one way of updating that has no other plan than the primary key.
_CHANGE: Final = """
INSERT INTO people (id, version, seen)
SELECT * FROM unnest($1::text::uuid[], $2::text::integer[], $3::text[])
ON CONFLICT (id) DO UPDATE SET version = people.version + 1, seen = excluded.seen
WHERE people.version = excluded.version
"""


class _Lost(Exception):  # noqa: N818
    """Another unit was faster: the savepoint goes back, and the batch is decided again."""


class PostgresPeople:
    """The index of people, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._planned = False

    async def find_holders(self, identifiers: Collection[Identifier]) -> Mapping[Identifier, UUID]:
        # As JSON: of a list's texts the driver asks one by one whether they are lists themselves.
        rows = await self._probe(_HOLDERS, to_json(list(identifiers)).decode())
        # An id is dear to hash the first time, its bytes are not: all of a person's numbers share one id.
        ids: dict[bytes, UUID] = {}
        return {identifier: ids.setdefault(person_id.bytes, person_id) for identifier, person_id in rows}

    async def find_lookalikes(self, keys: Collection[int]) -> Sequence[tuple[int, UUID]]:
        rows = await self._probe(_LOOKALIKES, array_of(keys), LOOKALIKES_MAX)
        return [(key, person_id) for key, person_id in rows]

    async def get(self, ids: Collection[UUID]) -> Sequence[Person]:
        by_bytes = {person_id.bytes: person_id for person_id in ids}
        rows = await self._probe(_PEOPLE, array_of(ids))
        return people_from([(by_bytes[person_id.bytes], version, seen) for person_id, version, seen in rows])

    async def _probe(self, query: str, *asked: object) -> list[asyncpg.Record]:
        if not self._planned:
            await self._connection.execute(_PLAN)
            self._planned = True
        return await self._connection.fetch(query, *asked)

    async def lock_buckets(self, buckets: Collection[int]) -> None:
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
            await self._copy(
                "people", ("id", "seen"), [(person.id, json_of_person(person)) for person in changes.created]
            )
        if changes.changed:
            await self._change(changes.changed)

    async def _copy(self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, object]]) -> None:
        await self._connection.copy_records_to_table(table, records=rows, columns=columns)

    async def _change(self, changed: Sequence[Person]) -> None:
        status = await self._connection.execute(
            _CHANGE,
            array_of(person.id for person in changed),
            array_of(person.version for person in changed),
            [json_of_person(person) for person in changed],
        )
        if int(status.split()[-1]) != len(changed):
            raise _Lost


def json_of_person(person: Person) -> str:
    """Return the JSON of what is known of a person: read and written whole, so one column is cheaper than nine.

    A list in the order of `Person`, after id and version; new kinds of knowledge are added at its end.
    """
    _, _, surnames, forenames, *others = person
    return to_json((_texts(surnames), _texts(forenames), *others)).decode()


def people_from(rows: Sequence[tuple[UUID, int, str]]) -> list[Person]:
    """Return the people whose ids, versions and JSON these are: read as one text, for half the price."""
    texts = f"[{','.join([seen for _, _, seen in rows])}]"
    return [
        Person(
            person_id,
            version,
            tuple(map(comparable_name, surnames)),
            tuple(map(comparable_name, forenames)),
            tuple(map(date.fromisoformat, birth_dates)),
            sex,
            *map(tuple, others),
        )
        for (person_id, version, _), (surnames, forenames, birth_dates, sex, *others) in zip(
            rows, from_json(texts, cache_strings="none"), strict=True
        )
    ]


def _texts(names: Iterable[Name]) -> list[str]:
    return [name.text for name in names]
