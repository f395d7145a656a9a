"""Damaged and hostile files through the signed hook of running services: all live, and nothing is answered with 500.

`make fuzz HOOK=1000` sends more of them, and the naughty texts in every column of every collection.
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from cli.addresses import Account, Addresses
from cli.hook import AUTHORITY, PORTAL, Upload, hook_secret, send
from cli.http_session import HttpSession
from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from deploy.jobs.accounts import NewAccount, ensure_accounts
from shared.service_names import SERVICES
from shared.vocabulary.collections import COLLECTIONS
from shared.web.accounts.permissions import Role
from tests.support.final_state import conservation_failures, dead_letters, wait_until_quiet
from tests.support.hostile_files import NAUGHTY, HostileFile, hostile_file, naughty_file
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack

pytestmark = pytest.mark.stack

FILES = int(os.environ.get("ONWARD_FUZZ_HOOK", len(COLLECTIONS)))
FIRST = int(os.environ.get("ONWARD_FUZZ_SEED", "0"))
LONG = "ONWARD_FUZZ_HOOK" in os.environ
SCHOOL, COLLEGE = "8865411", "10004721"
"""Those that the dictionary's examples name: their files go all the way."""
OWNERS = {"school": SCHOOL, "college": COLLEGE, "authority": None}
TAKEN = 202
REFUSED = frozenset({400, 413, 415, 422})
PAGES_MAX = 200


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    county = make_county(Plan(people=40, seed=3), tmp_path_factory.mktemp("county"))
    with county.register.open("a", encoding="utf-8") as register:
        register.write(f"{SCHOOL},Invented School,,,academy,E07000110,,\n")
        register.write(f",Invented College,,{COLLEGE},further education,,,\n")
    return county


@pytest.fixture(scope="module")
async def running(stack: Stack, county: County) -> AsyncIterator[RunningServices]:
    async with services_on_shared_servers(stack, county) as running:
        yield running


class Portal:
    """Delivers files, and counts what was answered."""

    def __init__(self, running: RunningServices) -> None:
        self._session, self._url = HttpSession(), running.url("ingest")
        addresses = Addresses(running.paths.addresses, running.addresses)
        self._secrets = {who: hook_secret(addresses, sender=who) for who in (PORTAL, AUTHORITY)}
        self.answers: Counter[int] = Counter()
        self.taken: list[str] = []

    def deliver(self, file: HostileFile, name: str) -> None:
        """Deliver a file as whoever sends such a return."""
        owner = OWNERS[COLLECTIONS[file.collection].sender]
        upload = Upload(name, file.content, establishment=owner, comment=None)
        answer = send(self._session, self._url, self._secrets[PORTAL if owner else AUTHORITY], upload)
        self.answers[answer.status] += 1
        assert answer.status == TAKEN or answer.status in REFUSED, f"seed {file.seed}, {name!r}: {answer.status}"
        if answer.status == TAKEN:
            self.taken.append(str(answer.json()["submission_id"]))


def hostile_name(file: HostileFile) -> str:
    """Return a name that no other file has, of every eighth with a text in it that some software mistakes."""
    random = Random(file.seed)
    name = f"s{file.seed} {file.name}"
    return f"{random.choice(NAUGHTY)} {name}" if random.randrange(8) == 0 else name


def pids_of(running: RunningServices) -> dict[str, list[int]]:
    return {service: [int(one["pid"]) for one in running.replicas(service)] for service in SERVICES}


async def test_every_delivery_is_answered_settled_and_shown(running: RunningServices) -> None:
    portal, before, began = Portal(running), pids_of(running), time.monotonic()
    for seed in range(FIRST, FIRST + FILES):
        file = hostile_file(seed)
        await asyncio.to_thread(portal.deliver, file, hostile_name(file))
    for code in COLLECTIONS if LONG else ():
        for suffix in ("xlsx", "ods", "csv"):
            naughty = naughty_file(code, suffix)
            await asyncio.to_thread(portal.deliver, naughty, naughty.name)
    await wait_until_quiet(running.admin_url, portal.taken, timeout_s=600 if LONG else 120)
    seconds = time.monotonic() - began
    print(f"{sum(portal.answers.values())} deliveries in {seconds:.0f} s, by status: {dict(portal.answers)}")
    assert pids_of(running) == before
    assert all(Path(f"/proc/{pid}").exists() for pids in before.values() for pid in pids), "a service has died"
    assert await conservation_failures(running.admin_url) == []
    assert await dead_letters(running.admin_url) == {}
    assert await shown(running, portal.taken[:PAGES_MAX]) == {200: min(len(portal.taken), PAGES_MAX)}
    failed = {service: _errors_in(running.log(service)) for service in SERVICES}
    assert not any(failed.values()), failed


async def shown(running: RunningServices, submissions: list[str]) -> Counter[int]:
    """Open the page of each submission; return how often which status was answered."""
    account = NewAccount("reviewer", "correct horse battery", Role.REVIEWER, None)
    await ensure_accounts(running.admin_url, [account])
    session, address = HttpSession(), running.url("reporting")
    signed = Account(account.name, account.password, str(account.role))
    await asyncio.to_thread(session.sign_in, address, signed)
    pages = [await asyncio.to_thread(session.get, f"{address}/submissions/{one}") for one in submissions]
    return Counter(page.status for page in pages)


def _errors_in(log: Path) -> list[str]:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line[:300] for line in lines if '"level": "error"' in line or '"level":"error"' in line][:3]
