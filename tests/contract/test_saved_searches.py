"""One suite judges both `SavedSearches`: the fake that page tests use, and the tables of schema `shared`."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from deploy.jobs.accounts import NewAccount, ensure_accounts
from services.reporting.queries.saved_searches import (
    ID_LENGTH,
    LIFE,
    OF_ONE_SESSION_MAX,
    PostgresSavedSearches,
    SavedSearches,
)
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Role
from shared.web.accounts.postgres_identities import PostgresIdentities
from tests.support.identities import ANALYST, PASSWORD, MemoryIdentities
from tests.support.saved_searches import MemorySavedSearches
from tests.support.stack import Database
from tests.support.wall import Wall


@pytest.fixture
def wall() -> Wall:
    return Wall(datetime.now(UTC))


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("reporting"), schema="reporting")
    yield opened
    await close_pool(opened)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.stack)])
def tables(request: pytest.FixtureRequest) -> tuple[Database, Pool] | None:
    """The tables; None for the fake, which needs no servers."""
    if request.param == "memory":
        return None
    return request.getfixturevalue("database"), request.getfixturevalue("pool")


@pytest.fixture
async def kept(tables: tuple[Database, Pool] | None, wall: Wall) -> tuple[SavedSearches, SavedSearches, str, str]:
    """Two replicas over the same searches, and the secrets of two sessions."""
    if tables is None:
        one, identities = MemorySavedSearches(wall=wall), MemoryIdentities()
        secrets = [await identities.open_session(ANALYST) for _ in range(2)]
        return one, one, secrets[0], secrets[1]
    database, pool = tables
    await ensure_accounts(database.admin_url, [NewAccount(ANALYST.name, PASSWORD, Role.ANALYST)])
    real = PostgresIdentities(pool, wall=wall)
    account = await real.check_password(ANALYST.name, PASSWORD, address="127.0.0.1")
    assert isinstance(account, Account)
    first, second = await real.open_session(account), await real.open_session(account)
    return PostgresSavedSearches(pool, wall=wall), PostgresSavedSearches(pool, wall=wall), first, second


Kept = tuple[SavedSearches, SavedSearches, str, str]


async def test_what_one_replica_keeps_another_finds(kept: Kept) -> None:
    one, other, mine, _ = kept
    search_id = await one.keep(mine, "Fernhollow")
    assert len(search_id) == ID_LENGTH
    assert await other.find(mine, search_id) == "Fernhollow"
    assert await other.find(mine, search_id) == "Fernhollow"


async def test_a_search_belongs_to_its_session_alone(kept: Kept) -> None:
    one, _, mine, theirs = kept
    search_id = await one.keep(mine, "Fernhollow")
    assert await one.find(theirs, search_id) is None
    assert await one.find(mine, "x" * ID_LENGTH) is None


async def test_a_search_lapses_unless_it_is_looked_at(kept: Kept, wall: Wall) -> None:
    one, _, mine, _ = kept
    search_id = await one.keep(mine, "Fernhollow")
    wall.time += LIFE - timedelta(minutes=1)
    assert await one.find(mine, search_id) == "Fernhollow"
    wall.time += LIFE - timedelta(minutes=1)
    assert await one.find(mine, search_id) == "Fernhollow"
    wall.time += LIFE
    assert await one.find(mine, search_id) is None


async def test_what_has_lapsed_is_deleted_and_the_rest_stays(kept: Kept, wall: Wall) -> None:
    one, _, mine, _ = kept
    await one.keep(mine, "Quillfeather")
    wall.time += LIFE
    fresh = await one.keep(mine, "Fernhollow")
    await one.purge()
    assert await one.find(mine, fresh) == "Fernhollow"


async def test_a_session_keeps_so_many_and_no_more(kept: Kept, wall: Wall) -> None:
    one, _, mine, _ = kept
    ids = []
    for number in range(OF_ONE_SESSION_MAX + 2):
        wall.time += timedelta(seconds=1)
        ids.append(await one.keep(mine, f"name {number}"))
    assert [await one.find(mine, search_id) for search_id in ids[:2]] == [None, None]
    assert await one.find(mine, ids[2]) == "name 2"


@pytest.mark.stack
async def test_nothing_that_has_lapsed_stays_in_the_table(pool: Pool, database: Database, wall: Wall) -> None:
    await ensure_accounts(database.admin_url, [NewAccount(ANALYST.name, PASSWORD, Role.ANALYST)])
    identities = PostgresIdentities(pool, wall=wall)
    account = await identities.check_password(ANALYST.name, PASSWORD, address="127.0.0.1")
    assert isinstance(account, Account)
    searches = PostgresSavedSearches(pool, wall=wall)
    await searches.keep(await identities.open_session(account), "Fernhollow")
    wall.time += timedelta(days=400)
    await searches.purge()
    assert await pool.fetchval("SELECT count(*) FROM shared.saved_searches") == 0
