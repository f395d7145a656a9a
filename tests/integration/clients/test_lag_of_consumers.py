"""How far consumer groups of the public topic are, as the page of subscriptions says it, by reporting's own account."""

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaConsumer

from services.reporting.queries.webhooks.consumer_groups import GroupLine, KafkaConsumerGroups, known_by
from services.reporting.usecases.webhooks.measure import MeasureSubscriptions
from services.reporting.usecases.webhooks.ports import WebhookFigures
from shared.errors import Transient
from shared.kafka.access import KafkaAccess
from shared.observability.metrics import Metrics
from tests.integration.clients.conftest import PublicTopic, a_change

pytestmark = pytest.mark.stack


def groups_of(topic: PublicTopic, known: str = "*") -> KafkaConsumerGroups:
    """Return what reporting asks Kafka with."""
    return KafkaConsumerGroups(topic.stack.kafka("reporting"), topic.prefix, known_by(known))


async def read_all(topic: PublicTopic, group: str) -> None:
    """Read what there is as a member of a group, and commit."""
    options = topic.stack.kafka().client_options()
    consumer = AIOKafkaConsumer(topic.name, group_id=group, auto_offset_reset="earliest", **options)
    await consumer.start()
    try:
        places = consumer.assignment()
        ends = await consumer.end_offsets(places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            await consumer.getmany(timeout_ms=200)
        await consumer.commit()
    finally:
        await consumer.stop()


async def ours(topic: PublicTopic, known: str = "*") -> list[GroupLine]:
    """Return the groups of this test: the broker has others."""
    return [one for one in await groups_of(topic, known).groups() if one.group.startswith(f"{topic.prefix}.")]


async def test_a_group_is_as_far_behind_as_was_published_since(topic: PublicTopic) -> None:
    first, second = (f"{topic.prefix}.consumers.{name}.statuses" for name in ("careers", "warehouse"))
    await topic.publish(*(a_change(number) for number in range(30)))
    await read_all(topic, first)
    assert await ours(topic) == [GroupLine(first, 0, 0.0)]
    await read_all(topic, second)
    await topic.publish(*(a_change(number, 2) for number in range(7)))
    await asyncio.sleep(2.5)  # what is measured is a time that has passed
    await read_all(topic, second)
    behind, read = await ours(topic)
    assert (behind.group, behind.messages, read) == (first, 7, GroupLine(second, 0, 0.0))
    assert 2.4 < behind.oldest_s < 60
    assert [one.group for one in await ours(topic, f"{topic.prefix}.consumers.ware*")] == [second]
    assert await ours(topic, "somebody-else") == []


async def test_what_is_measured_is_shown_and_taken_back(topic: PublicTopic) -> None:
    metrics, found = Metrics(), [WebhookFigures(3, 12, 95.0, 2)]
    lines = [GroupLine("careers", 7, 3.0)]

    class Looks:
        async def busy(self) -> dict[int, str]:
            return {}

        async def figures(self) -> list[WebhookFigures]:
            return found

    away = False

    async def groups() -> Sequence[GroupLine]:
        if away:
            raise Transient("kafka is away")
        return lines

    measure = MeasureSubscriptions(Looks(), groups, metrics)
    await measure()
    assert metrics.value("onward_webhook_changes_waiting", webhook="3") == 12
    assert metrics.value("onward_webhook_oldest_seconds", webhook="3") == 95
    assert metrics.value("onward_webhook_dead_letters", webhook="3") == 2
    assert metrics.value("onward_subscriber_lag", group="careers") == 7
    found.clear()
    lines.clear()
    await measure()
    assert b'webhook="3"' not in metrics.exposition()[0]
    assert b'group="careers"' not in metrics.exposition()[0]
    found.append(WebhookFigures(4, 1, 2.0, 0))
    away = True
    with pytest.raises(Transient):
        await measure()
    assert metrics.value("onward_webhook_changes_waiting", webhook="4") == 1


async def test_where_kafka_is_away_it_is_said_so() -> None:
    groups = KafkaConsumerGroups(KafkaAccess("127.0.0.1:9"), "onward.reporting.status-changed.v1", known_by("*"))
    with pytest.raises(Transient):
        await groups.groups()
