"""One suite judges both units of work: in memory, with which use cases are tested, and on PostgreSQL and Kafka."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.events import EncodedEvent, Event
from shared.contracts.ingest import SubmissionExtracted
from shared.contracts.reporting import StatusChanged
from shared.contracts.topics import STATUS_CHANGED, SUBMISSION_EXTRACTED, Topic
from shared.crypto.master_key import create_master_key
from shared.kafka.codec import EventCodec
from shared.kafka.envelope import read_envelope
from shared.outbox.publisher import Publisher
from shared.outbox.unit_of_work import Begin
from shared.runtime.service import ServiceRuntime, open_service
from shared.settings import ServiceSettings
from tests.support.memory_unit_of_work import MemoryPublisher, MemoryUnitsOfWork
from tests.support.stack import Database, Stack, client_of, make_topics

KINDS: dict[Topic, type[Event]] = {SUBMISSION_EXTRACTED: SubmissionExtracted, STATUS_CHANGED: StatusChanged}


class Handle:
    """A use case: its name is the inbox's."""


class HandleToo:
    """Another one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged, and a way to see what it published."""

    begin: Begin[None]
    publisher: Publisher
    published: Callable[[], Awaitable[set[Event]]]
    forgotten: Callable[[], Awaitable[set[str]]]


@pytest.fixture(scope="module")
async def runtime(
    stack: Stack, database: Database, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ServiceRuntime]:
    master_key = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    await make_topics(stack, topic_prefix)
    settings = ServiceSettings(
        **stack.kafka_settings(),
        database_url=database.service_url("reporting"),
        topic_prefix=topic_prefix,
        master_key_file=master_key,
    )
    async with open_service(settings, "reporting") as opened:
        yield opened


@pytest.fixture(params=["memory", pytest.param("postgres and kafka", marks=pytest.mark.stack)])
def servers(request: pytest.FixtureRequest) -> ServiceRuntime | None:
    """The real ones; None for the fake, which needs none."""
    return None if request.param == "memory" else request.getfixturevalue("runtime")


@pytest.fixture
async def subject(servers: ServiceRuntime | None) -> Subject:
    """What is judged; of what was published before the test it sees nothing."""
    return in_memory() if servers is None else real(servers, await _ends(servers))


def in_memory() -> Subject:
    units, publisher = MemoryUnitsOfWork(lambda: None), MemoryPublisher()

    async def published() -> set[Event]:
        return {*units.published.events, *publisher.published}

    async def forgotten() -> set[str]:
        return set(units.published.forgotten)

    return Subject(units.begin, publisher, published, forgotten)


@asynccontextmanager
async def _reading(runtime: ServiceRuntime) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(**client_of(runtime.settings))
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


def _places(runtime: ServiceRuntime) -> dict[TopicPartition, Topic]:
    return {
        TopicPartition(topic.on(runtime.settings.topic_prefix), number): topic
        for topic in KINDS
        for number in range(topic.partitions)
    }


async def _ends(runtime: ServiceRuntime) -> dict[TopicPartition, int]:
    async with _reading(runtime) as consumer:
        ends: dict[TopicPartition, int] = await consumer.end_offsets(list(_places(runtime)))
        return ends


def real(runtime: ServiceRuntime, begins: Mapping[TopicPartition, int]) -> Subject:
    async def records() -> list[tuple[Topic, object]]:
        places = _places(runtime)
        async with _reading(runtime) as consumer:
            consumer.assign(list(places))
            for place, offset in begins.items():
                consumer.seek(place, offset)
            ends = await consumer.end_offsets(list(places))
            found: list[tuple[Topic, object]] = []
            while len(found) < sum(ends[place] - begins[place] for place in places):
                for place, batch in (await consumer.getmany(timeout_ms=300)).items():
                    found += [(places[place], record) for record in batch]
            return found

    async def published() -> set[Event]:
        codec = EventCodec("test", runtime.settings.topic_prefix, runtime.keyring)
        return {
            await codec.decode(KINDS[topic], read_envelope(record.headers), record.value)  # type: ignore[attr-defined]
            for topic, record in await records()
            if record.value is not None  # type: ignore[attr-defined]
        }

    async def forgotten() -> set[str]:
        return {record.key.decode() for _, record in await records() if record.value is None}  # type: ignore[attr-defined]

    return Subject(runtime.units_of_work(lambda _: None).begin, runtime.publisher, published, forgotten)


