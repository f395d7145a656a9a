"""Topics are made by one idempotent command from one table; nothing creates a topic by using it.

The same command makes Kafka's accounts and their rights (shared/contracts/rights.py), where it has their passwords.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from deploy.jobs.kafka.accounts import Changes, keep_everything
from deploy.jobs.kafka.administration import names_of
from shared.contracts.topics import DAY_MS, TOPICS, Topic
from shared.errors import OnwardError
from shared.kafka.access import KafkaAccess
from shared.observability.terminal import say
from shared.settings import ServiceSettings

BATCH_BYTES_MAX = 4 * 1024 * 1024
_WAIT_S = 30.0
_SET_RIGHT = ("retention.ms", "delete.retention.ms", "segment.ms", "max.compaction.lag.ms")


class TopicsRefused(OnwardError):  # noqa: N818
    """Kafka did not create the topics."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference between a topic and the table."""

    topic: str
    setting: str
    wanted: str
    found: str


def settings_of(topic: Topic, *, day_ms: int = DAY_MS) -> dict[str, str]:
    """Return the broker's settings for a topic. A test lets days pass faster."""
    common = {"max.message.bytes": str(BATCH_BYTES_MAX), "cleanup.policy": topic.cleanup}
    if topic.cleanup == "delete":
        return common | {"retention.ms": str(topic.retention_ms)}
    # Compaction leaves the active segment alone, and a segment closes only when a record comes that is half a day
    # younger than its first: two heartbeats a day see to that (heartbeats.py). An older status is then gone within a
    # day and a half, and the tombstone itself, which needs a second round, within four days.
    return common | {
        "delete.retention.ms": str(topic.retention_ms * day_ms // DAY_MS),
        "segment.ms": str(day_ms // 2),
        "max.compaction.lag.ms": str(day_ms // 2),
        "min.cleanable.dirty.ratio": "0.1",
    }


def all_topics() -> tuple[Topic, ...]:
    """Return the table and its dead-letter topics."""
    return (*TOPICS, *(topic.dead_letters for topic in TOPICS))


async def create_topics(
    access: KafkaAccess, prefix: str, *, replication: int | None = None
) -> tuple[list[str], list[Drift]]:
    """Create what is missing; return the names created and how existing topics differ from the table.

    For how long they keep what is set right, so that a changed table holds for a stack that is there already.
    `replication` None means three copies, or as many as there are brokers. Raises TopicsRefused, or KafkaError when
    Kafka is away.
    """
    client = AIOKafkaAdminClient(client_id="onward-topics", **access.client_options())
    await client.start()
    try:
        existing = set(await client.list_topics())
        missing = [topic for topic in all_topics() if topic.on(prefix) not in existing]
        if missing:
            copies = replication or min(3, len((await client.describe_cluster())["brokers"]))
            await _create(client, [_new(topic, prefix, copies) for topic in missing])
            await _until_visible(client, {topic.on(prefix) for topic in missing})
        present = [topic for topic in all_topics() if topic.on(prefix) in existing]
        drift = await _drift(client, present, prefix)
        if await _set_right(client, present, prefix, drift):
            drift = await _drift(client, present, prefix)
        return [topic.on(prefix) for topic in missing], drift
    finally:
        await client.close()


def durability_of(copies: int) -> dict[str, str]:
    """Return what keeps an acknowledged record when a broker dies: two copies at least, no election of a laggard."""
    return {"min.insync.replicas": "2" if copies >= 3 else "1", "unclean.leader.election.enable": "false"}


def _new(topic: Topic, prefix: str, copies: int) -> NewTopic:
    return NewTopic(
        topic.on(prefix), topic.partitions, copies, topic_configs=settings_of(topic) | durability_of(copies)
    )


async def _create(client: AIOKafkaAdminClient, topics: list[NewTopic]) -> None:
    response: Any = await client.create_topics(topics)
    for name, code, *_ in response.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:  # another run may have been faster
            raise TopicsRefused(f"{name}: {error.__name__}")


async def _until_visible(client: AIOKafkaAdminClient, names: set[str]) -> None:
    async with asyncio.timeout(_WAIT_S):
        while not names <= set(await client.list_topics()):  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # Kafka announces nothing: asking again is the only way


async def _set_right(client: AIOKafkaAdminClient, topics: list[Topic], prefix: str, drift: list[Drift]) -> bool:
    """Set right how long topics keep their records; one that is not the kind of topic at all is left for a person."""
    strange = {one.topic for one in drift if one.setting == "cleanup.policy"}
    wrong = {one.topic for one in drift if one.setting in _SET_RIGHT} - strange
    if not wrong:
        return False
    copies = {
        entry["topic"]: len(entry["partitions"][0]["replicas"]) for entry in await client.describe_topics([*wrong])
    }
    # What is not named here goes back to the broker's own setting, so all of ours is.
    await client.alter_configs(
        [
            ConfigResource(ConfigResourceType.TOPIC, topic.on(prefix), settings_of(topic) | durability_of(copies[name]))
            for topic in topics
            if (name := topic.on(prefix)) in wrong
        ]
    )
    return True


async def _drift(client: AIOKafkaAdminClient, topics: list[Topic], prefix: str) -> list[Drift]:
    if not topics:
        return []
    names = [topic.on(prefix) for topic in topics]
    described = {entry["topic"]: len(entry["partitions"]) for entry in await client.describe_topics(names)}
    responses: list[Any] = await client.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    )
    found = {
        resource[3]: {config[0]: config[1] for config in resource[4]}
        for response in responses
        for resource in response.resources
    }
    drift = []
    for topic, name in zip(topics, names, strict=True):
        if described[name] != topic.partitions:
            drift.append(Drift(name, "partitions", str(topic.partitions), str(described[name])))
        for setting, wanted in settings_of(topic).items():
            if found[name].get(setting) != wanted:
                drift.append(Drift(name, setting, wanted, str(found[name].get(setting))))
    return drift


async def prepare_kafka(
    access: KafkaAccess, prefix: str, passwords_dir: Path | None, *, replication: int | None = None
) -> tuple[list[str], list[Drift], Changes]:
    """Create topics and, where there is a folder of passwords, accounts and rights; as `create_topics` else.

    Raises AccountsRefused too.
    """
    created, drift = await create_topics(access, prefix, replication=replication)
    if passwords_dir is None:
        return created, drift, Changes()
    return created, drift, await asyncio.to_thread(keep_everything, access, prefix, passwords_dir)


def main() -> None:
    """Prepare Kafka for the deployment that the environment names, and complain about topics that differ."""
    settings = ServiceSettings()
    try:
        created, drift, changes = asyncio.run(
            prepare_kafka(
                *(KafkaAccess.of(settings), settings.topic_prefix, settings.kafka_passwords_dir),
                replication=settings.topic_replication,
            )
        )
    except (KafkaError, OnwardError, OSError) as error:
        sys.exit(f"topics were not created: {type(error).__name__}: {error}")
    say([f"created {name}" for name in created] or ["no topic was missing"])
    say(f"allowed {line}" for line in names_of(changes.allowed))
    say(f"forbidden {line}" for line in names_of(changes.forbidden))
    say(f"removed the account {name}" for name in sorted(changes.removed))
    for one in drift:
        sys.stderr.write(f"{one.topic}: {one.setting} is {one.found}, the table says {one.wanted}\n")
    if drift:
        sys.exit(1)


if __name__ == "__main__":
    main()
