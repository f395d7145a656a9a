"""A service as a process: probes, an orderly end, an end with a failure, and nothing personal in what it prints."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from shared.contracts.topics import SUBMISSION_EXTRACTED
from shared.settings import ServiceSettings
from tests.integration.kafka.a_service import CANARY
from tests.integration.kafka.conftest import eventually, extracted, not_yet_committed, runtime_of
from tests.support.stack import CHECKOUT, Stack, kafka_variables_of

pytestmark = pytest.mark.stack

Settings = Callable[[str], ServiceSettings]


class Running:
    """A service's process and where its pages are."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process = process
        self.url = url

    async def get(self, path: str) -> httpx2.Response:
        async with httpx2.AsyncClient(timeout=5) as client:
            return await client.get(self.url + path)

    async def ready(self) -> bool:
        try:
            return (await self.get("/ready")).status_code == 200
        except httpx2.HTTPError:
            return False

    async def ended(self) -> tuple[int | None, str]:
        printed, _ = await asyncio.wait_for(self.process.communicate(), 45)
        return self.process.returncode, printed.decode()


@asynccontextmanager
async def running(settings: ServiceSettings) -> AsyncIterator[Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        **kafka_variables_of(settings),
        "DATABASE_URL": settings.database_url,
        "ONWARD_TOPIC_PREFIX": settings.topic_prefix,
        "ONWARD_MASTER_KEY_FILE": str(settings.master_key_file),
        "ONWARD_HTTP_PORT": str(port),
        "ONWARD_KAFKA_SESSION_S": "6",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.kafka.a_service",
        cwd=CHECKOUT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    service = Running(process, f"http://127.0.0.1:{port}")
    try:
        await eventually(service.ready)
        yield service
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def lines(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


async def test_probes_answer_and_requests_are_counted_by_route(settings: Settings) -> None:
    async with running(settings("validation")) as service:
        assert (await service.get("/live")).json() == {"live": True, "reasons": []}
        assert (await service.get("/ready")).json()["parts"] == {"events": True, "database": True}
        await service.get(f"/hello/{CANARY}?surname={CANARY}")
        await service.get(f"/nowhere/{CANARY}")
        figures = (await service.get("/metrics")).text
        assert 'onward_http_requests_total{route="/hello/{name}",status="200"} 1.0' in figures
        assert 'onward_http_requests_total{route="none",status="404"} 1.0' in figures
        service.process.send_signal(signal.SIGTERM)
        code, printed = await service.ended()
    assert code == 0
    assert CANARY not in figures + printed


async def test_sigterm_finishes_the_message_in_hand(settings: Settings, stack: Stack, topic_prefix: str) -> None:
    async with running(settings("validation")) as service:
        async with runtime_of(settings("ingest"), "ingest") as ingest:
            await ingest.publisher.publish_now(extracted(parts=3))

        async def in_hand() -> bool:
            return await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == 1

        await eventually(in_hand)
        service.process.send_signal(signal.SIGTERM)
        code, _ = await service.ended()
    assert code == 0
    assert await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == 0


async def test_a_process_that_died_after_its_commit_leaves_the_message_to_the_next_which_knows_it(
    settings: Settings, stack: Stack, topic_prefix: str
) -> None:
    async with running(settings("validation")) as service:
        async with runtime_of(settings("ingest"), "ingest") as ingest:
            await ingest.publisher.publish_now(extracted(parts=9))
        code, _ = await service.ended()
    assert code == 9
    assert await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == 1

    async def handled() -> bool:
        return await not_yet_committed(stack, topic_prefix, "validation", SUBMISSION_EXTRACTED) == 0

    async with running(settings("validation")) as service:
        await eventually(handled)
        assert (
            'onward_events_repeated_total{consumer="validation.HandleSlowly"} 1.0'
            in (await service.get("/metrics")).text
        )


async def test_a_bug_ends_the_process_with_a_failure_and_without_quoting_the_row(settings: Settings) -> None:
    async with running(settings("validation")) as service:
        async with runtime_of(settings("ingest"), "ingest") as ingest:
            await ingest.publisher.publish_now(extracted(parts=13))
        code, printed = await service.ended()
    assert code == 1
    assert CANARY not in printed
    said = lines(printed)
    assert [line["error"] for line in said if line["event"] == "consumer stops the process"] == ["ValueError"]
    assert said[-1]["reason"] == "validation.ingest.submission-extracted.v1: bug"
