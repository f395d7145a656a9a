"""One run of the bench on a fresh stack."""

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import asyncpg
import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition

from cli.http_session import HttpSession
from cli.metrics_text import fetch_samples
from deploy.demo.county import County, Upload
from shared.contracts.topics import STATUS_CHANGED
from shared.service_names import SERVICES
from tests.bench.costs import PeakMemory, backend_seconds, machine_ns, processor_seconds, stolen_seconds
from tests.bench.disk import disk_of
from tests.bench.latency import latency_of, status_waits
from tests.bench.limit import copy_rows_per_s
from tests.bench.mix import describe
from tests.bench.peer_side import measure_peer
from tests.bench.report import MEMORY_BAR_MB, Findings
from tests.bench.trickle import send_unhurried, waits_of
from tests.support.final_state import conservation_failures
from tests.support.services import RunningServices, own_services

SENT_AT_ONCE: Final = 3
POLL_S: Final = 0.1
TIMEOUT_S: Final = 900.0
_UNMATCHED: Final = """
SELECT $1 - count(*) FROM matching.tallies WHERE parts_expected IS NOT NULL AND parts_done >= parts_expected"""
_LEFT: Final = """
SELECT CASE WHEN settled < $1 THEN $1 - settled ELSE
           (SELECT count(*) FROM reporting.unsettled_returns)
         + (SELECT count(*) FROM (SELECT 1 FROM reporting.stale_people LIMIT 1) s)
         + (SELECT count(*) FROM ingest.outbox) + (SELECT count(*) FROM validation.outbox)
         + (SELECT count(*) FROM matching.outbox) + (SELECT count(*) FROM reporting.outbox) END
FROM (SELECT count(*) AS settled FROM reporting.generations WHERE state <> 'building') AS generations"""
"""Asked often: what only matters at the end is only looked at there."""

_UNRECORDED: Final = """
SELECT $1 - count(*) FROM reporting.submissions WHERE file_name IS NOT NULL AND rows_extracted IS NOT NULL"""
"""What is only recorded may come after the last status: it is waited for, and not timed."""

_DECIDED: Final = """
SELECT sum(matched)::int AS matched, sum(created)::int AS created, sum(awaiting)::int AS "for review"
FROM matching.tallies"""


async def measure(county: County, *, roll_first: bool = False, peer: bool = False) -> Findings:
    """Bring a stack up, send the files, wait for the last status change, and take it down again.

    `roll_first`: the schools send once the people of the roll can be found; their statuses may still be on the way.
    `peer`: a script of one process does the same files afterwards.
    """
    async with own_services(county, settings={"ONWARD_LOG_LEVEL": "WARNING"}) as running:
        pids = _pids(running)
        before = {name: processor_seconds(pid) for name, pid in pids.items()}
        backends_before, disk_before = await backend_seconds(running.admin_url), await disk_of(running)
        with PeakMemory({name: pid for name, pid in pids.items() if name in SERVICES}) as memory:
            began, stolen = time.perf_counter(), stolen_seconds()
            roll_seconds = None
            if roll_first:
                await _send((county.roll,), running)
                await _wait(running, _UNMATCHED, 1)
                roll_seconds = time.perf_counter() - began
            await _send(county.returns if roll_first else county.uploads, running)
            await _wait(running, _LEFT, len(county.uploads))
            seconds, stolen = time.perf_counter() - began, stolen_seconds() - stolen
        spent = {name: processor_seconds(pid) - before[name] for name, pid in pids.items()}
        backends = await backend_seconds(running.admin_url)
        await _wait(running, _UNRECORDED, len(county.uploads))
        people, versions, decided = await _published(running)
        findings = Findings(
            mix=describe(county),
            seconds=seconds,
            roll_seconds=roll_seconds,
            copy_rows_per_s=0.0,
            process_s=spent,
            backend_s={s: _of_role(backends, s) - _of_role(backends_before, s) for s in SERVICES},
            stage_s=_stages(running),
            peak_mb=memory.megabytes,
            status_messages=await _messages(running),
            people=people,
            decided=decided,
            disk=(await disk_of(running)).since(disk_before),
            machine_ns=machine_ns(),
            stolen_share=stolen / (seconds * (psutil.cpu_count() or 1)),
        )
        findings.notes = await _notes(running, findings, versions)
        await _measure_waits(findings, county, running)
        findings.peer = await measure_peer(county.uploads, running.admin_url) if peer else None
        findings.copy_rows_per_s = await copy_rows_per_s(running.admin_url, findings.mix.rows)
        return findings


