"""Topics are made once, by one command, and told apart from the table when somebody changed them."""

import asyncio
from collections.abc import AsyncIterator
from secrets import token_hex

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.contracts.topics import STATUS_CHANGED
from shared.messaging.topics_admin import all_topics, create_topics
from tests.integration.messaging.conftest import eventually
from tests.support.stack import Stack, delete_topics

pytestmark = pytest.mark.stack


@pytest.fixture
async def prefix(stack: Stack) -> AsyncIterator[str]:
    prefix = f"test{token_hex(5)}"
    yield prefix
    await delete_topics(stack, prefix)


async def test_all_topics_of_the_table_and_their_dead_letters_are_made_once(stack: Stack, prefix: str) -> None:
    created, drift = await create_topics(stack.bootstrap_servers, prefix)
    assert sorted(created) == sorted(topic.on(prefix) for topic in all_topics())
    assert drift == []
    assert await create_topics(stack.bootstrap_servers, prefix) == ([], [])


async def test_two_runs_at_once_do_no_harm(stack: Stack, prefix: str) -> None:
    await asyncio.gather(*(create_topics(stack.bootstrap_servers, prefix) for _ in range(3)))
    assert await create_topics(stack.bootstrap_servers, prefix) == ([], [])


async def test_a_topic_that_is_not_as_the_table_says_is_named(stack: Stack, prefix: str) -> None:
    name = STATUS_CHANGED.on(prefix)
    client = AIOKafkaAdminClient(bootstrap_servers=stack.bootstrap_servers)
    await client.start()
    try:
        await client.create_topics([NewTopic(name, 3, 1, topic_configs={"cleanup.policy": "delete"})])

        async def visible() -> bool:
            return name in await client.list_topics()

        await eventually(visible)
    finally:
        await client.close()
    created, drift = await create_topics(stack.bootstrap_servers, prefix)
    assert name not in created
    found = {one.setting: (one.wanted, one.found) for one in drift if one.topic == name}
    assert found["cleanup.policy"] == ("compact", "delete")
    assert found["partitions"] == ("12", "3")
