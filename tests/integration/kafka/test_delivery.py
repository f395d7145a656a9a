"""Exactly-once effect: state, inbox and outbox commit together, whatever breaks in between."""

import asyncio
from collections.abc import Callable

import pytest

from shared.contracts.ingest import SubmissionExtracted
from shared.contracts.topics import SUBMISSION_EXTRACTED
from shared.contracts.validation import SubmissionJudged
from shared.errors import Transient
from shared.runtime.service import ServiceRuntime
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import consuming, eventually, extracted, not_yet_committed, runtime_of
from tests.support.bare_unit_of_work import USE_CASE, begin_of
from tests.support.stack import Stack
from tests.support.subscribing import each

pytestmark = pytest.mark.stack

Settings = Callable[[str], ServiceSettings]


class Effects:
    """A handler that judges in a unit of work and notes what it did."""

    def __init__(self, runtime: ServiceRuntime) -> None:
        self.runtime = runtime
        self.done: list[SubmissionExtracted] = []
        self.repeated: list[SubmissionExtracted] = []

    async def __call__(self, event: SubmissionExtracted) -> None:
        async with begin_of(self.runtime)(USE_CASE, [event]) as work:
            if not work.is_new(event):
                self.repeated.append(event)
                return
            work.publish(judged(event))
        self.done.append(event)


def judged(event: SubmissionExtracted) -> SubmissionJudged:
    return SubmissionJudged(
        submission_id=event.submission_id,
        collection=event.collection,
        establishment=event.establishment,
        period=event.period,
        received_at=event.received_at,
        parts=event.parts,
        rows=event.rows,
        accepted=event.rows,
        refused=0,
    )


async def test_what_is_said_is_heard_and_its_offset_committed(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    received: list[SubmissionJudged] = []
    event = extracted()
    async with runtime_of(settings("validation"), "validation") as validation:
        effects = Effects(validation)
        validation.event_consumer.subscribe(each(SubmissionExtracted, effects))
        async with runtime_of(settings("matching"), "matching") as matching:

            async def handle(event: SubmissionJudged) -> None:
                received.append(event)

            matching.event_consumer.subscribe(each(SubmissionJudged, handle))
            async with consuming(validation), consuming(matching):
                async with begin_of(validation)(USE_CASE) as work:
                    work.publish(event)
                await eventually(lambda: bool(received))
    assert effects.done == [event]
    assert received == [judged(event)]
    assert await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == 0


async def test_a_second_delivery_of_an_event_changes_nothing(settings: Settings) -> None:
    event = extracted()
    async with runtime_of(settings("validation"), "validation") as runtime:
        effects = Effects(runtime)
        runtime.event_consumer.subscribe(each(SubmissionExtracted, effects))
        async with consuming(runtime):
            await runtime.publisher.publish_now(event, event)
            await runtime.publisher.publish_now(event)
            await eventually(lambda: len(effects.repeated) == 2)
    assert effects.done == [event]


async def test_what_a_unit_says_is_not_said_when_it_fails(settings: Settings) -> None:
    event = extracted()
    async with runtime_of(settings("validation"), "validation") as runtime:

        async def fail() -> None:
            async with begin_of(runtime)(USE_CASE, [event]) as work:
                work.publish(event)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()
        assert (await runtime.outbox.backlog()).batches == 0
        async with begin_of(runtime)(USE_CASE, [event]) as work:
            assert work.is_new(event)


async def test_the_relay_sends_what_a_crash_after_the_commit_left_behind(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = extracted()
    async with runtime_of(settings("validation"), "validation") as crashed:

        async def die(_stored: object) -> None:
            raise Transient("as if the process had died here")

        monkeypatch.setattr(crashed.outbox, "send", die)
        async with begin_of(crashed)(USE_CASE) as work:
            work.publish(event)
        assert (await crashed.outbox.backlog()).batches == 1
    async with runtime_of(settings("validation"), "validation") as runtime:
        effects = Effects(runtime)
        runtime.event_consumer.subscribe(each(SubmissionExtracted, effects))
        async with consuming(runtime):
            assert await runtime.outbox.send_left_over(older_than_s=0) == 1
            await eventually(lambda: event in effects.done)

            async def nothing_is_left() -> bool:
                return (await runtime.outbox.backlog()).batches == 0

            await eventually(nothing_is_left)


async def test_a_crash_between_publishing_and_deleting_repeats_the_message_and_the_inbox_absorbs_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = extracted()
    async with runtime_of(settings("validation"), "validation") as crashed:

        def die(_ids: object) -> None:
            raise Transient("as if the process had died here")

        monkeypatch.setattr(crashed.outbox, "_delete_soon", die)
        async with begin_of(crashed)(USE_CASE) as work:
            work.publish(event)
    async with runtime_of(settings("validation"), "validation") as runtime:
        effects = Effects(runtime)
        runtime.event_consumer.subscribe(each(SubmissionExtracted, effects))
        async with consuming(runtime):
            await eventually(lambda: event in effects.done)
            await runtime.outbox.send_left_over(older_than_s=0)
            await eventually(lambda: event in effects.repeated)
    assert effects.done.count(event) == 1


async def test_the_relay_leaves_parcels_alone_that_are_being_sent(settings: Settings) -> None:
    async with runtime_of(settings("validation"), "validation") as runtime:
        started, may_go_on = asyncio.Event(), asyncio.Event()
        publish = runtime.producer.send

        async def slowly(messages: object) -> None:
            started.set()
            await may_go_on.wait()
            await publish(messages)  # type: ignore[arg-type]

        runtime.producer.send = slowly  # type: ignore[method-assign]

        async def say() -> None:
            async with begin_of(runtime)(USE_CASE, [extracted()]) as work:
                work.publish(extracted())

        saying = asyncio.create_task(say())
        await started.wait()
        runtime.producer.send = publish  # type: ignore[method-assign]
        assert await runtime.outbox.send_left_over(older_than_s=0) == 0
        may_go_on.set()
        await saying
        await runtime.outbox.flushed()
        assert (await runtime.outbox.backlog()).batches == 0


async def test_a_bug_in_a_handler_stops_the_process_and_leaves_the_offset(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    event = extracted()
    before = await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED)
    async with runtime_of(settings("validation"), "validation") as runtime:
        attempts = 0

        async def broken(event: SubmissionExtracted) -> None:
            nonlocal attempts
            attempts += 1
            raise KeyError(event.establishment)

        runtime.event_consumer.subscribe(each(SubmissionExtracted, broken))
        async with consuming(runtime):
            await runtime.publisher.publish_now(event)
            await asyncio.wait_for(runtime.fatal.wait(), 20)
        assert attempts == 1
        assert runtime.health.not_live_because() == ["validation.ingest.submission-extracted.v1: bug"]
    assert await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == before + 1
    async with runtime_of(settings("validation"), "validation") as runtime:
        effects = Effects(runtime)
        runtime.event_consumer.subscribe(each(SubmissionExtracted, effects))
        async with consuming(runtime):
            await eventually(lambda: event in effects.done)


async def test_a_command_does_not_wait_long_for_kafka(settings: Settings) -> None:
    away = settings("ingest").model_copy(update={"kafka_bootstrap_servers": "127.0.0.1:9"})
    async with runtime_of(away, "ingest") as runtime:
        async with asyncio.timeout(10), begin_of(runtime)(USE_CASE) as work:
            work.publish(extracted())
        assert (await runtime.outbox.backlog()).batches == 1
        assert not runtime.fatal.is_set()
