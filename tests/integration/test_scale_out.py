"""However many replicas judge and match, people and statuses are the same; replicas may come and go under load."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from tests.support.final_state import (
    FinalState,
    broken_chains,
    conservation_failures,
    differences,
    read_final_state,
    wait_until_quiet,
)
from tests.support.flow import send, send_county
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack

pytestmark = pytest.mark.stack

SCALED = ("validation", "matching")
SETTLED_WITHIN_S = 150.0


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=2_600, seed=12), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def alone(stack: Stack, county: County) -> FinalState:
    async with services_on_shared_servers(stack, county) as running:
        return await send_county(running, county)


@pytest.fixture
async def running(stack: Stack, county: County) -> AsyncIterator[RunningServices]:
    async with services_on_shared_servers(stack, county) as running:
        yield running


@pytest.mark.parametrize("replicas", [2, 4])
async def test_more_replicas_find_the_same_people_and_statuses(
    running: RunningServices, county: County, alone: FinalState, replicas: int
) -> None:
    for service in SCALED:
        running.scale(service, replicas)
    together = await send_county(running, county)
    assert differences(alone, together) == []
    assert await _busy(running) == dict.fromkeys(SCALED, True)


async def test_replicas_that_come_and_go_under_load_lose_nothing(
    running: RunningServices, county: County, alone: FinalState
) -> None:
    submissions = await send(running, (county.roll,))
    await asyncio.to_thread(running.scale, "matching", 3)
    await wait_until_quiet(running.admin_url, submissions, timeout_s=SETTLED_WITHIN_S)
    half = len(county.returns) // 2
    submissions += await send(running, county.returns[:half])
    growing = asyncio.create_task(asyncio.to_thread(running.scale, "validation", 3))
    submissions += await send(running, county.returns[half:])
    await growing
    for service in SCALED:
        await asyncio.to_thread(running.scale, service, 1)
    await wait_until_quiet(running.admin_url, submissions, timeout_s=SETTLED_WITHIN_S)
    assert differences(alone, await read_final_state(running.admin_url)) == []
    assert await conservation_failures(running.admin_url) == []
    assert await broken_chains(running.admin_url) == []


async def _busy(running: RunningServices) -> dict[str, bool]:
    """Say of each scaled service whether more than one of its replicas had work."""
    from cli.http_session import HttpSession
    from cli.metrics_text import fetch_samples

    found = {}
    for service in SCALED:
        urls = [str(entry["url"]) for entry in running.replicas(service)]
        handled = [fetch_samples(HttpSession(), url).total("onward_events_handled_total") for url in urls]
        found[service] = sum(count > 0 for count in handled) > 1
    return found
