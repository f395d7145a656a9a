"""The real Kafka and PostgreSQL for tests: found, never faked; a database and a topic prefix of one's own.

Tests marked `stack` are reported as not run when the servers are missing; under ONWARD_REQUIRE_STACK=1, which
`make test` sets, they fail instead.
"""

import asyncio
import json
import os
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.jobs.kafka.accounts import keep_rights, remove_rights
from deploy.jobs.kafka.administration import Administration
from deploy.local.servers.kafka_address import KafkaAddress
from shared.contracts.rights import ADMINISTRATOR, account_on_kafka
from shared.kafka.access import KafkaAccess
from shared.service_names import SERVICES
from shared.settings import ServiceSettings

CHECKOUT = Path(__file__).resolve().parents[2]
KAFKA_VARIABLES = (
    "KAFKA_BOOTSTRAP_SERVERS",
    *(f"ONWARD_KAFKA_{name}" for name in ("SECURITY", "CA_FILE", "USERNAME", "PASSWORD_FILE", "PASSWORDS_DIR")),
)
MISSING = "not run: Kafka and PostgreSQL are not there; start them with `make servers`"


@dataclass(frozen=True, slots=True)
class Stack:
    """The two real servers."""

    kafka_address: KafkaAddress
    admin_url: str
    passwords: dict[str, str]
    """The database password of each service's role; roles are shared by all databases of the server."""

    @property
    def bootstrap_servers(self) -> str:
        """Return the broker's address."""
        return self.kafka_address.bootstrap_servers

    def kafka(self, account: str = ADMINISTRATOR) -> KafkaAccess:
        """Return how an account reaches Kafka."""
        return self.kafka_address.access(account)

    def kafka_client(self, account: str = ADMINISTRATOR) -> dict[str, Any]:
        """Return the connection arguments of aiokafka's clients for an account."""
        return self.kafka(account).client_options()

    def kafka_settings(self, account: str = ADMINISTRATOR) -> dict[str, Any]:
        """Return the settings with which a service, or whoever it is, reaches Kafka under an account."""
        return kafka_settings_of(self.kafka_environment(account))

    def kafka_environment(self, account: str = ADMINISTRATOR) -> dict[str, str]:
        """Return the same as variables, for a process."""
        content = self.kafka_address.as_json()
        return {**content["environment"], **content["accounts"][account]}


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
    ours = content.get("kafka")
    address = KafkaAddress.given() or (KafkaAddress.from_json(ours) if ours else None)
    admin_url = os.environ.get("DATABASE_URL") or content.get("postgres", {}).get("admin_url")
    if address is None or not admin_url:
        return None
    urls = content.get("postgres", {}).get("service_urls", {})
    known = {service: urlsplit(url).password for service, url in urls.items()}
    passwords = {service: known.get(service) or secrets.token_urlsafe(18) for service in SERVICES}
    return Stack(address, admin_url, passwords)


def kafka_settings_of(variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that these variables give."""
    return {name.lower().removeprefix("onward_"): value for name, value in variables.items() if name in KAFKA_VARIABLES}


def kafka_variables_of(settings: ServiceSettings) -> dict[str, str]:
    """Return the variables with which a process reaches Kafka as these settings do."""
    values = {name: getattr(settings, name.lower().removeprefix("onward_")) for name in KAFKA_VARIABLES}
    return {name: str(value) for name, value in values.items() if value is not None}


def client_of(settings: ServiceSettings) -> dict[str, Any]:
    """Return the connection arguments of aiokafka's clients that these settings give."""
    return KafkaAccess.of(settings).client_options()


def signed_in_as(settings: ServiceSettings, account: str) -> ServiceSettings:
    """Return these settings under another of Kafka's accounts, where Kafka has accounts."""
    if settings.kafka_password_file is None:
        return settings
    file = settings.kafka_password_file.with_name(account)
    return settings.model_copy(update={"kafka_username": account_on_kafka(account), "kafka_password_file": file})


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


async def make_topics(stack: Stack, prefix: str) -> None:
    """Create all topics under a prefix and, where Kafka has accounts, what each account may do there."""
    from deploy.jobs.topics import create_topics

    await create_topics(stack.kafka(), prefix)
    if stack.kafka_address.passwords_dir:
        await asyncio.to_thread(lambda: keep_rights(Administration(stack.kafka()), prefix))


async def delete_topics(stack: Stack, prefix: str, *, rights_too: bool = True) -> None:
    """Delete every topic under the prefix, and all rights."""
    if rights_too and stack.kafka_address.passwords_dir:
        await asyncio.to_thread(lambda: remove_rights(Administration(stack.kafka()), prefix))
    client = AIOKafkaAdminClient(**stack.kafka_client())
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
