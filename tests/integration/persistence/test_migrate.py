"""Migrations: once each, in order, by one runner at a time, and never changed afterwards."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from deploy.jobs import roles
from deploy.jobs.migrate import Folder, MigrationRefused, migrate, migration_folders, migrations_of
from deploy.jobs.roles import RolesNeeded, scram_verifier
from shared.service_names import SERVICES
from tests.support.stack import Database, Stack, create_database, drop_database

pytestmark = pytest.mark.stack


@pytest.fixture
async def empty(stack: Stack) -> AsyncIterator[Database]:
    made = await create_database(stack, migrated=False)
    yield made
    await drop_database(stack, made.name)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder("ingest", "ingest", tmp_path)


def write(folder: Folder, name: str, sql: str) -> None:
    (folder.path / name).write_text(sql, encoding="utf-8")


async def fetch(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_the_whole_house_is_built_once(empty: Database) -> None:
    applied = await migrate(empty.admin_url, passwords=empty.passwords)
    assert "shared/0001_keys_gaps_accounts.sql" in applied
    assert {f"{service}/outbox/0001_inbox_outbox_dead_letters.sql" for service in SERVICES} <= set(applied)
    assert await migrate(empty.admin_url, passwords=empty.passwords) == []


async def test_a_service_signs_in_under_its_role_and_uses_its_own_schema_and_the_houses(empty: Database) -> None:
    await migrate(empty.admin_url, passwords=empty.passwords)
    url = empty.service_url("ingest")
    assert await fetch(url, "SELECT count(*) FROM ingest.inbox") == 0
    assert await fetch(url, "SELECT count(*) FROM shared.day_keys") == 0
    for forbidden in (
        "SELECT count(*) FROM matching.inbox",
        "CREATE TABLE ingest.mine ()",
        "CREATE TABLE public.mine ()",
        "SELECT count(*) FROM shared.migrations",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(url, forbidden)


async def test_files_are_applied_in_order_inside_their_rooms_schema(empty: Database, folder: Folder) -> None:
    write(folder, "0002_second.sql", "ALTER TABLE first ADD COLUMN second int;")
    write(folder, "0001_first.sql", "CREATE TABLE first (id int);\nINSERT INTO first VALUES (1);")
    assert await migrate(empty.admin_url, folders=[folder]) == ["ingest/0001_first.sql", "ingest/0002_second.sql"]
    assert await fetch(empty.admin_url, "SELECT count(second) + count(id) FROM ingest.first") == 1


async def test_a_file_that_fails_leaves_nothing_behind_and_can_be_mended(empty: Database, folder: Folder) -> None:
    write(folder, "0001_first.sql", "CREATE TABLE first (id int); SELECT 1/0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty.admin_url, folders=[folder])
    assert await fetch(empty.admin_url, "SELECT to_regclass('ingest.first')") is None
    write(folder, "0001_first.sql", "CREATE TABLE first (id int);")
    assert await migrate(empty.admin_url, folders=[folder]) == ["ingest/0001_first.sql"]


async def test_a_table_that_somebody_holds_is_waited_for_by_trying_again(empty: Database, folder: Folder) -> None:
    write(folder, "0001_first.sql", "CREATE TABLE first (id int);")
    await migrate(empty.admin_url, folders=[folder])
    write(folder, "0002_second.sql", "-- expand\nALTER TABLE first ADD COLUMN second int;")
    holder = await asyncpg.connect(empty.admin_url)
    try:
        async with holder.transaction():
            await holder.execute("SELECT count(*) FROM ingest.first")
            migrating = asyncio.create_task(migrate(empty.admin_url, folders=[folder]))
            done, _ = await asyncio.wait([migrating], timeout=2.5)
            assert not done
        assert await migrating == ["ingest/0002_second.sql"]
    finally:
        await holder.close()


async def test_an_applied_file_that_was_changed_is_refused(empty: Database, folder: Folder) -> None:
    write(folder, "0001_first.sql", "CREATE TABLE first (id int);")
    await migrate(empty.admin_url, folders=[folder])
    write(folder, "0001_first.sql", "CREATE TABLE first (id bigint);")
    with pytest.raises(MigrationRefused, match=r"ingest/0001_first\.sql was changed"):
        await migrate(empty.admin_url, folders=[folder])


@pytest.mark.parametrize("name", ["1_short.sql", "0001_Upper.sql", "0001_first_again.sql"])
async def test_misnamed_files_and_numbers_used_twice_are_refused(empty: Database, folder: Folder, name: str) -> None:
    write(folder, "0001_first.sql", "SELECT 1;")
    write(folder, name, "SELECT 1;")
    with pytest.raises(MigrationRefused, match="each number once"):
        await migrate(empty.admin_url, folders=[folder])


async def test_racing_runners_apply_each_file_once_even_outside_a_transaction(empty: Database, folder: Folder) -> None:
    write(folder, "0001_first.sql", "CREATE TABLE first (id int); INSERT INTO first SELECT generate_series(1, 50000);")
    write(folder, "0002_index.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS by_id ON first (id);")
    runs = await asyncio.gather(*(migrate(empty.admin_url, folders=[folder]) for _ in range(3)))
    assert sorted(len(run) for run in runs) == [0, 0, 2]
    assert await fetch(empty.admin_url, "SELECT count(*) FROM ingest.first") == 50_000


async def test_two_databases_of_one_server_are_migrated_at_once(stack: Stack) -> None:
    databases = await asyncio.gather(*(create_database(stack) for _ in range(3)))
    try:
        for database in databases:
            assert await fetch(database.service_url("matching"), "SELECT count(*) FROM matching.outbox") == 0
    finally:
        for database in databases:
            await drop_database(stack, database.name)


@pytest.fixture
async def plain_owner(empty: Database) -> AsyncIterator[str]:
    """Return the address of `empty` under a role that owns it and may not make roles."""
    owner, parts = f"owner_{empty.name[-6:]}", urlsplit(empty.admin_url)
    admin = await asyncpg.connect(empty.admin_url)
    await admin.execute(f"CREATE ROLE {owner} LOGIN PASSWORD '{scram_verifier('secret')}'")
    await admin.execute(f'ALTER DATABASE "{empty.name}" OWNER TO {owner}')
    yield urlunsplit(parts._replace(netloc=f"{owner}:secret@{parts.netloc.rsplit('@', 1)[-1]}"))
    await admin.execute(f"REASSIGN OWNED BY {owner} TO CURRENT_USER")
    await admin.execute(f"DROP OWNED BY {owner} CASCADE")
    await admin.execute(f"DROP ROLE {owner}")
    await admin.close()


async def test_without_the_right_to_make_roles_one_role_serves_all_or_the_message_says_what_to_do(
    plain_owner: str, empty: Database, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "role_of", lambda service: f"absent_{service}_{empty.name[-6:]}")
    write(folder, "0001_first.sql", "CREATE TABLE first (id int);")
    with pytest.raises(RolesNeeded, match="may not create roles: create absent_ingest"):
        await migrate(plain_owner, passwords=empty.passwords, folders=[folder])
    assert await migrate(plain_owner, folders=[folder]) == ["ingest/0001_first.sql"]
    assert await fetch(plain_owner, "SELECT count(*) FROM ingest.first") == 0


def test_the_repositorys_own_files_are_well_named() -> None:
    assert sum(len(migrations_of(folder)) for folder in migration_folders()) >= 1 + len(SERVICES)
