"""The servers that the other tests rely on are the real ones, set up as the local stack promises."""

import asyncpg
import pytest

from tests.support.stack import Stack, create_database, drop_database

pytestmark = pytest.mark.stack


async def test_postgresql_is_18_with_checksums_scram_and_durable_commits(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.admin_url)
    try:
        shown = {
            name: await connection.fetchval(f"SHOW {name}")
            for name in ("data_checksums", "password_encryption", "fsync", "synchronous_commit")
        }
        assert connection.get_server_version().major == 18
    finally:
        await connection.close()
    assert shown == {
        "data_checksums": "on",
        "password_encryption": "scram-sha-256",
        "fsync": "on",
        "synchronous_commit": "on",
    }


async def test_a_wrong_password_is_refused_even_on_loopback(stack: Stack) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(stack.admin_url, password="wrong")


async def test_a_test_database_is_there_until_it_is_dropped(stack: Stack) -> None:
    made = await create_database(stack, migrated=False)
    connection = await asyncpg.connect(made.admin_url)
    await connection.close()
    await drop_database(stack, made.name)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(made.admin_url)
