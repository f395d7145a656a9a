"""Ingest as a process of its own, on the real servers, and an ear of another service that hears what it says."""

import asyncio
import base64
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest

from shared.contracts.events import Event
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.crypto.master_key import create_master_key
from shared.runtime.service import open_service
from shared.settings import ServiceSettings
from tests.support.pages import free_port
from tests.support.stack import CHECKOUT, Database, Stack, make_topics
from tests.support.subscribing import each

KEY = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"
WAIT_S = 60.0


@dataclass(slots=True)
class Deployment:
    """Where this module's ingest finds everything."""

    stack: Stack
    database: Database
    prefix: str
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        machine = {name: value for name, value in os.environ.items() if not name.startswith(("ONWARD_", "KAFKA_"))}
        return machine | {
            **self.stack.kafka_environment("ingest"),
            "DATABASE_URL": self.database.service_url("ingest"),
            "ONWARD_TOPIC_PREFIX": self.prefix,
            "ONWARD_MASTER_KEY_FILE": str(self.folder / "master.key"),
            "ONWARD_VAULT_DIR": str(self.folder / "vault"),
            "ONWARD_HOOK_KEYS_FILE": str(self.folder / "hook_keys.json"),
            "ONWARD_ESTABLISHMENTS_FILE": str(self.folder / "establishments.csv"),
            "ONWARD_WATCHED_FOLDER": str(self.folder / "inbox"),
            "ONWARD_WATCHED_FOLDER_EVERY_S": "0.2",
            "ONWARD_WATCHED_FOLDER_MAY_SEND": "ROLL",
            "ONWARD_HTTP_PORT": str(self.port),
            "ONWARD_BUSINESS_DATE": "2026-10-05",
            "ONWARD_REPORTING_URL": "http://reporting.example.org",
        }


@pytest.fixture(scope="module")
async def deployment(
    stack: Stack, database: Database, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> Deployment:
    folder = tmp_path_factory.mktemp("ingest")
    create_master_key(folder / "master.key")
    (folder / "inbox").mkdir()
    (folder / "hook_keys.json").write_text(json.dumps({"portal": {"keys": [KEY], "may_send": ["ROLL"]}}))
    (folder / "establishments.csv").write_text(
        "dfe_number,name,urn,ukprn,type,district,open_from,open_to\n8860001,A School,,,academy,E07000110,,\n"
    )
    await make_topics(stack, topic_prefix)
    return Deployment(stack, database, topic_prefix, folder, free_port())


@asynccontextmanager
async def running(deployment: Deployment) -> AsyncIterator[subprocess.Popen[bytes]]:
    """Run the service until the end of the block; it must then leave in an orderly way."""
    log = (deployment.folder / "ingest.log").open("ab")
    with (
        log,
        subprocess.Popen(
            [sys.executable, "-m", "services.ingest.main"],
            cwd=CHECKOUT,
            env=deployment.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            await _ready(deployment, process)
            yield process
            process.terminate()
            assert await asyncio.to_thread(process.wait, 40) == 0
        finally:
            if process.poll() is None:
                process.kill()


async def _ready(deployment: Deployment, process: subprocess.Popen[bytes]) -> None:
    async with asyncio.timeout(WAIT_S):
        while process.poll() is None:
            try:
                await asyncio.to_thread(lambda: urlopen(f"{deployment.url}/ready", timeout=5).close())
            except OSError:
                await asyncio.sleep(0.1)
            else:
                return
    pytest.fail("ingest left: " + (deployment.folder / "ingest.log").read_text(encoding="utf-8")[-2000:])


@dataclass(slots=True)
class Ear:
    """What was heard, each event once by its id."""

    events: dict[object, Event] = field(default_factory=dict)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def hear(self, event: Event) -> None:
        async with self.heard:
            self.events[event.event_id] = event
            self.heard.notify_all()

    def of(self, submission_id: object) -> list[Event]:
        return [event for event in self.events.values() if str(event.subject) == str(submission_id)]

    async def outcome_of(self, submission_id: object) -> SubmissionExtracted | SubmissionUnreadable:
        """Wait until it is said what became of a submission, and its receipt and all its parts were heard."""

        def said() -> SubmissionExtracted | SubmissionUnreadable | None:
            events = self.of(submission_id)
            if not any(isinstance(event, SubmissionReceived) for event in events):
                return None  # on a topic of its own, which may be heard later
            parts = sum(isinstance(event, RowsExtracted) for event in events)
            for event in events:
                if isinstance(event, SubmissionUnreadable) or (
                    isinstance(event, SubmissionExtracted) and parts == event.parts
                ):
                    return event
            return None

        async with asyncio.timeout(WAIT_S), self.heard:
            await self.heard.wait_for(lambda: said() is not None)
        found = said()
        assert found is not None
        return found


@pytest.fixture(scope="module")
async def ear(deployment: Deployment) -> AsyncIterator[Ear]:
    settings = ServiceSettings(
        **deployment.stack.kafka_settings(),
        database_url=deployment.database.service_url("validation"),
        topic_prefix=deployment.prefix,
        master_key_file=deployment.folder / "master.key",
        log_level="ERROR",
    )
    async with open_service(settings, "validation") as runtime:
        ear = Ear()
        for event_type in (SubmissionReceived, RowsExtracted, SubmissionExtracted, SubmissionUnreadable):
            runtime.event_consumer.subscribe(each(event_type, ear.hear))
        await asyncio.wait_for(runtime.event_consumer.start(), WAIT_S)
        yield ear
        await runtime.event_consumer.stop()
