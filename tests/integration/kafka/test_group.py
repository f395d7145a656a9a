"""Members come and go while messages are handled: nothing is lost, and without a crash nothing happens twice."""

import asyncio
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest

from shared.contracts.ingest import SubmissionExtracted
from shared.contracts.topics import SUBMISSION_EXTRACTED
from shared.runtime.service import ServiceRuntime
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import consuming, eventually, extracted, not_yet_committed, runtime_of
from tests.support.stack import Stack
from tests.support.subscribing import each

pytestmark = pytest.mark.stack

Settings = Callable[[str], ServiceSettings]


class Slow:
    """A handler that takes its time and counts its calls, without an inbox to hide a second one."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.begun: Counter[UUID] = Counter()
        self.ended: Counter[UUID] = Counter()

    async def __call__(self, event: SubmissionExtracted) -> None:
        self.begun[event.submission_id] += 1
        await asyncio.sleep(self.seconds)
        self.ended[event.submission_id] += 1


def subscribe(runtime: ServiceRuntime, handler: Slow) -> None:
    runtime.event_consumer.subscribe(each(SubmissionExtracted, handler))


async def test_a_member_that_joins_during_a_handler_makes_nothing_happen_twice(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    events = [extracted() for _ in range(24)]
    slow = Slow(6)  # two heartbeats long: the group asks for the partitions back meanwhile
    async with runtime_of(settings("matching"), "matching") as one, runtime_of(settings("matching"), "matching") as two:
        subscribe(one, slow)
        subscribe(two, slow)
        await one.publisher.publish_now(*events)
        async with consuming(one):
            await eventually(lambda: bool(slow.begun))
            slow.seconds = 0.05
            async with consuming(two):
                await eventually(lambda: len(slow.ended) == len(events), within_s=60)
                # Both members work: six partitions are shared.
                await eventually(one.event_consumer.ready)
                await eventually(two.event_consumer.ready)
    assert set(slow.ended.values()) == {1}
    assert slow.begun == slow.ended
    assert await not_yet_committed(stack, topic_prefix, "matching", SUBMISSION_EXTRACTED) == 0


async def test_stopping_finishes_the_message_in_hand_and_commits_it(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    event = extracted()
    slow = Slow(2.0)
    async with runtime_of(settings("matching"), "matching") as runtime:
        subscribe(runtime, slow)
        async with consuming(runtime):
            await runtime.publisher.publish_now(event)
            await eventually(lambda: bool(slow.begun))
    assert slow.ended == {event.submission_id: 1}
    assert await not_yet_committed(stack, topic_prefix, "matching", SUBMISSION_EXTRACTED) == 0


async def test_members_that_come_and_go_under_load_lose_nothing(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    events = [extracted() for _ in range(300)]
    slow = Slow(0.01)

    async def visit() -> None:
        async with runtime_of(settings("matching"), "matching") as guest:
            subscribe(guest, slow)
            async with consuming(guest):
                await asyncio.sleep(0.4)

    async with runtime_of(settings("matching"), "matching") as runtime:
        subscribe(runtime, slow)
        async with consuming(runtime):
            await runtime.publisher.publish_now(*events)
            for _ in range(3):
                await visit()
            await eventually(lambda: len(slow.ended) == len(events), within_s=60)
    assert set(slow.ended.values()) == {1}
    assert await not_yet_committed(stack, topic_prefix, "matching", SUBMISSION_EXTRACTED) == 0


async def test_lag_and_progress_are_measured(settings: Settings) -> None:
    slow = Slow(0.3)
    async with runtime_of(settings("matching"), "matching") as runtime:
        subscribe(runtime, slow)
        async with consuming(runtime):
            await runtime.publisher.publish_now(*(extracted() for _ in range(12)))
            await eventually(lambda: bool(slow.begun))
            await runtime.watchdog.check()
            consumer = "matching.ingest.submission-extracted.v1"
            lags = [
                runtime.metrics.value("onward_consumer_lag", consumer=consumer, partition=str(number))
                for number in range(SUBMISSION_EXTRACTED.partitions)
            ]
            assert sum(lags) > 0
            slow.seconds = 0
            await eventually(lambda: len(slow.ended) == 12)
            await runtime.watchdog.check()
            assert runtime.watchdog.stuck() == []
