"""A damaged county goes through all services; rows and people are laid beside the known answers."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from deploy.demo.accuracy import Score, read_result, score
from deploy.demo.answers import read_people
from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from deploy.demo.progress_display import accuracy_lines
from tests.support.final_state import broken_chains, conservation_failures, dead_letters
from tests.support.flow import send_county
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(
        Plan(people=4_000, seed=11, leavers_share=0.06, contradictions=6), tmp_path_factory.mktemp("county")
    )


@pytest.fixture(scope="module")
async def running(stack: Stack, county: County) -> AsyncIterator[RunningServices]:
    async with services_on_shared_servers(stack, county) as running:
        await send_county(running, county)
        yield running


@pytest.fixture(scope="module")
async def scored(running: RunningServices, county: County) -> Score:
    return score(county, await read_result(running.admin_url, county))


def test_the_answers_are_the_known_ones(scored: Score, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("", *accuracy_lines(scored), sep="\n  ")
    assert scored.rows["false"] == 0
    assert scored.precision >= 0.999
    assert scored.settled >= 0.99
    assert scored.status_accuracy >= 0.998


def test_verdicts_on_rows_are_exactly_the_known_ones(scored: Score) -> None:
    assert scored.rows["refused, rightly"] > 10
    assert [scored.rows[fate] for fate in ("refused, wrongly", "accepted, wrongly", "lost")] == [0, 0, 0]


def test_every_contradiction_between_returns_is_found_once_and_none_is_invented(scored: Score) -> None:
    recall = scored.recall
    assert recall is not None
    assert set(recall.wanted) == {"P001", "P002", "P003", "P010", "P011"}
    assert (recall.wanted["P010"], recall.wanted["P011"]) == (6, 6)
    assert recall.complete, recall.line()


async def test_leavers_are_the_first_who_are_neet(running: RunningServices, county: County) -> None:
    found = (await read_result(running.admin_url, county)).statuses
    groups = Counter(group for group, _ in found.values())
    expected = Counter(answer.group for answer in read_people(county.people_answers))
    assert groups["neet"] == expected["neet"] > 0
    assert groups["employment"] == expected["employment"] > 0


async def test_every_row_of_every_file_is_accounted_for(running: RunningServices) -> None:
    assert await conservation_failures(running.admin_url) == []


async def test_every_person_has_an_unbroken_chain_of_versions(running: RunningServices) -> None:
    assert await broken_chains(running.admin_url) == []


async def test_no_message_was_hopeless(running: RunningServices) -> None:
    assert await dead_letters(running.admin_url) == {}
