"""kill -9 of each service at random instants, broker and database restarted: the same final state as in calm."""

import os
from collections.abc import AsyncIterator

import pytest

from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from shared.service_names import SERVICES
from tests.chaos.storm import Log, Weather, stormy_run
from tests.support.final_state import FinalState, broken_chains, conservation_failures, dead_letters, differences
from tests.support.flow import send_county
from tests.support.public_topic import read_status_changes
from tests.support.services import RunningServices, own_services

pytestmark = pytest.mark.stack

STORMS = {
    "short": (Plan(people=3_300, seed=41), Weather(seed=8, kills=10)),
    "long": (Plan(people=13_200, seed=40), Weather(seed=7, kills=44)),
    "replicas": (Plan(people=3_300, seed=41), Weather(seed=9, kills=12, replicas=3)),
}
PLAN, WEATHER = STORMS[os.environ.get("ONWARD_CHAOS") or "short"]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(PLAN, tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def calm(county: County) -> FinalState:
    async with own_services(county) as running:
        return await send_county(running, county)


@pytest.fixture(scope="module")
async def storm(county: County, calm: FinalState) -> AsyncIterator[tuple[RunningServices, FinalState, Log]]:
    async with own_services(county) as running:
        final, log = await stormy_run(running, county, WEATHER)
        yield running, final, log


def test_the_storm_was_one(storm: tuple[RunningServices, FinalState, Log], county: County) -> None:
    _, _, log = storm
    assert sum(log.kills.values()) == WEATHER.kills
    assert set(log.kills) == set(SERVICES)
    assert log.restarts == ["kafka", "postgres"]
    assert len(set(log.submissions)) == len(county.uploads)


def test_the_final_state_is_that_of_the_calm_run(
    storm: tuple[RunningServices, FinalState, Log], calm: FinalState, county: County
) -> None:
    _, final, _ = storm
    assert len(calm.person_of) + len(calm.unsettled) == sum(upload.rows for upload in county.uploads)
    assert differences(calm, final) == []


async def test_no_row_is_lost(storm: tuple[RunningServices, FinalState, Log]) -> None:
    running, _, _ = storm
    assert await conservation_failures(running.admin_url) == []


async def test_the_versions_of_every_person_are_an_unbroken_chain(
    storm: tuple[RunningServices, FinalState, Log],
) -> None:
    running, _, _ = storm
    assert await broken_chains(running.admin_url) == []


async def test_the_public_topic_ends_where_the_ledger_does(storm: tuple[RunningServices, FinalState, Log]) -> None:
    running, _, _ = storm
    told = await read_status_changes(running.bootstrap_servers, running.topic_prefix)
    assert told.conflicting_ids == []
    assert told.newest == await told.newest_in_the_ledger(running.admin_url)


async def test_no_message_was_set_aside_as_hopeless(storm: tuple[RunningServices, FinalState, Log]) -> None:
    running, _, _ = storm
    assert await dead_letters(running.admin_url) == {}
