"""Kafka's disk is lost: what was on its way is said again, and the public topic is given back from the ledger.

The consumer here is the one that docs/status-changes.md prints, as it stands there, with aiokafka and nothing else.
"""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from cli import tools
from cli.addresses import Addresses
from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from shared.contracts.topics import ROWS_EXTRACTED, STATUS_CHANGED
from tests.integration.kafka.conftest import eventually
from tests.support.consumer_properties import write_consumer_properties
from tests.support.final_state import wait_until_quiet
from tests.support.flow import send, send_county
from tests.support.offsets import ends_of
from tests.support.public_topic import read_status_changes
from tests.support.services import RunningServices, own_services
from tests.support.stack import CHECKOUT

pytestmark = pytest.mark.stack

PLAIN = "import sys; sys.modules['cramjam'] = None; sys.argv = sys.argv[1:]; exec(open(sys.argv[0]).read())"
"""Runs a program as if nothing but aiokafka had been installed."""
IN_SCOPE = "SELECT person_id::text, version FROM reporting.people WHERE status_group <> 'out of scope'"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=600, seed=33), tmp_path_factory.mktemp("county"))


@pytest.fixture
async def running(county: County) -> AsyncIterator[RunningServices]:
    async with own_services(county) as running:
        yield running


def read_as_the_page_says(running: RunningServices, folder: Path) -> dict[str, Any]:
    """Run the program of the page and return what it found."""
    (program,) = re.findall(r"```python\n(.*?)```", (CHECKOUT / "docs" / "status-changes.md").read_text(), re.DOTALL)
    script = folder / "consumer.py"
    script.write_text(program)
    properties = write_consumer_properties(running, folder)
    address = running.kafka_address
    assert address.outside != address.bootstrap_servers
    assert f"bootstrap.servers={address.outside}\n" in properties.read_text()
    arguments = [str(script), str(properties), STATUS_CHANGED.on(running.topic_prefix)]
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def fetch(running: RunningServices, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(running.admin_url)
    try:
        return [tuple(row) for row in await connection.fetch(statement, *arguments)]
    finally:
        await connection.close()


async def wait_until_it_is_noted_how_far_was_heard(running: RunningServices) -> None:
    """Wait for validation, which is to miss something: it notes every few seconds how far it has heard."""
    ends = await ends_of(running.kafka(), running.topic_prefix, ROWS_EXTRACTED)
    (topic,) = {place.topic for place in ends}

    wanted = {place.partition: end for place, end in ends.items() if end}
    noted: dict[int, int] = {}

    async def all_is_noted() -> bool:
        statement = 'SELECT "partition", next_offset FROM shared.consumer_positions WHERE topic = $1'
        noted.update(await fetch(running, statement, topic))
        return noted == wanted

    await eventually(all_is_noted, within_s=60, missing=lambda: f"noted {noted} of {wanted}")


async def wait_until_it_is_given_back(running: RunningServices, folder: Path) -> None:
    """Wait until the public topic says what the ledger says. Reporting does so by itself when it starts."""
    ledger: dict[str, int] = {}
    told: dict[str, int] = {}

    async def it_is_given_back() -> bool:
        read = await asyncio.to_thread(read_as_the_page_says, running, folder)
        told.clear()
        told.update({one: entry["version"] for one, entry in read.items()})
        ledger.clear()
        ledger.update(await fetch(running, IN_SCOPE))
        return told == ledger

    await eventually(
        it_is_given_back,
        within_s=90,
        missing=lambda: f"{len(ledger.items() - told.items())} of {len(ledger)} people are missing on the topic",
    )


async def lose_kafkas_disk(running: RunningServices, county: County) -> str:
    """Lose it while a file waits for validation, which dies with it unread; return the file's submission."""
    async with running.frozen("validation"):
        (submission,) = await send(running, (county.returns[-1],))

        async def was_read() -> bool:
            state = await fetch(running, "SELECT state FROM ingest.submissions WHERE id = $1", submission)
            return state == [("extracted",)]

        await eventually(was_read, within_s=60)
        running.kill("kafka")
        running.kill("validation")
    await asyncio.to_thread(running.lose_kafkas_disk)
    return submission


async def test_after_kafkas_disk_was_lost_nothing_is_missing_and_the_topic_says_what_the_ledger_says(
    running: RunningServices, county: County, tmp_path: Path
) -> None:
    await send_county(running, County(county.folder, county.uploads[:-1]))
    before = read_as_the_page_says(running, tmp_path)
    assert {one: told["version"] for one, told in before.items()} == dict(await fetch(running, IN_SCOPE))
    await wait_until_it_is_noted_how_far_was_heard(running)

    submission = await lose_kafkas_disk(running, county)
    await wait_until_quiet(running.admin_url, [submission])

    await wait_until_it_is_given_back(running, tmp_path)

    said = await asyncio.to_thread(
        tools.run, Addresses(running.paths.addresses, running.addresses), "reporting", "republish"
    )
    ledger = dict(await fetch(running, IN_SCOPE))
    assert f"{len(ledger)} statuses" in said
    after = read_as_the_page_says(running, tmp_path)
    assert {one: told["version"] for one, told in after.items()} == ledger
    same = before.keys() & {one for one in after if after[one]["version"] == before.get(one, {}).get("version")}
    assert same
    assert all(after[one] == before[one] for one in same)
    told = await read_status_changes(running.kafka(), running.topic_prefix)
    assert told.conflicting_ids == []
