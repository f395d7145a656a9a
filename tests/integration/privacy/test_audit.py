"""The audit in PostgreSQL: only ever added to, whole under many writers, and verified."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from uuid import uuid4

import asyncpg
import pytest

from deploy.jobs.privacy.audit import read_audit, verify
from deploy.local.paths import CHECKOUT
from shared.audit.anchors import AnchorAudit
from shared.audit.trail import AuditTrail
from shared.crypto.keyring import KeyRing
from shared.crypto.master_key import create_master_key
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.service_names import SERVICES
from shared.settings import ServiceSettings
from tests.support.audit import looks_noted
from tests.support.stack import Database, Stack, create_database, drop_database

pytestmark = pytest.mark.stack

ODD: Final = 'O’Neil "é" \\ \n\t 😀'


@pytest.fixture(scope="module")
async def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> ServiceSettings:
    """The administrator's settings."""
    master_key = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    return ServiceSettings(database_url=database.admin_url, master_key_file=master_key)


@pytest.fixture(scope="module")
async def pools(database: Database) -> AsyncIterator[dict[str, Pool]]:
    """A pool of each service under its own role."""
    opened = {one: await open_pool(database.service_url(one), schema=one, size_max=6) for one in SERVICES}
    yield opened
    for pool in opened.values():
        await close_pool(pool)


@pytest.fixture(scope="module")
async def admin(database: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database.admin_url)
    yield connection
    await connection.close()


async def anchor(settings: ServiceSettings, pool: Pool) -> int:
    return await AnchorAudit(pool, KeyRing.from_file(settings.master_key_file, pool).audit_secret)()


