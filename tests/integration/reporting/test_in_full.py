"""The topic with codes in full beside the public one, on real Kafka, read by those alone who were given it."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from onward_status_changes import Change, Connection, Follower, SqliteTable, TopicMissingError

from deploy.jobs.kafka.administration import Administration
from deploy.jobs.kafka.consumers import Consumers, properties
from services.reporting.adapters.tables import reporting_tables
from services.reporting.settings import ReportingSettings
from services.reporting.usecases.recompute_stale import RecomputeStale
from services.reporting.usecases.republish_statuses import Republished, RepublishStatuses, RepublishWhenLost
from services.reporting.usecases.settle_returns import SettleReturns
from services.reporting.usecases.translate import streams_of
from shared.contracts.topics import STATUS_CHANGED, STATUS_CHANGED_IN_FULL, Topic
from shared.crypto.master_key import create_master_key
from shared.runtime.service import ServiceRuntime, open_service
from tests.support.claims import school
from tests.support.clock import FixedClock
from tests.support.reporting import hear
from tests.support.returns import Line, Return, at, person_id, roll
from tests.support.stack import Database, Stack, make_topics

pytestmark = pytest.mark.stack

LEFT: Final = date(2026, 9, 25)
ILL, STAYS, WORKS = (str(person_id(number)) for number in (1, 2, 3))
ROLL: Final = roll("roll", [Line(number) for number in range(1, 9)], at("2026-09-10 08:00"), part_size=20)
ENROLLED: Final = Return("enrolled", [Line(number) for number in range(1, 8)], at("2026-09-18 10:00"))
TOPICS: Final = (STATUS_CHANGED, STATUS_CHANGED_IN_FULL)
Records = list[tuple[str, dict[str, Any] | None]]


def left(name: str, hour: int, destination: str) -> Return:
    lines = [Line(1, left_on=LEFT, destination=destination), Line(3, left_on=LEFT, destination="D14")]
    return Return(name, lines, at(f"2026-09-30 {hour}:00"), collection="S_LEAVE", period="2026-09")


class Reporting:
    """Reporting at work on its own topics, with codes in full or without."""

    def __init__(self, runtime: ServiceRuntime) -> None:
        self._runtime = runtime
        self._begin = runtime.units_of_work(reporting_tables).begin

    async def take_in(self, *returns: Return, in_full: bool) -> None:
        clock = FixedClock(at("2026-10-05 09:00"))
        for each in returns:
            await hear(self._begin, each.events)
        settle = SettleReturns(self._begin, clock)
        while await settle():
            pass
        recompute = RecomputeStale(self._begin, clock, school, streams=streams_of(in_full=in_full))
        while await recompute():
            pass

    def republishing(self, *, in_full: bool) -> RepublishStatuses:
        return RepublishStatuses(self._begin, streams_of(in_full=in_full), batch=3)

    async def ledger(self) -> dict[str, tuple[int, str | None]]:
        rows = await self._runtime.pool.fetch("SELECT person_id::text, version, code FROM people")
        return {row["person_id"]: (row["version"], row["code"]) for row in rows}


@pytest.fixture(scope="module")
async def settings(
    stack: Stack, database: Database, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> ReportingSettings:
    master_key = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    await make_topics(stack, topic_prefix)
    return ReportingSettings(
        **stack.kafka_settings("reporting"),
        database_url=database.service_url("reporting"),
        topic_prefix=topic_prefix,
        master_key_file=master_key,
        log_level="ERROR",
    )


@pytest.fixture(scope="module")
async def runtime(settings: ReportingSettings) -> AsyncIterator[ServiceRuntime]:
    async with open_service(settings, "reporting") as runtime:
        yield runtime


@pytest.fixture(scope="module")
def reporting(runtime: ServiceRuntime) -> Reporting:
    return Reporting(runtime)


@pytest.fixture
def file_of(stack: Stack, topic_prefix: str, tmp_path: Path) -> Iterator[dict[Topic, Path]]:
    """`consumer.properties` of two consumers, by the topic that each was given."""
    if stack.kafka_address.passwords_dir is None:
        pytest.skip("this Kafka has no accounts of ours")
    consumers, files, names = Consumers(Administration(stack.kafka()), topic_prefix), {}, list[str]()
    for topic in TOPICS:
        names.append(f"test-{token_hex(4)}")
        in_full = topic is STATUS_CHANGED_IN_FULL
        made = consumers.add(names[-1], in_full=in_full)
        files[topic] = tmp_path / f"{names[-1]}.properties"
        lines = properties(stack.kafka(), made, names[-1], topic_prefix, in_full=in_full)
        assert topic.on(topic_prefix) in lines[0]
        files[topic].write_text("\n".join(lines), encoding="utf-8")
    yield files
    for name in names:
        consumers.remove(name)


async def records_of(stack: Stack, topic: Topic, prefix: str) -> Records:
    """Return all that a topic holds, in the order of each partition: key, and value or None."""
    places = [TopicPartition(topic.on(prefix), number) for number in range(topic.partitions)]
    consumer = AIOKafkaConsumer(**stack.kafka_client(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign(places)
        ends, found = await consumer.end_offsets(places), Records()
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=300)).values():
                found += [((one.key or b"").decode(), json.loads(one.value) if one.value else None) for one in records]
        return found
    finally:
        await consumer.stop()


def newest(records: Records) -> dict[str, tuple[int, str | None]]:
    """Return version and code of whoever is not forgotten."""
    said = {key: (value["version"], value["code"]) if value else None for key, value in records}
    return {key: one for key, one in said.items() if one is not None}


def told_of(person: str, records: Records) -> list[dict[str, Any]]:
    """Return what was said of a person in its order; each version once, though it may have come again."""
    said = [value for key, value in records if key == person and value]
    assert [one["version"] for one in said] == sorted(one["version"] for one in said)
    return [*{one["version"]: one for one in said}.values()]


async def both(stack: Stack, prefix: str) -> tuple[Records, Records]:
    public, in_full = await asyncio.gather(*(records_of(stack, topic, prefix) for topic in TOPICS))
    return public, in_full


async def test_off_nothing_of_anybody_is_on_it(reporting: Reporting, stack: Stack, topic_prefix: str) -> None:
    await reporting.take_in(ROLL, ENROLLED, left("ill", 10, "D28"), in_full=False)
    public, in_full = await both(stack, topic_prefix)
    assert newest(public)[ILL][1] is None
    assert len(newest(public)) == 8
    assert in_full == []


async def test_turned_on_it_is_filled_from_the_ledger_and_by_itself_where_it_never_was(
    reporting: Reporting, runtime: ServiceRuntime, stack: Stack, topic_prefix: str
) -> None:
    published = [runtime.published(topic) for topic in TOPICS]
    given_back = RepublishWhenLost(published, reporting.republishing(in_full=True))
    assert await given_back() == Republished(8, 0)
    assert await given_back() is None
    public, in_full = await both(stack, topic_prefix)
    assert newest(in_full) == await reporting.ledger()
    assert newest(in_full)[ILL][1] == "640"
    assert {key: version for key, (version, _) in newest(public).items()} == {
        key: version for key, (version, _) in newest(in_full).items()
    }


async def test_both_say_the_same_of_everybody_but_for_sensitive_codes_in_the_same_order(
    reporting: Reporting, stack: Stack, topic_prefix: str
) -> None:
    await reporting.take_in(left("better", 11, "D24"), in_full=True)
    await reporting.take_in(left("ill again", 12, "D28"), in_full=True)
    public, in_full = await both(stack, topic_prefix)
    assert [one["code"] for one in told_of(ILL, public)] == [None, "619", None]
    assert [one["code"] for one in told_of(ILL, in_full)] == ["640", "619", "640"]
    for key in newest(public):
        for one, other in zip(told_of(key, public)[-2:], told_of(key, in_full)[-2:], strict=True):
            assert one == other | ({"code": None} if other["code"] == "640" else {})


async def test_who_may_see_public_codes_is_refused_and_who_may_see_all_reads_them(
    reporting: Reporting, file_of: dict[Topic, Path], topic_prefix: str, tmp_path: Path
) -> None:
    heard: dict[Topic, dict[str, tuple[int, str | None]]] = {}
    for topic, file in file_of.items():

        async def on_changes(changes: Sequence[Change], topic: Topic = topic) -> None:
            held = {str(one.person_id): (one.after.version, one.after.code) for one in changes if one.after}
            heard.setdefault(topic, {}).update(held)

        with SqliteTable(tmp_path / f"{topic.name}.db") as table:
            connection, name = Connection.from_file(file), topic.on(topic_prefix)
            await Follower(connection, table, topic=name, on_changes=on_changes).read_to_end()
        for other in set(TOPICS) - {topic}:
            with SqliteTable(tmp_path / "refused.db") as table, pytest.raises(TopicMissingError):
                await Follower(connection, table, topic=other.on(topic_prefix)).read_to_end()
    assert heard[STATUS_CHANGED_IN_FULL] == await reporting.ledger()
    assert heard[STATUS_CHANGED][ILL] == (heard[STATUS_CHANGED_IN_FULL][ILL][0], None)
    assert heard[STATUS_CHANGED][WORKS] == heard[STATUS_CHANGED_IN_FULL][WORKS]


async def test_who_leaves_scope_is_forgotten_on_both(reporting: Reporting, stack: Stack, topic_prefix: str) -> None:
    gone = roll("smaller", [Line(number) for number in range(1, 8)], at("2026-10-04 08:00"), part_size=20)
    await reporting.take_in(gone, in_full=True)
    public, in_full = await both(stack, topic_prefix)
    assert str(person_id(8)) not in newest(public).keys() | newest(in_full).keys()
    assert [value["group"] for key, value in in_full if key == str(person_id(8)) and value][-1] == "out of scope"


async def test_turned_off_it_is_emptied_and_the_public_topic_stays(
    reporting: Reporting, stack: Stack, topic_prefix: str
) -> None:
    before, _ = await both(stack, topic_prefix)
    assert await reporting.republishing(in_full=False)() == Republished(7, 1)
    public, in_full = await both(stack, topic_prefix)
    assert newest(in_full) == {}
    assert newest(public) == newest(before)
    assert newest(public)[STAYS][1] == "210"
