"""A deployment of topics, keys and accounts, without services: what the administrator's jobs work on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from deploy.jobs.accounts import NewAccount, ensure_accounts
from shared.contracts.events import Event
from shared.contracts.rights import ADMINISTRATOR
from shared.crypto.keyring import KeyRing
from shared.crypto.master_key import create_master_key
from shared.kafka.access import KafkaAccess
from shared.kafka.codec import EventCodec, Message
from shared.kafka.producer import Producer
from shared.observability.metrics import Metrics
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.settings import ServiceSettings
from shared.web.accounts.permissions import Role
from tests.support.stack import Database, Stack, make_topics, signed_in_as

PASSWORD = "invented-for-this-test"


@pytest.fixture(scope="module")
async def deployment(
    stack: Stack, database: Database, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory, light_hashes: None
) -> ServiceSettings:
    """Return the administrator's settings; there is an account of each role but the uploader's."""
    master_key = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    await make_topics(stack, topic_prefix)
    roles = [role for role in Role if role is not Role.UPLOADER]
    await ensure_accounts(database.admin_url, [NewAccount(str(role), PASSWORD, role) for role in roles])
    return ServiceSettings(
        **stack.kafka_settings("jobs"),
        database_url=database.admin_url,
        topic_prefix=topic_prefix,
        master_key_file=master_key,
    )


@asynccontextmanager
async def pool_of(settings: ServiceSettings, schema: str = "shared") -> AsyncIterator[Pool]:
    """Open a pool as the administrator."""
    pool = await open_pool(settings.database_url, schema=schema, size_max=2)
    try:
        yield pool
    finally:
        await close_pool(pool)


@asynccontextmanager
async def producer_of(settings: ServiceSettings) -> AsyncIterator[Producer]:
    """Open a producer."""
    producer = Producer(
        KafkaAccess.of(signed_in_as(settings, ADMINISTRATOR)), Metrics(), lambda reason: pytest.fail(reason)
    )
    try:
        yield producer
    finally:
        await producer.stop()


async def sealed(settings: ServiceSettings, service: str, event: Event) -> Message:
    """Return the message in which a service would publish the event."""
    async with pool_of(settings) as pool:
        keyring = KeyRing.from_file(settings.master_key_file, pool)
        return await EventCodec(service, settings.topic_prefix, keyring).encode(event)
