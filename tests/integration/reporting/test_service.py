"""The service on real Kafka: events in from three services, statuses out on the compacted public topic."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.reporting.main import build
from services.reporting.settings import ReportingSettings
from shared.contracts.reporting import StatusChanged
from shared.crypto.master_key import create_master_key
from shared.runtime.service import ServiceRuntime, open_service
from tests.integration.kafka.conftest import eventually
from tests.support.mail_server import SENDER, local_mail
from tests.support.reminders import enter_contact
from tests.support.returns import Line, Return, at, person_id, roll
from tests.support.stack import Database, Stack, make_topics

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
async def settings(
    stack: Stack, database: Database, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> ReportingSettings:
    """Return the settings of this module's own deployment."""
    master_key: Path = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    await make_topics(stack, topic_prefix)
    return ReportingSettings(
        **stack.kafka_settings("reporting"),
        database_url=database.service_url("reporting"),
        topic_prefix=topic_prefix,
        master_key_file=master_key,
        business_date=at("2026-10-05 09:00").date(),
        log_level="ERROR",
    )


async def settled(runtime: ServiceRuntime, people: int) -> bool:
    """Tell whether everything has been heard, settled and computed."""
    left = await runtime.pool.fetchval(
        "SELECT (SELECT count(*) FROM unsettled_returns) + (SELECT count(*) FROM stale_people)"
        " + (SELECT count(*) FROM generations WHERE NOT complete) + (SELECT count(*) FROM outbox)"
    )
    return bool(left == 0 and await runtime.pool.fetchval("SELECT count(*) FROM people") == people)


async def test_returns_become_statuses_on_the_public_topic(stack: Stack, settings: ReportingSettings) -> None:
    returns = [
        roll("roll", [Line(number) for number in range(1, 41)], at("2026-09-10 08:00"), part_size=15),
        Return("school", [*(Line(number) for number in range(1, 21)), Line(99, fate="new")], at("2026-09-18 10:00")),
    ]
    async with open_service(settings, "reporting") as runtime:
        build(runtime, settings)
        runner = asyncio.create_task(run(runtime))
        await runtime.publisher.publish_now(*(event for each in returns for event in each.events))
        await eventually(lambda: settled(runtime, 41), within_s=60)
        runner.cancel()
        await asyncio.gather(runner, return_exceptions=True)
        stored = await runtime.pool.fetch("SELECT person_id, version, status_group FROM people")
    newest = await newest_on_topic(stack, settings.topic_prefix)
    assert newest == {row["person_id"]: (row["version"], row["status_group"]) for row in stored}
    assert newest[person_id(1)][1] == "education"
    assert newest[person_id(40)] == (1, "not known")


async def test_the_service_sends_reminders_where_a_mail_server_is_set(settings: ReportingSettings) -> None:
    async with local_mail() as mail:
        on = {"business_date": date(2026, 9, 18), "reminders_from": time(), "reminders_until": time(23, 59, 59)}
        through = {"mail_host": "127.0.0.1", "mail_port": mail.port, "mail_security": "none", "mail_from": SENDER}
        sending = settings.model_copy(update=on | through)
        async with open_service(sending, "reporting") as runtime:
            build(runtime, sending)
            await enter_contact(runtime.pool, "8865411", "data contact", "office@school.example")
            (job,) = [job for name, job in runtime._jobs if name == "reminders"]
            task = asyncio.ensure_future(job())

            async def received() -> bool:
                return bool(mail.received)

            await eventually(received, within_s=30)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        (one,) = mail.received
    assert one.to == ("office@school.example",)
    assert "School post-16 enrolment, 2026-27, due on Friday 18 September 2026." in one.text
    assert f"{sending.reporting_url}/sign-in" in one.text


async def test_the_service_has_no_such_job_without_one(settings: ReportingSettings) -> None:
    async with open_service(settings, "reporting") as runtime:
        build(runtime, settings)
        assert "reminders" not in [name for name, _ in runtime._jobs]


async def run(runtime: ServiceRuntime) -> None:
    """Hear and work, as `run_app` would, without serving pages."""
    jobs = [asyncio.ensure_future(job()) for name, job in runtime._jobs if name == "recompute"]
    try:
        await runtime.event_consumer.start()
        await asyncio.gather(*jobs)
    finally:
        await runtime.event_consumer.stop()
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


async def newest_on_topic(stack: Stack, prefix: str) -> dict[UUID, tuple[int, str]]:
    """Read the public topic as a consumer would: the newest value of each key; a tombstone forgets it."""
    topic = StatusChanged.TOPIC
    places = [TopicPartition(topic.on(prefix), number) for number in range(topic.partitions)]
    consumer = AIOKafkaConsumer(**stack.kafka_client(), auto_offset_reset="earliest")
    await consumer.start()
    newest: dict[UUID, tuple[int, str]] = {}
    try:
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=300)).values():
                read(records, newest)
    finally:
        await consumer.stop()
    return newest


def read(records: Sequence[object], newest: dict[UUID, tuple[int, str]]) -> None:
    """Take over what a batch of records says."""
    for record in records:
        person = UUID(record.key.decode())  # type: ignore[attr-defined]
        value = record.value  # type: ignore[attr-defined]
        if value is None:
            newest.pop(person, None)
        else:
            said = json.loads(value)
            newest[person] = (said["version"], said["group"])
