"""The index of people: one suite for the fake and for PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from services.matching.adapters.people import PostgresPeople
from services.matching.domain.blocking import blocking_keys, keys_of_person
from services.matching.domain.people import UPN, Person, merged
from services.matching.domain.people_in_batch import Changes, PeopleInBatch
from services.matching.usecases.ports import People
from shared.persistence.pool import Pool, transaction
from tests.support.builders import a_upn
from tests.support.matching import MatchingUnderTest, MemoryPeople
from tests.support.matching_rows import a_row, person_id, somebody
from tests.support.stack import Database

pytestmark = pytest.mark.stack


class Index:
    """Gives the port in a unit of work of its own."""

    def __init__(self, pool: Pool | None) -> None:
        self._pool = pool
        self._memory = MemoryPeople()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[People]:
        if self._pool is None:
            yield self._memory
            return
        async with transaction(self._pool) as connection:
            yield PostgresPeople(connection)


@pytest.fixture(params=["memory", "postgres"])
async def index(request: pytest.FixtureRequest, pool: Pool, matching: MatchingUnderTest) -> Index:
    return Index(pool if request.param == "postgres" else None)


def founding(name: object = "zara", **given: object) -> Changes:
    batch = PeopleInBatch()
    batch.create(blocking_keys(a_row(**given)), person_id(name), 0)
    return batch.changes()


def teaching(person: Person, **given: object) -> Changes:
    batch = PeopleInBatch()
    batch.add([person], {})
    batch.merge(person.id, a_row(**given))
    return batch.changes()


async def test_who_was_created_is_found_by_number_and_by_key(index: Index) -> None:
    person = somebody()
    async with index.open() as people:
        assert await people.keep(founding())
    async with index.open() as people:
        number = UPN + a_upn(1)
        assert dict(await people.find_holders([number, UPN + a_upn(2)])) == {number: person.id}
        keys = keys_of_person(person)
        assert set(await people.find_lookalikes([*keys, 42])) == {(key, person.id) for key in keys}
        (known,) = await people.get([person.id])
    assert (known.surnames, known.birth_dates, known.upns) == (person.surnames, person.birth_dates, person.upns)
    assert known.version == 1


async def test_a_number_of_somebody_else_is_refused_and_nothing_is_written(index: Index) -> None:
    async with index.open() as people:
        assert await people.keep(founding("one"))
        assert not await people.keep(founding("other", surname="Quirke"))
        assert await people.find_holders([UPN + a_upn(1)]) == {UPN + a_upn(1): person_id("one")}
        assert not await people.find_lookalikes(keys_of_person(somebody("other", surname="Quirke", postcode=None)))


async def test_what_is_learned_is_known_the_next_time(index: Index) -> None:
    async with index.open() as people:
        await people.keep(founding())
        (known,) = await people.get([person_id()])
        assert await people.keep(teaching(known, surname="Quirke"))
        (after,) = await people.get([person_id()])
    assert after.surnames == merged(known, a_row(surname="Quirke")).surnames
    assert after.version == 2


async def test_what_was_learned_from_an_old_sight_is_refused(index: Index) -> None:
    async with index.open() as people:
        await people.keep(founding())
        (known,) = await people.get([person_id()])
        assert await people.keep(teaching(known, surname="Quirke"))
        assert not await people.keep(teaching(known, postcode="CT1 1AA"))
        (after,) = await people.get([person_id()])
    assert after.postcodes == known.postcodes


async def test_a_row_that_teaches_nothing_can_always_be_kept(index: Index) -> None:
    async with index.open() as people:
        await people.keep(founding())
        (known,) = await people.get([person_id()])
        nothing = Changes((), (), (), ())
        assert await people.keep(teaching(known, surname="Quirke"))
        assert await people.keep(nothing)


async def test_no_plan_made_while_the_index_is_small_reads_its_tables_row_by_row(
    pool: Pool, matching: MatchingUnderTest, database: Database
) -> None:
    async with transaction(pool) as connection:
        assert await PostgresPeople(connection).keep(founding())
    admin = await asyncpg.connect(database.admin_url)
    await admin.execute("VACUUM ANALYZE matching.people, matching.identifiers, matching.lookups")
    await admin.close()
    query = "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'matching' ORDER BY relname"
    async with transaction(pool) as connection:
        people = PostgresPeople(connection)
        before = await connection.fetch(query)
        for _ in range(10):  # PostgreSQL keeps a plan from the sixth time on
            await people.find_holders([UPN + a_upn(1)])
            await people.find_lookalikes(keys_of_person(somebody()))
            await people.get([person_id()])
        assert await connection.fetch(query) == before
