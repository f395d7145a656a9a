"""kill -9 of each service at random instants, broker and database restarted: the same final state as in calm."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan, with_colleges
from shared.service_names import SERVICES
from tests.chaos.listeners import SETTINGS as LISTENER_SETTINGS
from tests.chaos.listeners import Listeners, ledger, listening
from tests.chaos.storm import Log, Weather, stormy_run
from tests.integration.kafka.conftest import eventually
from tests.support.final_state import FinalState, broken_chains, conservation_failures, dead_letters, differences
from tests.support.flow import send_county
from tests.support.public_topic import read_status_changes
from tests.support.services import RunningServices, own_services
from tests.support.webhook_receiver import out_of_order

pytestmark = pytest.mark.stack

MONTH = with_colleges(Plan(people=13_200, seed=40, leavers_share=0.03, joiners_share=0.012, offers=True))
"""What schools and colleges send from September to the first days of October."""
STORMS = {
    "short": (Plan(people=3_300, seed=41), Weather(seed=8, kills=10)),
    "long": (MONTH, Weather(seed=7, kills=100, frozen=True, disk_lost=True)),
    "replicas": (Plan(people=3_300, seed=41), Weather(seed=9, kills=12, replicas=3)),
}
HEARD_S = 120.0
"""How long both listeners may take to be told the rest."""
PLAN, WEATHER = STORMS[os.environ.get("ONWARD_CHAOS") or "short"]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(PLAN, tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def calm(county: County) -> FinalState:
    async with own_services(county) as running:
        return await send_county(running, county)


@dataclass(frozen=True, slots=True)
class Storm:
    """A storm that is over."""

    running: RunningServices
    final: FinalState
    log: Log
    listeners: Listeners


@pytest.fixture(scope="module")
async def storm(county: County, calm: FinalState, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Storm]:
    folder = tmp_path_factory.mktemp("listeners")
    async with own_services(county, settings=LISTENER_SETTINGS) as running, listening(running, folder, 3) as listeners:
        final, log = await stormy_run(running, county, WEATHER)
        await listeners.let_live()
        yield Storm(running, final, log, listeners)


def test_the_storm_was_one(storm: Storm, county: County) -> None:
    log = storm.log
    assert sum(log.kills.values()) == WEATHER.kills
    assert set(log.kills) == set(SERVICES)
    assert log.disasters == (
        ["frozen", "kafka", "disk lost", "postgres"] if WEATHER.disk_lost else ["kafka", "postgres"]
    )
    assert len(set(log.submissions)) == len(county.uploads)


def test_the_final_state_is_that_of_the_calm_run(storm: Storm, calm: FinalState, county: County) -> None:
    final = storm.final
    assert len(calm.person_of) + len(calm.unsettled) == sum(upload.rows for upload in county.uploads)
    assert differences(calm, final) == []


async def test_no_row_is_lost(storm: Storm) -> None:
    running = storm.running
    assert await conservation_failures(running.admin_url) == []


async def test_the_versions_of_every_person_are_an_unbroken_chain(storm: Storm) -> None:
    running = storm.running
    assert await broken_chains(running.admin_url) == []


async def test_the_public_topic_ends_where_the_ledger_does(storm: Storm) -> None:
    running = storm.running
    everybody, in_scope = await ledger(running)

    async def it_does() -> bool:
        told = await read_status_changes(running.kafka(), running.topic_prefix)
        assert told.conflicting_ids == []
        return told.current == in_scope and told.newest.items() <= everybody.items()

    await eventually(it_does, within_s=HEARD_S)


async def test_the_table_of_a_client_that_is_killed_too_is_the_ledger(storm: Storm) -> None:
    _, in_scope = await ledger(storm.running)
    await eventually(lambda: storm.listeners.table() == in_scope, within_s=HEARD_S)


async def test_a_webhook_tells_everybody_in_order_and_forgets_nobody(storm: Storm) -> None:
    everybody, _ = await ledger(storm.running)
    await eventually(lambda: storm.listeners.newest() == everybody, within_s=HEARD_S)
    assert out_of_order(storm.listeners.receiver.versions) == []
    assert storm.listeners.receiver.refused_signatures == 0


async def test_no_message_was_set_aside_as_hopeless(storm: Storm) -> None:
    running = storm.running
    assert await dead_letters(running.admin_url) == {}
