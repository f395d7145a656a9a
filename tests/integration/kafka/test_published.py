"""The public topic made anew is noticed whatever was written to it meanwhile: a new topic has another id."""

from collections.abc import Callable

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.jobs.topics import create_topics
from services.reporting.adapters.heartbeats import heartbeat
from shared.contracts.topics import STATUS_CHANGED
from shared.kafka.producer import Producer
from shared.observability.metrics import Metrics
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import eventually, runtime_of
from tests.support.stack import Stack

pytestmark = pytest.mark.stack


async def remove(stack: Stack, topic: str) -> None:
    client = AIOKafkaAdminClient(**stack.kafka_client())
    await client.start()
    try:
        await client.delete_topics([topic])

        async def is_gone() -> bool:
            return topic not in await client.list_topics()

        await eventually(is_gone)
    finally:
        await client.close()


async def beat(stack: Stack, prefix: str, times: int) -> None:
    """Write so many records to each partition."""
    producer = Producer(stack.kafka(), Metrics(), lambda _reason: None)
    try:
        for _ in range(times):
            await producer.send_to_all_partitions(heartbeat(STATUS_CHANGED, prefix))
    finally:
        await producer.stop()


async def test_a_new_topic_is_noticed_even_when_it_holds_more_than_the_lost_one_did(
    stack: Stack, settings: Callable[[str], ServiceSettings], topic_prefix: str
) -> None:
    async with runtime_of(settings("reporting"), "reporting") as runtime:
        assert await runtime.published(STATUS_CHANGED).was_made_anew()
        first = runtime.published(STATUS_CHANGED)
        await beat(stack, topic_prefix, 1)
        assert await first.was_made_anew()
        await first.was_filled()
        assert not await runtime.published(STATUS_CHANGED).was_made_anew()

        await remove(stack, STATUS_CHANGED.on(topic_prefix))
        await create_topics(stack.kafka(), topic_prefix)
        await beat(stack, topic_prefix, 2)
        second = runtime.published(STATUS_CHANGED)
        assert await second.was_made_anew()
        await first.was_filled()
        assert await second.was_made_anew(), "what filled the lost topic does not fill this one"
        await second.was_filled()
        assert not await second.was_made_anew()
