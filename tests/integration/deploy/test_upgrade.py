"""An upgrade while files flow: the schema of the next release under services of this one, then both side by side.

ONWARD_UPGRADE_FROM names a checkout of the release before (`make upgrade-test REF=…` makes it): its services are then
the old ones, and the migrations are those of this release. Without it this release stands for both, and the next one's
migrations are made up, of the kinds that a release may have.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from deploy.jobs.migrate import Folder, migrate, migration_folders
from deploy.local.paths import CHECKOUT
from deploy.local.services import launch
from shared.service_names import SERVICES
from tests.integration.kafka.conftest import eventually
from tests.support import services
from tests.support.final_state import broken_chains, conservation_failures, dead_letters, wait_until_quiet
from tests.support.flow import send
from tests.support.pages import free_port
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack

pytestmark = pytest.mark.stack

BEFORE = os.environ.get("ONWARD_UPGRADE_FROM")
NEXT = {
    "ingest": "ALTER TABLE submissions ADD COLUMN next_note text;\nALTER TABLE inbox ADD COLUMN next_note text;\n",
    "validation": "CREATE TABLE next_things (id bigint PRIMARY KEY, words text NOT NULL DEFAULT '');\n",
    "matching": "ALTER TABLE people ADD COLUMN next_rank integer NOT NULL DEFAULT 0;\n"
    "ALTER TABLE links ADD COLUMN next_note text;\n",
    "reporting": "ALTER TABLE people ADD COLUMN next_mark boolean NOT NULL DEFAULT false;\n"
    "ALTER TABLE claims ADD COLUMN next_note text;\nALTER TABLE generations ADD COLUMN next_note text;\n",
}
"""Made up: columns and tables that the release before knows nothing of, in the tables that everything passes."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=600, seed=57), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def running(stack: Stack, county: County) -> AsyncIterator[RunningServices]:
    with pytest.MonkeyPatch.context() as patch:
        if BEFORE:
            patch.setattr(services, "CHECKOUT", Path(BEFORE).resolve())
        async with services_on_shared_servers(stack, county) as running:
            patch.undo()
            await wait_until_quiet(running.admin_url, await send(running, (county.roll,)))
            yield running


def next_migrations(folder: Path) -> list[Folder]:
    """Return the migrations of the release that comes: ours, or made-up ones."""
    if BEFORE:
        return migration_folders()
    for service, statements in NEXT.items():
        (folder / service).mkdir()
        (folder / service / "0099_next.sql").write_text(f"-- expand\n{statements}")
    return [Folder(service, service, folder / service) for service in NEXT]


@contextmanager
def new_replicas(running: RunningServices) -> Iterator[dict[str, str]]:
    """Run one replica of each service with the present code beside the old ones; yield their addresses."""
    content = running.addresses
    processes, urls = [], {}
    try:
        for service in SERVICES:
            port = free_port()
            own = launch.own_environment(content, service)
            environment = launch.environment(content["environment"], own, port)
            command = [sys.executable, "-m", f"services.{service}.main"]
            with (running.paths.logs / f"{service}-new.log").open("wb") as log:
                processes.append(subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log))
            urls[service] = f"http://127.0.0.1:{port}"
        yield urls
        assert [process.poll() for process in processes] == [None] * len(processes), "a new replica has stopped"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


async def test_files_flow_on_while_the_schema_and_the_services_are_upgraded(
    running: RunningServices, county: County, tmp_path: Path
) -> None:
    third = len(county.returns) // 3
    before = {service: running.replicas(service)[0]["pid"] for service in SERVICES}
    flowing = asyncio.create_task(send(running, county.returns[:third]))
    await migrate(running.admin_url, folders=next_migrations(tmp_path))
    submissions = await flowing
    with new_replicas(running) as urls:
        submissions += await send(running, county.returns[third : 2 * third])

        async def are_ready() -> bool:
            return all([await asyncio.to_thread(launch.ready, url) for url in urls.values()])

        await eventually(are_ready, within_s=90)
        submissions += await send(running, county.returns[2 * third :])
        await wait_until_quiet(running.admin_url, submissions)
        assert {service: running.replicas(service)[0]["pid"] for service in SERVICES} == before, "an old one crashed"
    assert await conservation_failures(running.admin_url) == []
    assert await broken_chains(running.admin_url) == []
    assert await dead_letters(running.admin_url) == {}


async def test_the_release_before_goes_on_when_the_new_one_is_taken_back(
    running: RunningServices, county: County
) -> None:
    connection = await asyncpg.connect(running.admin_url)
    try:
        known = await connection.fetchval("SELECT count(*) FROM ingest.submissions")
    finally:
        await connection.close()
    assert known == len(county.uploads)
    again = await send(running, county.returns[:1])
    await wait_until_quiet(running.admin_url, again)
    assert await dead_letters(running.admin_url) == {}