async def test_many_writers_at_once_make_whole_chains(settings: ServiceSettings, pools: dict[str, Pool]) -> None:
    """Three replicas of two services, each with readers that come together."""
    trails = [AuditTrail(pools[service], service) for service in ("reporting", "matching") for _ in range(3)]
    person = uuid4()

    async def read(trail: AuditTrail, number: int) -> None:
        await trail.note_read(f"reader {number} {ODD}", "timeline", person_id=person, about=None if number % 2 else ODD)
        if number % 10 == 0:
            await anchor(settings, pools["ingest"])

    await asyncio.gather(*(read(trail, number) for trail in trails for number in range(40)))
    await anchor(settings, pools["validation"])
    assert await anchor(settings, pools["validation"]) == 0
    verdict = await verify(settings)
    assert verdict.faults == []
    assert verdict.entries >= 240
    assert verdict.anchors >= 2
    assert verdict.newest is not None
    assert (await verify(settings, since=verdict.newest)).faults == []
    assert [one.what for one in (await verify(settings, since="7:00")).faults] != []


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("table", ["audit_entries", "audit_heads", "audit_anchors"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET hash = hash", "DELETE FROM {}", "TRUNCATE {}"], ids=["update", "delete", "truncate"]
)
async def test_no_service_changes_what_is_written(
    pools: dict[str, Pool], service: str, table: str, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pools[service].execute(statement.format(f"shared.{table}"))


@pytest.mark.parametrize("service", SERVICES)
async def test_no_service_adds_but_through_the_function_and_to_its_own_chain(
    pools: dict[str, Pool], database: Database, service: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pools[service].execute("INSERT INTO shared.audit_entries SELECT * FROM shared.audit_entries LIMIT 1")
    await AuditTrail(pools[service], "shared").note_read("somebody", f"claimed by {service}")
    assert ("somebody", None, f"claimed by {service}", None) in await looks_noted(database.admin_url, service)
    assert ("somebody", None, f"claimed by {service}", None) not in await looks_noted(database.admin_url, "shared")


async def test_the_owner_does_not_change_an_entry_by_mistake(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    for statement in ("UPDATE shared.audit_entries SET account = 'x'", "DELETE FROM shared.audit_anchors"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await admin.execute(statement)


async def test_a_change_is_noted_by_its_table_and_not_where_it_was_rolled_back(
    pools: dict[str, Pool], admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    insert = (
        "INSERT INTO notice_choices (establishment, kind, by_mail, account, chosen_at)"
        " VALUES ('8860001', 'accepted', true, $1, now())"
    )
    await pools["reporting"].execute(insert, "kept@example.org")
    async with pools["reporting"].acquire() as connection:
        rolled_back = connection.transaction()
        await rolled_back.start()
        await connection.execute(insert, "rolled-back@example.org")
        await rolled_back.rollback()
    await admin.execute("INSERT INTO shared.accounts (name, role) VALUES ('new one', 'analyst')")
    noted = await admin.fetch("SELECT chain, account, kind FROM shared.audit_entries WHERE act = 'write'")
    found = {tuple(row) for row in noted}
    assert ("reporting", "kept@example.org", "choice of notices entered") in found
    assert "rolled-back@example.org" not in {account for _, account, _ in found}
    assert ("shared", await admin.fetchval("SELECT session_user"), "account entered") in found


async def test_who_changes_is_in_the_column_that_changed(
    pools: dict[str, Pool], admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await pools["reporting"].execute(
        "INSERT INTO reminder_pauses (entry_id, reason, account, paused_at)"
        " VALUES ($1, 'as agreed', 'pauses@example.org', now())",
        uuid4(),
    )
    await pools["reporting"].execute("UPDATE reminder_pauses SET ended_by = 'ends@example.org', ended_at = now()")
    await pools["reporting"].execute("DELETE FROM reminder_pauses")
    rows = await admin.fetch(
        "SELECT account, kind FROM shared.audit_entries WHERE kind LIKE 'pause of reminders %' ORDER BY place"
    )
    assert [tuple(row) for row in rows] == [
        ("pauses@example.org", "pause of reminders entered"),
        ("ends@example.org", "pause of reminders changed"),
        ("onward_reporting", "pause of reminders removed"),
    ]


TAMPERINGS: Final = (
    "UPDATE shared.audit_entries SET account = account || 'x' WHERE (chain, place) = ($1, $2)",
    "UPDATE shared.audit_entries SET at = at + interval '1 microsecond' WHERE (chain, place) = ($1, $2)",
    "UPDATE shared.audit_entries SET person_id = gen_random_uuid() WHERE (chain, place) = ($1, $2)",
    "UPDATE shared.audit_entries SET act = 'write' WHERE (chain, place) = ($1, $2)",
    "DELETE FROM shared.audit_entries WHERE (chain, place) = ($1, $2)",
    "UPDATE shared.audit_entries SET hash = set_byte(hash, 3, 255 - get_byte(hash, 3)) WHERE (chain, place) = ($1, $2)",
)


async def test_what_the_owner_of_the_tables_alters_is_found(
    settings: ServiceSettings, pools: dict[str, Pool], admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """With the trigger that refuses switched off, as only the owner of the table may."""
    for number in range(20):
        await AuditTrail(pools["reporting"], "reporting").note_read("reader", f"kind {number}")
    dice = random.Random(4)
    length = await admin.fetchval("SELECT place FROM shared.audit_heads WHERE chain = 'reporting'")
    for statement in TAMPERINGS:
        changes = admin.transaction()
        await changes.start()
        try:
            await admin.execute("ALTER TABLE shared.audit_entries DISABLE TRIGGER append_only")
            await admin.execute(statement, "reporting", dice.choice((length, dice.randint(1, length))))
            assert await _faults_seen_by(admin, settings) > 0, statement
        finally:
            await changes.rollback()
    assert (await verify(settings)).faults == []


async def _faults_seen_by(connection: "asyncpg.Connection[asyncpg.Record]", settings: ServiceSettings) -> int:
    return len((await read_audit(connection, settings.master_key_file)).faults)


async def test_the_command_verifies(settings: ServiceSettings, stack: Stack, tmp_path: Path) -> None:
    made = await create_database(stack)
    try:
        environment = {
            **os.environ,
            "DATABASE_URL": made.admin_url,
            "ONWARD_MASTER_KEY_FILE": str(settings.master_key_file),
        }
        command = [sys.executable, "-m", "deploy.jobs.privacy.audit"]
        whole = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
        assert (whole.returncode, whole.stderr) == (0, "")
        assert "every entry is as it was written" in whole.stdout
        connection = await asyncpg.connect(made.admin_url)
        await connection.execute(
            'SELECT shared.audit_append(\'shared\', \'[{"account": "a", "act": "read", "kind": "k"}]\')'
        )
        await connection.execute("UPDATE shared.audit_heads SET place = place + 1")
        await connection.close()
        broken = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
        assert broken.returncode == 1
        assert "shared 1: is not where the chain ended" in broken.stdout
    finally:
        await drop_database(stack, made.name)


async def test_noting_a_look_costs_little(pools: dict[str, Pool]) -> None:
    """Printed, and bounded loosely: a page is read in tens of milliseconds."""
    trail = AuditTrail(pools["reporting"], "reporting")
    began = time.perf_counter()
    for _ in range(50):
        await trail.note_read("reader", "timeline")
    alone = (time.perf_counter() - began) / 50
    began = time.perf_counter()
    await asyncio.gather(*(trail.note_read("reader", "timeline") for _ in range(500)))
    together = (time.perf_counter() - began) / 500
    began = time.perf_counter()
    for _ in range(50):
        await pools["reporting"].execute("INSERT INTO ticks (ticked_on, people) VALUES ('2026-10-05', 1)")
        await pools["reporting"].execute("DELETE FROM ticks")
    plain = (time.perf_counter() - began) / 100
    print(f"\na plain row: {plain * 1000:.2f} ms; a look noted alone: {alone * 1000:.2f} ms")
    print(f"of 500 looks at once: {together * 1000:.3f} ms each")
    assert together < alone
