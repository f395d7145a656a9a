"""Dead letters can be counted, and published again by reason, topic and time: once, and safe to repeat."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived
from shared.contracts.topics import SUBMISSION_RECEIVED
from shared.contracts.validation import SubmissionJudged
from shared.errors import Poison
from shared.kafka.dead_letters import REPLAY_STEP, DeadLetterFilter, DeadLetters
from shared.kafka.producer import Producer
from shared.runtime.service import ServiceRuntime
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import consuming, eventually, extracted, received, runtime_of
from tests.support.builders import judged
from tests.support.subscribing import each

pytestmark = pytest.mark.stack

Settings = Callable[[str], ServiceSettings]
ALL = DeadLetterFilter()


@dataclass
class Handler:
    """Cannot handle anything until it is repaired."""

    reason: str | None = "unknown_submission"
    handled: list[Event] = field(default_factory=list)

    async def __call__(self, event: Event) -> None:
        if self.reason is not None:
            raise Poison(self.reason)
        self.handled.append(event)


def letters_of(runtime: ServiceRuntime, producer: Producer) -> DeadLetters:
    return DeadLetters(runtime.pool, producer, runtime.settings.topic_prefix)


async def counted(letters: DeadLetters, wanted: DeadLetterFilter = ALL) -> dict[str, int]:
    return {count.reason: count.letters for count in await letters.counts(wanted)}


async def test_letters_are_counted_by_reason_and_published_again_once(settings: Settings) -> None:
    handler, events = Handler(), [extracted() for _ in range(3)]
    async with runtime_of(settings("validation"), "validation") as runtime:
        letters = letters_of(runtime, runtime.producer)
        runtime.event_consumer.subscribe(each(SubmissionExtracted, handler))
        async with consuming(runtime):
            await runtime.publisher.publish_now(*events[:2])
            await eventually(lambda: has(letters, {"unknown_submission": 2}))
            handler.reason = "unknown_mark"
            await runtime.publisher.publish_now(events[2])
            await eventually(lambda: has(letters, {"unknown_submission": 2, "unknown_mark": 1}))

            handler.reason = None
            by_reason = DeadLetterFilter(reason="unknown_submission")
            assert await letters.replay(by_reason, by="operator") == 2
            await eventually(lambda: len(handler.handled) == 2)
            assert await letters.replay(by_reason, by="operator") == 0
            assert await counted(letters) == {"unknown_mark": 1}
            assert await letters.replay(ALL, by="operator") == 1
            await eventually(lambda: len(handler.handled) == 3)
    assert {event.event_id for event in handler.handled} == {event.event_id for event in events}


async def test_topic_and_time_narrow_what_is_meant(settings: Settings, topic_prefix: str) -> None:
    handler, topic = Handler(), SUBMISSION_RECEIVED.on(topic_prefix)
    async with runtime_of(settings("matching"), "matching") as runtime:
        letters = letters_of(runtime, runtime.producer)
        runtime.event_consumer.subscribe(each(SubmissionReceived, handler))
        async with consuming(runtime):
            await runtime.publisher.publish_now(received(10))
            await eventually(lambda: has(letters, {"unknown_submission": 1}, DeadLetterFilter(topic=topic)))
        soon = datetime.now(UTC) + timedelta(minutes=1)
        one = (await letters.counts(ALL))[0]
        assert (one.consumer, one.topic) == (f"matching.{SUBMISSION_RECEIVED.name}", topic)
        assert await counted(letters, DeadLetterFilter(topic="another")) == {}
        assert await counted(letters, DeadLetterFilter(since=soon)) == {}
        assert await counted(letters, DeadLetterFilter(until=one.oldest)) == {}
        assert await counted(letters, DeadLetterFilter(since=one.oldest, until=soon)) == {
            "unknown_submission": one.letters
        }


async def test_a_letter_that_fails_again_is_a_new_one_and_is_left_for_the_next_time(settings: Settings) -> None:
    handler, many = Handler(), REPLAY_STEP + 1
    async with runtime_of(settings("reporting"), "reporting") as runtime:
        letters = letters_of(runtime, runtime.producer)
        runtime.event_consumer.subscribe(each(SubmissionJudged, handler))
        async with consuming(runtime):
            await runtime.publisher.publish_now(*(judged(name=number) for number in range(many)))
            await eventually(lambda: has(letters, {"unknown_submission": many}))
            handler.reason = None
            await runtime.publisher.publish_now(judged(name=many))  # too many failures in a row would halt the consumer
            await eventually(lambda: len(handler.handled) == 1)
            handler.reason = "unknown_submission"
            assert (
                sum(await asyncio.gather(letters.replay(ALL, by="operator"), letters.replay(ALL, by="operator")))
                == many
            )
            await eventually(lambda: has(letters, {"unknown_submission": many}))


async def has(letters: DeadLetters, reasons: dict[str, int], wanted: DeadLetterFilter = ALL) -> bool:
    return await counted(letters, wanted) == reasons
