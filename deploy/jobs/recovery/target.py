"""What a restore would overwrite: whether services run, and what the database, the vault and Kafka hold."""

import asyncio
from collections.abc import Collection
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient

from deploy.jobs.recovery.database import present_schemas
from deploy.jobs.recovery.manifest import RecoveryRefused
from deploy.jobs.recovery.originals import files_of
from deploy.jobs.recovery.settings import RecoverySettings
from deploy.jobs.topics import all_topics, create_topics
from shared.kafka.access import KafkaAccess
from shared.persistence.pool import Connection
from shared.service_names import SERVICES

_WAIT_S: Final = 30.0
_CONNECTED: Final = """
SELECT DISTINCT application_name::text FROM pg_stat_activity
WHERE datname = current_database() AND application_name = ANY ($1) ORDER BY 1
"""
_HAS_SUBMISSIONS: Final = "SELECT to_regclass('ingest.submissions') IS NOT NULL"
_SUBMISSIONS: Final = """
SELECT count(*) AS all, count(*) FILTER (WHERE file_id <> ALL ($1::text[]::uuid[])) AS later FROM ingest.submissions
"""


async def refuse_while_services_run(connection: Connection) -> None:
    """Raise RecoveryRefused when a service is connected to the database."""
    names = [f"onward-{service}" for service in SERVICES]
    running = [row["application_name"] for row in await connection.fetch(_CONNECTED, names)]
    if running:
        raise RecoveryRefused(f"these services run: {', '.join(running)}. Stop them first")


async def what_is_there(connection: Connection, settings: RecoverySettings, backed_up: Collection[str]) -> list[str]:
    """Return what a restore would overwrite, in words; nothing where there is nothing.

    `backed_up`: ids of the originals in the backup.
    """
    found = []
    if await present_schemas(connection):
        if await connection.fetchval(_HAS_SUBMISSIONS):
            row = await connection.fetchrow(_SUBMISSIONS, list(backed_up))
            assert row is not None
            found.append(f"a database with {row['all']:,} submissions, {row['later']:,} of them not in the backup")
        else:
            found.append("a database that was migrated")
    if originals := files_of(settings.vault_dir):
        found.append(f"a vault with {len(originals):,} originals")
    return found


async def make_topics_anew(settings: RecoverySettings) -> int:
    """Remove the deployment's topics, with what consumers had read of them, and create them empty; return how many.

    What they hold is of another time than the restored database. Raises KafkaError or TopicsRefused.
    """
    access = KafkaAccess.of(settings)
    names = {topic.on(settings.topic_prefix) for topic in all_topics()}
    client = AIOKafkaAdminClient(client_id="onward-restore", **access.client_options())
    await client.start()
    try:
        present = sorted(names & set(await client.list_topics()))
        if present:
            await client.delete_topics(present)
        async with asyncio.timeout(_WAIT_S):
            while names & set(await client.list_topics()):  # noqa: ASYNC110
                await asyncio.sleep(0.1)  # Kafka announces nothing: asking again is the only way
    finally:
        await client.close()
    created, _ = await create_topics(access, settings.topic_prefix, replication=settings.topic_replication)
    return len(created)
