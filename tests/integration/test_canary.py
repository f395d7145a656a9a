"""No personal data in logs, metrics, message keys and headers, URLs, errors or dead letters, nor readable on any disk.

One learner with unmistakable names and numbers goes all the ways through the running: accepted, refused, uncertain, on
the roll, in a file's name, in a message nobody can read. Then everything is searched.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from cli import story
from cli.addresses import Addresses
from cli.http_session import HttpSession
from deploy.demo.county import County, Upload, make_county
from deploy.demo.plan import Plan
from shared.contracts.topics import ROWS_EXTRACTED, TOPICS
from shared.service_names import SERVICES
from tests.support import canaries, workbooks
from tests.support.canaries import Sighting, sightings, sightings_in_files
from tests.support.final_state import wait_until_quiet
from tests.support.flow import send
from tests.support.services import RunningServices, own_services
from tests.support.trace_receiver import TraceReceiver, trace_receiver

pytestmark = pytest.mark.stack

SPANS = {
    ("ingest", "receive submission"),
    ("ingest", "process ingest.submission-received.v1"),
    ("validation", "process ingest.rows-extracted.v1"),
    ("validation", "process ingest.submission-extracted.v1"),
    ("matching", "process validation.records-accepted.v1"),
    ("matching", "process validation.submission-judged.v1"),
    ("reporting", "process ingest.submission-received.v1"),
    ("reporting", "process ingest.submission-extracted.v1"),
    ("reporting", "process validation.rows-judged.v1"),
    ("reporting", "process validation.submission-judged.v1"),
    ("reporting", "process matching.claims-matched.v1"),
    ("reporting", "process matching.submission-matched.v1"),
    ("reporting", "settle return"),
    ("reporting", "compute statuses"),
    ("ingest", "process reporting.submission-completed.v1"),
}
"""Of a file that counts: where, and what was done."""
_ADDRESSES_IN_PAGES = re.compile(rb"""(?:href|src|action)=["']([^"']*)["']""")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=40, seed=3), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def traces() -> Iterator[TraceReceiver]:
    with trace_receiver() as received:
        yield received


@pytest.fixture(scope="module")
async def running(
    county: County, traces: TraceReceiver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServices]:
    folder = tmp_path_factory.mktemp("canaries")
    settings = {"ONWARD_LOG_LEVEL": "DEBUG", "ONWARD_TRACES_URL": traces.url}
    async with own_services(county, settings=settings) as running:
        await _release(running, folder)
        yield running


async def _release(running: RunningServices, folder: Path) -> None:
    """Send the canary by every way there is."""
    roll = _upload(folder, "886 County Roll.xlsx", workbooks.roll([canaries.TRACKED]), None)
    rows = [canaries.A_CANARY, canaries.REFUSED, canaries.UNCERTAIN]
    school = _upload(folder, canaries.FILE_NAME, workbooks.enrolment(rows), "8860001")
    broken = _upload(folder, f"{canaries.SURNAME}.xlsx", workbooks.password_protected(), "8860001")
    submissions = await send(running, (roll,))
    await wait_until_quiet(running.admin_url, submissions)
    submissions += await send(running, (school, broken))
    await wait_until_quiet(running.admin_url, submissions)
    await _say_what_nobody_can_read(running)
    await _knock_wrongly(running)


def _upload(folder: Path, name: str, content: bytes, establishment: str | None) -> Upload:
    path = folder / name
    path.write_bytes(content)
    return Upload(name, path, establishment, "S_ENR" if establishment else "ROLL", 0, "")


async def _say_what_nobody_can_read(running: RunningServices) -> None:
    """Put a hopeless message, full of canaries, where validation listens, and wait until it is set aside."""
    producer = AIOKafkaProducer(**running.kafka_client())
    await producer.start()
    try:
        text = f'{{"surname": "{canaries.SURNAME}", "upn": "{canaries.UPN}"}}'.encode()
        await producer.send_and_wait(ROWS_EXTRACTED.on(running.topic_prefix), text, key=b"hopeless")
    finally:
        await producer.stop()
    async with asyncio.timeout(60):
        while not await _reasons(running):
            await asyncio.sleep(0.1)


async def _knock_wrongly(running: RunningServices) -> None:
    """Make the hook and the pages complain about requests that hold canaries."""
    session, ingest = HttpSession(), running.url("ingest")
    body = f'{{"type": "submission.uploaded", "data": {{"file_name": "{canaries.SURNAME}"}}}}'.encode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": "1",
        "webhook-timestamp": "1",
        "webhook-signature": "v1,x",
    }
    await asyncio.to_thread(session.post, f"{ingest}/hooks/perspective-lite", body, headers)


async def _reasons(running: RunningServices) -> list[str]:
    connection = await asyncpg.connect(running.admin_url)
    try:
        return [
            str(row["reason"])
            for service in SERVICES
            for row in await connection.fetch(f"SELECT reason FROM {service}.dead_letters")
        ]
    finally:
        await connection.close()


async def test_the_canary_went_through_all_services(running: RunningServices) -> None:
    """Were it not there, nothing below would prove anything."""
    connection = await asyncpg.connect(running.admin_url)
    try:
        claims = await connection.fetchval("SELECT count(*) FROM reporting.claims WHERE surname = $1", canaries.SURNAME)
        refused = await connection.fetchval("SELECT count(*) FROM reporting.unsettled_rows WHERE cause = 'refused'")
        unreadable = await connection.fetchval(
            "SELECT count(*) FROM reporting.submissions WHERE outcome = 'unreadable'"
        )
    finally:
        await connection.close()
    assert claims >= 2
    assert refused == 1
    assert unreadable == 1


def test_not_in_any_log(running: RunningServices) -> None:
    root = running.paths.root
    logs = [*running.paths.logs.glob("*"), *running.paths.postgres.glob("*.log"), *running.paths.outside.rglob("*.log")]
    assert len(logs) >= len(SERVICES)
    assert sightings_in_files(logs) == []
    assert sightings_in_files(root.glob("*.json")) == []


def test_every_service_tells_the_story_of_a_file_without_naming_anybody(running: RunningServices) -> None:
    logged = list(story.lines_of_files(story.log_files(running.paths.logs)))
    received = [json.loads(line) for line in logged if '"submission received"' in line]
    assert len(received) == 3
    stories = [story.story(logged, UUID(one["submission_id"])) for one in received]
    told = sorted([(line["service"], line["outcome"]) for line in lines] for lines in stories)
    whole = ["ingest received", "ingest extracted", "validation judged", "matching matched", "reporting accepted"]
    assert [[" ".join(one) for one in lines] for lines in told] == [
        whole,
        whole,
        ["ingest received", "ingest unreadable", "reporting unreadable"],
    ]
    school = next(lines for lines in stories if any(line.get("collection") == "S_ENR" for line in lines))
    sums = {line["service"]: (line.get("rows_in"), line.get("rows_out")) for line in school}
    assert sums["ingest"] == (3, 3)
    assert sums["validation"] == (3, 2)
    assert sums["matching"][0] == 2
    assert sums["reporting"][0] == sums["matching"][1]


async def test_one_file_is_one_connected_trace_from_hook_to_statuses(
    running: RunningServices, traces: TraceReceiver
) -> None:
    logged = list(story.lines_of_files(story.log_files(running.paths.logs)))
    school = next(
        UUID(line["submission_id"])
        for line in map(json.loads, (text for text in logged if '"submission was read"' in text))
        if line["collection"] == "S_ENR"
    )
    async with asyncio.timeout(60):  # spans are sent every few seconds
        while not {name for _, name in SPANS} <= {span.name for span in traces.of(school)}:
            await asyncio.sleep(0.2)
    spans = traces.of(school)
    assert {(span.service.removeprefix("onward-"), span.name) for span in spans} >= SPANS
    known = {span.span_id for span in spans}
    roots = [span for span in spans if not span.parent_id]
    assert [span.name for span in roots] == ["receive submission"]
    assert all(span.parent_id in known for span in spans if span not in roots)


def test_not_in_any_trace(running: RunningServices, traces: TraceReceiver) -> None:
    assert len(traces.spans) >= len(SPANS)
    assert [list(sightings("trace", body)) for body in traces.bodies] == [[] for _ in traces.bodies]


def test_not_in_any_metric(running: RunningServices) -> None:
    for service in SERVICES:
        text = HttpSession().get(f"{running.url(service)}/metrics").body
        assert b"onward_" in text
        assert list(sightings(service, text)) == []


def test_not_readable_in_kafkas_files(running: RunningServices) -> None:
    segments = [path for path in running.paths.kafka.rglob("*") if path.suffix in (".log", ".index", ".timeindex")]
    assert any(path.stat().st_size for path in segments)
    seen = {Path(one.place).parent.name for one in sightings_in_files(segments)}
    # The hopeless message was put there by the test itself, in the clear; nothing of ours may be.
    allowed = {f"{ROWS_EXTRACTED.on(running.topic_prefix)}-{n}" for n in range(ROWS_EXTRACTED.partitions)}
    allowed |= {f"{ROWS_EXTRACTED.dead_letters.on(running.topic_prefix)}-0"}
    assert seen <= allowed


async def test_not_in_any_message(running: RunningServices) -> None:
    consumer = AIOKafkaConsumer(**running.kafka_client(), auto_offset_reset="earliest")
    await consumer.start()
    found: list[Sighting] = []
    read = 0
    try:
        topics = [topic.on(running.topic_prefix) for topic in TOPICS]
        partitions = [
            TopicPartition(t, n) for t in topics for n in consumer.partitions_for_topic(t) or _known(t, running)
        ]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    read += 1
                    headers = b" ".join(name.encode() + b"=" + (value or b"") for name, value in record.headers)
                    found += sightings(f"{record.topic} key", record.key or b"")
                    found += sightings(f"{record.topic} headers", headers)
                    if record.key != b"hopeless":
                        found += sightings(f"{record.topic} value", record.value or b"")
    finally:
        await consumer.stop()
    assert read > len(SERVICES)
    assert found == []


def _known(topic: str, running: RunningServices) -> range:
    return next(range(one.partitions) for one in TOPICS if one.on(running.topic_prefix) == topic)


def test_not_readable_in_the_vault(running: RunningServices) -> None:
    originals = [path for path in running.paths.vault.rglob("*") if path.is_file()]
    assert len(originals) >= 3
    assert sightings_in_files(originals) == []
    assert all(not path.read_bytes().startswith((b"PK", b"\xd0\xcf")) for path in originals)


async def test_not_in_the_reason_of_a_dead_letter(running: RunningServices) -> None:
    reasons = await _reasons(running)
    assert reasons
    assert [list(sightings("reason", reason.encode())) for reason in reasons] == [[]] * len(reasons)


def test_not_in_any_address_of_a_page(running: RunningServices) -> None:
    session, reporting = HttpSession(), running.url("reporting")
    session.sign_in(reporting, Addresses(running.paths.addresses, running.addresses).account("reviewer"))
    seen, shown = set[bytes](), b""
    for path in ("/", "/submissions", "/returns", "/figures", "/people"):
        page = session.get(f"{reporting}{path}")
        assert page.status == 200, path
        shown += page.body
        seen |= set(_ADDRESSES_IN_PAGES.findall(page.body))
    for address in sorted(one for one in seen if one.startswith((b"/people/", b"/submissions/"))):
        page = session.get(f"{reporting}{address.decode()}")
        shown += page.body
        seen |= set(_ADDRESSES_IN_PAGES.findall(page.body))
    assert canaries.SURNAME.encode() in shown
    assert list(sightings("addresses", b"\n".join(sorted(seen)))) == []
