"""The drill: backed up while files flow, everything destroyed, restored, and the same statuses as without it.

What was acknowledged after the backup is gone, and comes again when its sender sends it again.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from deploy.jobs.recovery.manifest import DUMP, Manifest, read_manifest
from deploy.local.servers import cluster
from tests.integration.kafka.conftest import eventually
from tests.support.final_state import (
    FinalState,
    broken_chains,
    conservation_failures,
    dead_letters,
    differences,
    read_final_state,
    wait_until_quiet,
)
from tests.support.flow import send
from tests.support.public_topic import read_status_changes
from tests.support.services import RunningServices, own_services
from tests.support.stack import CHECKOUT

pytestmark = pytest.mark.stack

IN_SCOPE = "SELECT person_id, version FROM reporting.people WHERE status_group <> 'out of scope'"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=600, seed=56), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def running(county: County) -> AsyncIterator[RunningServices]:
    async with own_services(county) as running:
        yield running


def onward(running: RunningServices, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as an operator does."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=CHECKOUT,
        env=dict(running.environment),
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Drill:
    """A backup of a stack on which files flowed, and what the stack had become when it was destroyed."""

    backup: Path
    keys: Path
    manifest: Manifest
    submissions: list[str]
    said: str
    before: FinalState


@pytest.fixture(scope="module")
async def drill(running: RunningServices, county: County, tmp_path_factory: pytest.TempPathFactory) -> Drill:
    folder = tmp_path_factory.mktemp("elsewhere")
    backup, keys = folder / "backup", folder / "keys"
    roll = await send(running, (county.roll,))
    await wait_until_quiet(running.admin_url, roll)
    half = len(county.returns) // 2
    flowing = asyncio.create_task(send(running, county.returns[:half]))
    done = await asyncio.to_thread(onward, running, "backup", str(backup), "--keys", str(keys))
    assert done.returncode == 0, done.stdout + done.stderr
    submissions = [*roll, *await flowing, *await send(running, county.returns[half:])]
    await wait_until_quiet(running.admin_url, submissions)
    before = await read_final_state(running.admin_url)
    return Drill(backup, keys, read_manifest(backup), submissions, done.stdout, before)


def test_a_backup_holds_an_original_for_each_submission_and_no_key(drill: Drill) -> None:
    assert drill.manifest.originals == drill.manifest.rows["ingest.submissions"]
    assert drill.manifest.missing_originals == ()
    master = (drill.keys / "master.key").read_bytes().strip()
    for path in drill.backup.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0 or path.name == "SHA256SUMS"
            assert master not in path.read_bytes()
    assert drill.manifest.master_key in (drill.backup / "manifest.json").read_text()
    assert f"Keys are in {drill.keys}" in drill.said


def test_a_backup_is_verified_and_damage_is_found(running: RunningServices, drill: Drill, tmp_path: Path) -> None:
    assert onward(running, "backup", str(drill.backup), "--verify").returncode == 0
    damaged = tmp_path / "damaged"
    shutil.copytree(drill.backup, damaged)
    with (damaged / DUMP).open("r+b") as file:
        file.seek(4000)
        file.write(b"\0\1\2")
    done = onward(running, "backup", str(damaged), "--verify")
    assert done.returncode == 1
    assert f"{DUMP} was changed" in done.stderr
    next((damaged / "vault").glob("*/*")).unlink()
    assert "missing" in onward(running, "backup", str(damaged), "--verify").stderr


def test_a_stack_that_runs_is_not_overwritten(running: RunningServices, drill: Drill) -> None:
    done = onward(running, "restore", str(drill.backup))
    assert done.returncode == 1
    assert "make down" in done.stderr


async def known_to(running: RunningServices) -> set[str]:
    connection = await asyncpg.connect(running.admin_url)
    try:
        return {str(row["id"]) for row in await connection.fetch("SELECT id FROM ingest.submissions")}
    finally:
        await connection.close()


def destroy(running: RunningServices) -> None:
    """Remove database, vault, Kafka's disk, keys and passwords: everything but the downloaded jars."""
    running.local("down")
    cluster.remove_outside(running.paths)
    for path in running.paths.root.iterdir():
        if path != running.paths.jars and not path.is_symlink():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


async def test_everything_is_destroyed_and_comes_back(running: RunningServices, county: County, drill: Drill) -> None:
    await asyncio.to_thread(destroy, running)
    began = time.monotonic()
    without = await asyncio.to_thread(onward, running, "restore", str(drill.backup))
    assert without.returncode == 1
    assert "no master key" in without.stderr
    done = await asyncio.to_thread(onward, running, "restore", str(drill.backup), "--keys", str(drill.keys))
    assert done.returncode == 0, done.stdout + done.stderr
    await asyncio.to_thread(running.local, "up")
    rto_s = time.monotonic() - began
    print(f"\nrestored and ready again in {rto_s:.1f} s\n{done.stdout}")

    restored = await known_to(running)
    assert len(restored) == drill.manifest.originals
    assert restored <= set(drill.submissions)
    await wait_until_quiet(running.admin_url, sorted(restored))
    assert await conservation_failures(running.admin_url) == []

    lost = [one for one, id_ in zip(county.uploads, drill.submissions, strict=True) if id_ not in restored]
    assert lost
    again = await send(running, lost)
    await wait_until_quiet(running.admin_url, [*sorted(restored), *again])
    assert differences(drill.before, await read_final_state(running.admin_url)) == []
    assert await broken_chains(running.admin_url) == []
    assert await dead_letters(running.admin_url) == {}


async def in_scope(running: RunningServices) -> dict[UUID, int]:
    connection = await asyncpg.connect(running.admin_url)
    try:
        return {row["person_id"]: row["version"] for row in await connection.fetch(IN_SCOPE)}
    finally:
        await connection.close()


async def test_the_public_topic_is_given_back_without_being_asked(running: RunningServices) -> None:
    async def is_the_ledger() -> bool:
        told = await read_status_changes(running.kafka(), running.topic_prefix)
        assert told.conflicting_ids == []
        ledger = await in_scope(running)
        return bool(ledger) and told.current == ledger

    await eventually(is_the_ledger, within_s=90)


async def test_a_stack_with_data_is_overwritten_only_when_told_and_what_was_erased_since_stays_erased(
    running: RunningServices, drill: Drill
) -> None:
    await asyncio.to_thread(running.local, "down")
    done = await asyncio.to_thread(onward, running, "restore", str(drill.backup))
    assert done.returncode == 1
    assert f"{len(drill.submissions)} submissions" in done.stderr
    assert "--replace" in done.stderr

    erased = next((drill.backup / "vault").glob("*/*")).name
    marker = {"kind": "file", "id": erased, "erased_at": "2026-11-30T12:00:00+00:00"}
    running.paths.erasures.write_text(json.dumps(marker) + "\n")
    done = await asyncio.to_thread(onward, running, "restore", str(drill.backup), "--replace")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 erasure" in done.stdout
    kept = {path.name for path in running.paths.vault.glob("*/*")}
    assert kept == {path.name for path in (drill.backup / "vault").glob("*/*")} - {erased}
    connection = await asyncpg.connect(running.admin_url)
    try:
        keyless = await connection.fetch("SELECT file_id::text FROM ingest.submissions WHERE sealed_key IS NULL")
        assert [row["file_id"] for row in keyless] == [erased]
    finally:
        await connection.close()
