"""Kafka away: what is said is kept and sent later, consumers resume by themselves. A broker of this module's own."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from deploy.jobs.topics import create_topics
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.servers import kafka
from deploy.local.servers.kafka_address import KafkaAddress
from shared.contracts.ingest import SubmissionExtracted
from shared.crypto.master_key import create_master_key
from shared.outbox.outbox import relay
from shared.runtime.service import ServiceRuntime, open_service
from shared.settings import ServiceSettings
from tests.integration.kafka.conftest import consuming, eventually, extracted
from tests.support.bare_unit_of_work import USE_CASE, begin_of
from tests.support.stack import Database, Stack, kafka_settings_of
from tests.support.subscribing import each

pytestmark = pytest.mark.stack

PREFIX = "away"


class OwnBroker:
    """A broker that may be stopped and killed without disturbing anybody."""

    def __init__(self, paths: StackPaths) -> None:
        self.paths = paths

    async def start(self) -> KafkaAddress:
        return (await asyncio.to_thread(kafka.start, self.paths)).address

    async def stop(self) -> None:
        await asyncio.to_thread(kafka.stop, self.paths)

    async def kill(self) -> None:
        broker = await asyncio.to_thread(kafka.find, self.paths)
        assert broker is not None
        broker.process.send(signal.SIGKILL)
        await eventually(lambda: not broker.process.alive())


@pytest.fixture(scope="module")
async def broker(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OwnBroker]:
    root: Path = tmp_path_factory.mktemp("own-kafka")
    fetched = CHECKOUT / ".onward" / "jars"
    if fetched.is_dir():
        (root / "jars").symlink_to(fetched)
    paths = StackPaths(root)
    for folder in (paths.logs, paths.kafka):
        folder.mkdir(exist_ok=True)
    own = OwnBroker(paths)
    yield own
    await own.stop()


@pytest.fixture(scope="module")
async def settings(broker: OwnBroker, database: Database, tmp_path_factory: pytest.TempPathFactory) -> ServiceSettings:
    address = await broker.start()
    await create_topics(address.access(), PREFIX)
    master_key = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    return ServiceSettings(
        **kafka_settings_of(Stack(address, "", {}).kafka_environment()),
        database_url=database.service_url("validation"),
        topic_prefix=PREFIX,
        master_key_file=master_key,
        log_level="ERROR",
        kafka_session_s=6,
    )


class Ledger:
    """A service that says events and hears them again, and notes each effect."""

    def __init__(self, runtime: ServiceRuntime) -> None:
        self.runtime = runtime
        self.said: list[UUID] = []
        self.effects: list[UUID] = []
        runtime.event_consumer.subscribe(each(SubmissionExtracted, self.handle))

    async def handle(self, event: SubmissionExtracted) -> None:
        async with begin_of(self.runtime)(USE_CASE, [event]) as work:
            if not work.is_new(event):
                return
        self.effects.append(event.submission_id)

    async def say_for_ever(self) -> None:
        while True:
            event = extracted()
            async with begin_of(self.runtime)(USE_CASE) as work:
                work.publish(event)
            self.said.append(event.submission_id)
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def relaying(runtime: ServiceRuntime) -> AsyncIterator[None]:
    task = asyncio.create_task(relay(runtime.outbox, runtime.metrics, every_s=0.5, older_than_s=2))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("how", ["stopped", "killed"])
async def test_a_restart_under_load_loses_nothing_and_does_nothing_twice(
    broker: OwnBroker, settings: ServiceSettings, how: str
) -> None:
    async with open_service(settings, "validation") as runtime:
        ledger = Ledger(runtime)
        async with consuming(runtime), relaying(runtime):
            saying = asyncio.create_task(ledger.say_for_ever())
            await eventually(lambda: len(ledger.effects) > 30)
            await (broker.stop() if how == "stopped" else broker.kill())
            await asyncio.sleep(1)
            handled_before = len(ledger.effects)
            await broker.start()
            await eventually(lambda: len(ledger.effects) > handled_before + 30, within_s=60)
            saying.cancel()
            await asyncio.gather(saying, return_exceptions=True)
            await eventually(lambda: set(ledger.said) <= set(ledger.effects), within_s=60)

            async def empty() -> bool:
                return (await runtime.outbox.backlog()).batches == 0

            await eventually(empty)
        assert not runtime.fatal.is_set()
        assert runtime.health.not_live_because() == []
    assert len(ledger.effects) == len(set(ledger.effects))


async def test_a_service_that_starts_before_kafka_keeps_what_it_says_and_joins_later(
    broker: OwnBroker, settings: ServiceSettings
) -> None:
    await broker.stop()
    async with open_service(settings, "validation") as runtime:
        ledger = Ledger(runtime)
        starting = asyncio.create_task(runtime.event_consumer.start())
        event = extracted()
        async with relaying(runtime):
            async with begin_of(runtime)(USE_CASE) as work:
                work.publish(event)
            assert (await runtime.outbox.backlog()).batches == 1
            await eventually(lambda: runtime.metrics.value("onward_outbox_batches") == 1, within_s=60)
            assert runtime.metrics.value("onward_publish_failures_total") > 0
            assert not runtime.event_consumer.ready()
            assert runtime.health.not_live_because() == []
            address = await broker.start()
            assert address.bootstrap_servers == settings.kafka_bootstrap_servers
            await eventually(lambda: event.submission_id in ledger.effects, within_s=60)
            await starting
            await eventually(runtime.event_consumer.ready)
            await runtime.event_consumer.stop()
