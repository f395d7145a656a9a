"""The real Kafka and PostgreSQL for tests: found, never faked; a database and a topic prefix of one's own.

Tests marked `stack` are reported as not run when the servers are missing; under ONWARD_REQUIRE_STACK=1, which
`make test` sets, they fail instead.
"""

import json
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.service_names import SERVICES

CHECKOUT = Path(__file__).resolve().parents[2]
MISSING = "not run: Kafka and PostgreSQL are not there; start them with `make servers`"


@dataclass(frozen=True, slots=True)
class Stack:
    """The two real servers."""

    bootstrap_servers: str
    admin_url: str
    passwords: dict[str, str]
    """The database password of each service's role; roles are shared by all databases of the server."""


@dataclass(frozen=True, slots=True)
class Database:
    """A fresh, migrated database of one test module."""

    name: str
    admin_url: str
    passwords: dict[str, str]

    def service_url(self, service: str) -> str:
        """Return the address with which a service signs in under its own role."""
        parts = urlsplit(self.admin_url)
        host = parts.netloc.rsplit("@", 1)[-1]
        return urlunsplit(parts._replace(netloc=f"onward_{service}:{quote(self.passwords[service], safe='')}@{host}"))


def find_stack() -> Stack | None:
    """Return the servers named in the environment or in `.onward/addresses.json`, or None."""
    content = _read_addresses()
    bootstrap = os.environ.get("KAFKA_BOOTSTRAP_SERVERS") or content.get("kafka", {}).get("bootstrap_servers")
    admin_url = os.environ.get("DATABASE_URL") or content.get("postgres", {}).get("admin_url")
    if not bootstrap or not admin_url:
        return None
    urls = content.get("postgres", {}).get("service_urls", {})
    known = {service: urlsplit(url).password for service, url in urls.items()}
    passwords = {service: known.get(service) or secrets.token_urlsafe(18) for service in SERVICES}
    return Stack(bootstrap, admin_url, passwords)


def _read_addresses() -> dict[str, Any]:
    folder = Path(os.environ.get("ONWARD_STATE_DIR") or CHECKOUT / ".onward")
    try:
        content = json.loads((folder / "addresses.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say of each test that needs the servers that it was not run, when they are missing."""
    needing = [item for item in items if item.get_closest_marker("stack")]
    if not needing or find_stack():
        return
    if os.environ.get("ONWARD_REQUIRE_STACK") == "1":
        raise pytest.UsageError(MISSING)
    for item in needing:
        item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session")
def stack() -> Stack:
    """Return the two real servers."""
    found = find_stack()
    if found is None:
        if os.environ.get("ONWARD_REQUIRE_STACK") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


@pytest.fixture(scope="session")
async def migrated(stack: Stack) -> AsyncIterator[Database]:
    """Return a database with all migrations that nobody touches: it is there to be copied."""
    made = await create_database(stack)
    try:
        yield made
    finally:
        await drop_database(stack, made.name)


@pytest.fixture(scope="module")
async def database(stack: Stack, migrated: Database) -> AsyncIterator[Database]:
    """Make a fresh database with all migrations for this module, and drop it after."""
    made = await create_database(stack, copy_of=migrated)
    try:
        yield made
    finally:
        await drop_database(stack, made.name)


async def create_database(stack: Stack, *, migrated: bool = True, copy_of: Database | None = None) -> Database:
    """Make a database `onward_test_<hex>`, migrated or as a copy of one that is; the caller drops it."""
    name = f"onward_test_{secrets.token_hex(6)}"
    await _as_admin(stack, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{copy_of.name}"' if copy_of else ""))
    made = Database(name, urlunsplit(urlsplit(stack.admin_url)._replace(path=f"/{name}")), stack.passwords)
    if migrated and not copy_of:
        from deploy.jobs.migrate import migrate

        await migrate(made.admin_url, passwords=stack.passwords)
    return made


async def drop_database(stack: Stack, name: str) -> None:
    """Drop a database that `create_database` made, ending what is still connected to it."""
    await _as_admin(stack, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
async def topic_prefix(stack: Stack) -> AsyncIterator[str]:
    """Return a topic prefix of this module's own; its topics are deleted after."""
    prefix = f"test{secrets.token_hex(5)}"
    yield prefix
    with suppress(KafkaError):
        await delete_topics(stack, prefix)


async def delete_topics(stack: Stack, prefix: str) -> None:
    """Delete every topic under the prefix."""
    client = AIOKafkaAdminClient(bootstrap_servers=stack.bootstrap_servers)
    await client.start()
    try:
        names = [name for name in await client.list_topics() if name.startswith(f"{prefix}.")]
        if names:
            await client.delete_topics(names)
    finally:
        await client.close()


async def _as_admin(stack: Stack, statement: str) -> None:
    connection = await asyncpg.connect(stack.admin_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