def extracted() -> SubmissionExtracted:
    return SubmissionExtracted(
        submission_id=uuid4(),
        collection="S_ENR",
        establishment="8860001",
        period="2026-27",
        received_at=datetime(2026, 10, 5, 9, tzinfo=UTC),
        parts=1,
        rows=1,
    )


def changed() -> StatusChanged:
    return StatusChanged(
        person_id=uuid4(),
        version=1,
        group="neet",
        code=None,
        lapsed=False,
        effective_on=date(2026, 10, 5),
        known_at=datetime(2026, 10, 5, 9, tzinfo=UTC),
    )


async def test_what_is_published_is_sent_when_the_unit_of_work_ends_well(subject: Subject) -> None:
    events: set[Event] = {extracted(), changed()}
    async with subject.begin(Handle(), [extracted()]) as work:
        work.publish(*events)
        assert await subject.published() == set()
    assert await subject.published() == events


async def test_nothing_is_published_and_nothing_remembered_when_the_unit_of_work_fails(subject: Subject) -> None:
    event = extracted()

    async def fail() -> None:
        async with subject.begin(Handle(), [event]) as work:
            work.publish(extracted())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await subject.published() == set()
    async with subject.begin(Handle(), [event]) as work:
        assert work.new([event]) == [event]


async def test_an_event_is_new_once_for_each_use_case(subject: Subject) -> None:
    event = extracted()
    async with subject.begin(Handle(), [event]):
        pass
    async with subject.begin(Handle(), [event]) as work:
        assert work.new([event]) == []
    async with subject.begin(HandleToo(), [event]) as work:
        assert work.new([event]) == [event]


async def test_of_events_that_come_together_those_are_new_that_were_not_handled_before(subject: Subject) -> None:
    first, second = extracted(), extracted()
    async with subject.begin(Handle(), [first]):
        pass
    async with subject.begin(Handle(), [first, second]) as work:
        assert work.new([first, second]) == [second]
        assert (work.is_new(first), work.is_new(second)) == (False, True)


async def test_a_command_has_no_events_and_may_be_given_again(subject: Subject) -> None:
    for _ in range(2):
        async with subject.begin(Handle()) as work:
            work.publish(extracted())
    assert len(await subject.published()) == 2


async def test_leaving_early_ends_the_unit_of_work_well(subject: Subject) -> None:
    event, handled = extracted(), extracted()

    async def leave() -> None:
        async with subject.begin(Handle(), [handled]) as work:
            work.publish(event)
            return

    await leave()
    assert await subject.published() == {event}
    async with subject.begin(Handle(), [handled]) as work:
        assert not work.is_new(handled)


async def test_what_is_encoded_already_is_published_as_it_is(subject: Subject) -> None:
    event = changed()
    encoded = EncodedEvent(StatusChanged, str(event.event_id), str(event.person_id), event.model_dump_json().encode())
    async with subject.begin(Handle()) as work:
        work.publish_encoded([encoded])
    assert await subject.published() == {event}


async def test_a_key_is_forgotten_by_a_tombstone(subject: Subject) -> None:
    async with subject.begin(Handle()) as work:
        work.publish_tombstone(STATUS_CHANGED, "someone")
    assert await subject.forgotten() == {"someone"}


async def test_what_is_published_now_waits_for_no_transaction(subject: Subject) -> None:
    events = {extracted(), extracted()}
    await subject.publisher.publish_now(*events)
    assert await subject.published() == events
