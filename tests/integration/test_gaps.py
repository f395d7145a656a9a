"""Records of a topic that were removed before a service heard them, on the real broker: noticed, and said again.

A service is stopped in its tracks, a file is sent, what waits for the service is removed as retention removes it, and
the service goes on. The page of the file ends in a verdict all the same.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from cli import tools
from cli.addresses import Addresses
from cli.http_session import HttpSession
from cli.metrics_text import fetch_samples
from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from shared.contracts import topics
from shared.contracts.topics import Topic
from tests.integration.kafka.conftest import eventually
from tests.support.final_state import conservation_failures, wait_until_quiet
from tests.support.flow import send
from tests.support.offsets import ends_of
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack

pytestmark = pytest.mark.stack

FETCH_S = 2.0
"""A fetch that waits at Kafka when its asker stops is answered within this, and is no gap."""
READ_BY = {
    "validation": (topics.ROWS_EXTRACTED, topics.SUBMISSION_EXTRACTED),
    "matching": (topics.RECORDS_ACCEPTED, topics.SUBMISSION_JUDGED),
    "reporting": (
        *(topics.SUBMISSION_RECEIVED, topics.SUBMISSION_EXTRACTED, topics.ROWS_JUDGED, topics.SUBMISSION_JUDGED),
        *(topics.CLAIMS_MATCHED, topics.SUBMISSION_MATCHED),
    ),
}
"""What each service hears; the last is said when all of a file that it hears has been said."""
VERDICTS = """
SELECT g.judgement, g.state, g.rows_judged, s.rows_extracted, s.file_name
FROM reporting.generations g JOIN reporting.submissions s USING (submission_id) WHERE submission_id = $1
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=600, seed=21), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def running(stack: Stack, county: County) -> AsyncIterator[RunningServices]:
    async with services_on_shared_servers(stack, county) as running:
        await wait_until_quiet(running.admin_url, await send(running, (county.roll,)))
        yield running


@contextmanager
def paused(running: RunningServices, service: str) -> Iterator[None]:
    """Stop a service in its tracks; its place in the group is kept for some seconds."""
    (replica,) = running.replicas(service)
    os.kill(replica["pid"], signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(replica["pid"], signal.SIGCONT)


async def remove_records(running: RunningServices, topic: Topic) -> None:
    """Remove everything that is in a topic, as retention does."""
    client = AIOKafkaAdminClient(**running.kafka_client())
    await client.start()
    try:
        ends = await ends_of(running.kafka(), running.topic_prefix, topic)
        await client.delete_records({place: RecordsToDelete(before_offset=end) for place, end in ends.items()})
    finally:
        await client.close()


async def rows_of(running: RunningServices, statement: str, *arguments: Any) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(running.admin_url)
    try:
        return [dict(row) for row in await connection.fetch(statement, *arguments)]
    finally:
        await connection.close()


def errors_said(running: RunningServices, service: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in running.log(service).read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"].startswith("messages were removed before they were read")]


@pytest.mark.parametrize("service", list(READ_BY))
async def test_d1_what_was_removed_before_a_service_heard_it_is_noticed_and_said_again(
    running: RunningServices, county: County, service: str
) -> None:
    upload = county.returns[list(READ_BY).index(service)]
    last = READ_BY[service][-1]
    before = sum((await ends_of(running.kafka(), running.topic_prefix, last)).values())

    async def all_was_said() -> bool:
        return sum((await ends_of(running.kafka(), running.topic_prefix, last)).values()) > before

    with paused(running, service):
        await asyncio.sleep(FETCH_S)
        (submission,) = await send(running, (upload,))
        await eventually(all_was_said, within_s=60)
        for topic in READ_BY[service]:
            await remove_records(running, topic)

    await wait_until_quiet(running.admin_url, [submission])
    found = {row["judgement"]: row for row in await rows_of(running, VERDICTS, submission)}
    page = found[max(found)]
    assert max(found) > 1
    assert page["state"] == "accepted"
    assert page["rows_judged"] == page["rows_extracted"] == upload.rows
    assert page["file_name"] == upload.file_name
    said = errors_said(running, service)
    assert said
    assert all(line["level"] == "error" and line["count"] > 0 and "partition" in line for line in said)
    samples = fetch_samples(HttpSession(), running.url(service))
    assert samples.total("onward_messages_lost_total") == sum(line["count"] for line in said)
    assert await rows_of(running, "SELECT * FROM shared.gaps WHERE closed_at IS NULL") == []


async def until_complete(running: RunningServices, submission: str) -> None:
    """Return when ingest has heard that the first judgement is complete."""

    async def is_complete() -> bool:
        statement = "SELECT judgement FROM ingest.submissions WHERE id = $1 AND completed_at IS NOT NULL"
        return [row["judgement"] for row in await rows_of(running, statement, submission)] == [1]

    await eventually(is_complete)


async def test_d1_what_ended_in_a_verdict_is_known_and_not_said_again(running: RunningServices, county: County) -> None:
    (submission,) = await send(running, (county.returns[3],))
    await until_complete(running, submission)
    rows = await rows_of(running, "SELECT count(*) AS open FROM ingest.submissions WHERE completed_at IS NULL")
    assert rows == [{"open": 0}]
    assert await conservation_failures(running.admin_url) == []


async def test_d1_a_whole_file_that_is_said_again_changes_nothing(running: RunningServices, county: County) -> None:
    (submission,) = await send(running, (county.returns[4],))
    await wait_until_quiet(running.admin_url, [submission])
    await until_complete(running, submission)
    versions = await rows_of(running, "SELECT person_id, version FROM reporting.status_history ORDER BY 1, 2")
    people = await rows_of(running, "SELECT id FROM matching.people ORDER BY 1")
    await rows_of(running, "UPDATE ingest.submissions SET completed_at = NULL WHERE id = $1", submission)

    addresses = Addresses(running.paths.addresses, running.addresses)
    said = await asyncio.to_thread(tools.run, addresses, "ingest", "resend", submission)
    assert said.strip().endswith(": 1")

    async def is_judged_again() -> bool:
        found = {row["judgement"]: row["state"] for row in await rows_of(running, VERDICTS, submission)}
        return found == {1: "superseded", 2: "accepted"}

    await eventually(is_judged_again, within_s=60)
    await wait_until_quiet(running.admin_url, [submission])
    assert await rows_of(running, "SELECT id FROM matching.people ORDER BY 1") == people
    assert await rows_of(running, "SELECT person_id, version FROM reporting.status_history ORDER BY 1, 2") == versions
