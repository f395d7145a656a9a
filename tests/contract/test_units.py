"""One suite judges every unit of work: the fake that use cases are tested with, and PostgreSQL with Kafka."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.jobs.topics import create_topics
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted
from shared.contracts.reporting import StatusChanged
from shared.contracts.topics import STATUS_CHANGED, SUBMISSION_EXTRACTED, Topic
from shared.crypto.master_key import create_master_key
from shared.kafka.codec import EventCodec
from shared.kafka.envelope import read_envelope
from shared.outbox.publisher import Publisher
from shared.outbox.unit_of_work import Units
from shared.runtime.service import House, open_house
from shared.settings import ServiceSettings
from tests.support.memory_units import MemoryPublisher, MemoryUnits
from tests.support.stack import create_database, delete_topics, drop_database, find_stack

CONSUMER = "contract"
KINDS: dict[Topic, type[Event]] = {SUBMISSION_EXTRACTED: SubmissionExtracted, STATUS_CHANGED: StatusChanged}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged, and a way to see what it said."""

    units: Units
    publisher: Publisher
    said: Callable[[], Awaitable[set[Event]]]
    forgotten: Callable[[], Awaitable[set[str]]]


@pytest.fixture(params=["memory", pytest.param("postgres and kafka", marks=pytest.mark.stack)])
async def subject(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Subject]:
    if request.param == "memory":
        yield in_memory()
        return
    stack = find_stack()
    assert stack is not None
    prefix, database = f"test{secrets.token_hex(5)}", await create_database(stack)
    create_master_key(tmp_path / "master.key")
    await create_topics(stack.bootstrap_servers, prefix)
    settings = ServiceSettings(
        kafka_bootstrap_servers=stack.bootstrap_servers,
        database_url=database.service_url("reporting"),
        topic_prefix=prefix,
        master_key_file=tmp_path / "master.key",
    )
    try:
        async with open_house(settings, "reporting") as house:
            yield real(house)
    finally:
        await drop_database(stack, database.name)
        await delete_topics(stack, prefix)


def in_memory() -> Subject:
    units, publisher = MemoryUnits(), MemoryPublisher()

    async def said() -> set[Event]:
        return {*units.said, *publisher.said}

    async def forgotten() -> set[str]:
        return {key for _, key in units.forgotten}

    return Subject(units, publisher, said, forgotten)


def real(house: House) -> Subject:
    async def records() -> list[tuple[Topic, object]]:
        places = {
            TopicPartition(topic.on(house.settings.topic_prefix), number): topic
            for topic in KINDS
            for number in range(topic.partitions)
        }
        consumer = AIOKafkaConsumer(
            bootstrap_servers=house.settings.kafka_bootstrap_servers, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            consumer.assign(list(places))
            ends = await consumer.end_offsets(list(places))
            found: list[tuple[Topic, object]] = []
            while len(found) < sum(ends.values()):
                for place, batch in (await consumer.getmany(timeout_ms=300)).items():
                    found += [(places[place], record) for record in batch]
            return found
        finally:
            await consumer.stop()

    async def said() -> set[Event]:
        codec = EventCodec("test", house.settings.topic_prefix, house.keyring)
        return {
            await codec.decode(KINDS[topic], read_envelope(record.headers), record.value)  # type: ignore[attr-defined]
            for topic, record in await records()
            if record.value is not None  # type: ignore[attr-defined]
        }

    async def forgotten() -> set[str]:
        return {record.key.decode() for _, record in await records() if record.value is None}  # type: ignore[attr-defined]

    return Subject(house.units, house.publisher, said, forgotten)


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


async def test_what_is_announced_is_said_when_the_unit_ends_well(subject: Subject) -> None:
    events: set[Event] = {extracted(), changed()}
    async with subject.units.begin(CONSUMER, uuid4()) as unit:
        assert not unit.repeated
        unit.announce(*events)
        assert await subject.said() == set()
    assert await subject.said() == events


async def test_nothing_is_said_and_nothing_remembered_when_the_unit_fails(subject: Subject) -> None:
    event_id = uuid4()

    async def fail() -> None:
        async with subject.units.begin(CONSUMER, event_id) as unit:
            unit.announce(extracted())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await subject.said() == set()
    async with subject.units.begin(CONSUMER, event_id) as unit:
        assert not unit.repeated


async def test_an_event_is_repeated_for_the_consumer_that_handled_it_only(subject: Subject) -> None:
    event_id = uuid4()
    async with subject.units.begin(CONSUMER, event_id):
        pass
    async with subject.units.begin(CONSUMER, event_id) as unit:
        assert unit.repeated
    async with subject.units.begin("another", event_id) as unit:
        assert not unit.repeated


async def test_a_command_has_no_event_and_is_never_repeated(subject: Subject) -> None:
    for _ in range(2):
        async with subject.units.begin(CONSUMER) as unit:
            assert not unit.repeated
            unit.announce(extracted())
    assert len(await subject.said()) == 2


async def test_leaving_early_ends_the_unit_well(subject: Subject) -> None:
    event, event_id = extracted(), uuid4()

    async def leave() -> None:
        async with subject.units.begin(CONSUMER, event_id) as unit:
            unit.announce(event)
            return

    await leave()
    assert await subject.said() == {event}
    async with subject.units.begin(CONSUMER, event_id) as unit:
        assert unit.repeated


async def test_a_key_is_forgotten_by_a_tombstone(subject: Subject) -> None:
    async with subject.units.begin(CONSUMER) as unit:
        unit.announce_tombstone(STATUS_CHANGED, "someone")
    assert await subject.forgotten() == {"someone"}


async def test_what_is_published_directly_is_said_at_once(subject: Subject) -> None:
    events = {extracted(), extracted()}
    await subject.publisher.publish(*events)
    assert await subject.said() == events