async def _measure_waits(findings: Findings, county: County, running: RunningServices) -> None:
    """Send what is left when all is quiet; then look how long statuses took, in the run and now."""

    async def quiet(files: int) -> None:
        await _wait(running, _LEFT, len(county.uploads) + files)

    unhurried = await send_unhurried(county.later, running, quiet)
    waits = await status_waits(running)
    later = unhurried.quiet.keys() | unhurried.trickle.keys()
    findings.latency = latency_of([wait.seconds for one, each in waits.items() if one not in later for wait in each])
    findings.quiet, findings.trickle = waits_of(unhurried.quiet, waits), waits_of(unhurried.trickle, waits)


def _pids(running: RunningServices) -> dict[str, int]:
    addresses = running.addresses
    servers = {name: int(addresses[name]["pid"]) for name in ("kafka", "postgres")}
    return {service: int(addresses["services"][service]["pid"]) for service in SERVICES} | servers


async def _send(uploads: tuple[Upload, ...], running: RunningServices) -> None:
    with ThreadPoolExecutor(SENT_AT_ONCE) as pool:
        loop = asyncio.get_running_loop()
        answers = await asyncio.gather(*(loop.run_in_executor(pool, running.deliver, upload) for upload in uploads))
    refused = [text for status, text in answers if status >= 300]
    assert not refused, refused[:3]


async def _wait(running: RunningServices, left_of: str, submissions: int) -> None:
    connection = await asyncpg.connect(running.admin_url)
    try:
        deadline = time.monotonic() + TIMEOUT_S
        while left := await connection.fetchval(left_of, submissions):
            assert time.monotonic() < deadline, f"{left} things are left after {TIMEOUT_S:.0f} s"
            await asyncio.sleep(POLL_S)
    finally:
        await connection.close()


def _of_role(backends: Mapping[str, float], service: str) -> float:
    return backends.get(f"onward_{service}", 0.0)


def _stages(running: RunningServices) -> dict[str, float]:
    found: dict[str, float] = {}
    for service in SERVICES:
        samples = fetch_samples(HttpSession(), running.url(service))
        for stage, spent in samples.labelled("onward_stage_cpu_seconds_total", "stage").items():
            found[stage] = found.get(stage, 0.0) + spent
    return found


async def _published(running: RunningServices) -> tuple[int, int, dict[str, int]]:
    connection = await asyncpg.connect(running.admin_url)
    try:
        people: int = await connection.fetchval("SELECT count(*) FROM reporting.people")
        versions: int = await connection.fetchval("SELECT count(*) FROM reporting.status_history")
        decided = (await connection.fetch(_DECIDED))[0]
    finally:
        await connection.close()
    return people, versions, dict(decided)


async def _messages(running: RunningServices) -> int:
    """Return how many messages were ever put on the public topic (compaction moves no end)."""
    topic = STATUS_CHANGED.on(running.topic_prefix)
    consumer = AIOKafkaConsumer(**running.kafka_client())
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(STATUS_CHANGED.partitions)]
        heartbeats = STATUS_CHANGED.partitions * len(running.replicas("reporting"))  # each says them when it starts
        ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
        return sum(ends.values()) - heartbeats
    finally:
        await consumer.stop()


async def _notes(running: RunningServices, findings: Findings, versions: int) -> list[str]:
    notes = [f"NOT CONSERVED: {failure}" for failure in await conservation_failures(running.admin_url)]
    if findings.status_messages < versions:
        notes.append(f"LOST: {versions} status versions were stored, {findings.status_messages} were published")
    heavy = {name: mb for name, mb in findings.peak_mb.items() if mb > MEMORY_BAR_MB}
    notes += [f"ABOVE {MEMORY_BAR_MB} MB: {name} {mb:.0f}" for name, mb in heavy.items()]
    load = psutil.getloadavg()[0]
    notes.append(
        f"Machine: {psutil.cpu_count()} cores, {findings.stolen_share:.0%} of their time taken by the host for others,"
        f" load {load:.1f} at the end;"
        f" one turn of a plain Python loop {findings.machine_ns:.0f} ns (about 50 when fast and quiet)."
    )
    return notes
