"""Topics are made once, by one command, and told apart from the table when somebody changed them."""

import asyncio
from collections.abc import AsyncIterator
from secrets import token_hex
from typing import Any, cast

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from deploy.jobs.topics import all_topics, create_topics, durability_of, settings_of
from shared.contracts.topics import DAY_MS, KEPT_MS, ROWS_EXTRACTED, STATUS_CHANGED
from tests.integration.kafka.conftest import eventually
from tests.support.stack import Stack, delete_topics

pytestmark = pytest.mark.stack


@pytest.fixture
async def prefix(stack: Stack) -> AsyncIterator[str]:
    prefix = f"test{token_hex(5)}"
    yield prefix
    await delete_topics(stack, prefix)


async def test_all_topics_of_the_table_and_their_dead_letters_are_made_once(stack: Stack, prefix: str) -> None:
    created, drift = await create_topics(stack.kafka(), prefix)
    assert sorted(created) == sorted(topic.on(prefix) for topic in all_topics())
    assert drift == []
    assert await create_topics(stack.kafka(), prefix) == ([], [])


async def test_two_runs_at_once_do_no_harm(stack: Stack, prefix: str) -> None:
    await asyncio.gather(*(create_topics(stack.kafka(), prefix) for _ in range(3)))
    assert await create_topics(stack.kafka(), prefix) == ([], [])


async def test_a_topic_that_is_not_as_the_table_says_is_named(stack: Stack, prefix: str) -> None:
    name = STATUS_CHANGED.on(prefix)
    client = AIOKafkaAdminClient(**stack.kafka_client())
    await client.start()
    try:
        await client.create_topics([NewTopic(name, 3, 1, topic_configs={"cleanup.policy": "delete"})])

        async def visible() -> bool:
            return name in await client.list_topics()

        await eventually(visible)
    finally:
        await client.close()
    created, drift = await create_topics(stack.kafka(), prefix)
    assert name not in created
    found = {one.setting: (one.wanted, one.found) for one in drift if one.topic == name}
    assert found["cleanup.policy"] == ("compact", "delete")
    assert found["partitions"] == ("12", "3")


async def test_d1_a_topic_of_an_earlier_table_is_made_to_keep_its_records_as_long_as_this_one_says(
    stack: Stack, prefix: str
) -> None:
    await create_topics(stack.kafka(), prefix)
    client = AIOKafkaAdminClient(**stack.kafka_client())
    await client.start()
    try:
        shorter = settings_of(ROWS_EXTRACTED) | durability_of(1) | {"retention.ms": str(3 * DAY_MS)}
        name = ROWS_EXTRACTED.on(prefix)
        await client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, shorter)])
        assert await create_topics(stack.kafka(), prefix) == ([], [])

        async def is_as_the_table_says() -> bool:
            """A broker answers with what it has applied so far, which may be a moment behind."""
            wanted = [ConfigResource(ConfigResourceType.TOPIC, name)]
            (response,) = cast(list[Any], await client.describe_configs(wanted))
            found = {setting[0]: setting[1] for setting in response.resources[0][4]}
            return (found["retention.ms"], found["unclean.leader.election.enable"]) == (str(KEPT_MS), "false")

        await eventually(is_as_the_table_says)
    finally:
        await client.close()
