"""Any order and any duplication of deliveries ends in the same statuses; versions form unbroken chains."""

import random
from collections.abc import Sequence
from datetime import date

import pytest

from shared.contracts.events import Event
from shared.persistence.pool import Pool
from tests.integration.reporting.conftest import empty
from tests.support.reporting import Office, runs
from tests.support.returns import Line, Return, at, roll

pytestmark = pytest.mark.stack

NOW = at("2026-10-05 09:00")
RETURNS = [
    roll("roll a", [Line(number) for number in range(1, 31)], at("2026-09-10 08:00"), part_size=7),
    roll(
        "roll b",
        [Line(number, left_on=date(2026, 9, 30) if number == 3 else None) for number in range(1, 33)],
        at("2026-09-20 08:00"),
        part_size=7,
    ),
    Return("school one, first", [Line(number) for number in range(1, 13)], at("2026-09-18 10:00")),
    Return(
        "school one, corrected",
        [Line(number, attendance="PT" if number == 5 else "FT") for number in range(1, 12)]
        + [Line(12, fate="refused"), Line(40, fate="new"), Line(13, fate="awaiting")],
        at("2026-09-25 10:00"),
        issues=1,
    ),
    Return(
        "school two",
        [Line(number, attendance="PT") for number in range(8, 20)] + [Line(8, fate="set_aside", level="2")],
        at("2026-09-22 10:00"),
        establishment="8860002",
    ),
]


async def calm(office: Office) -> tuple[object, object]:
    await office.take_in(*RETURNS)
    return await office.statuses(), await office.states()


@pytest.mark.parametrize("seed", range(8))
async def test_shuffled_and_duplicated_deliveries_end_the_same(office: Office, pool: Pool, seed: int) -> None:
    expected = await calm(office)
    await empty(pool)
    again = Office(pool, NOW)
    chance = random.Random(seed)
    events: list[Event] = [event for each in RETURNS for event in each.events]
    events += chance.sample(events, len(events) // 3)
    chance.shuffle(events)
    await deliver(again, events, chance)
    assert (await again.statuses(), await again.states()) == expected
    await chains_are_unbroken(again)


async def deliver(office: Office, events: Sequence[Event], chance: random.Random) -> None:
    """Deliver a few at a time, handled by type; now and then the background work gets its turn in between."""
    for run in runs(events, chance):
        await office.hear(run)
        if chance.random() < 0.2:
            await office.settle()
        if chance.random() < 0.2:
            await office.recompute()
    await office.take_in()


async def chains_are_unbroken(office: Office) -> None:
    """Versions of each person run from 1 without a gap, in the history and in what was said; the last is current."""
    said: dict[object, list[int]] = {}
    for change in office.changes:
        said.setdefault(change.person_id, []).append(change.version)
    rows = await office.pool.fetch(
        "SELECT person_id, array_agg(version ORDER BY version) AS versions FROM status_history GROUP BY person_id"
    )
    kept = {row["person_id"]: row["versions"] for row in rows}
    assert said == kept
    assert all(versions == list(range(1, len(versions) + 1)) for versions in kept.values())
    current = await office.pool.fetch("SELECT person_id, version FROM people")
    assert {row["person_id"]: row["version"] for row in current} == {p: max(v) for p, v in kept.items()}
    assert len({change.event_id for change in office.changes}) == len(office.changes)


async def test_an_unfinished_return_changes_nothing(office: Office) -> None:
    first, corrected = RETURNS[2], RETURNS[3]
    await office.take_in(first)
    before = await office.statuses()
    for event in corrected.events[:-1]:
        await office.hear([event])
        await office.settle()
        assert await office.recompute() == 0
    assert await office.statuses() == before


async def test_what_is_published_equals_what_is_stored(office: Office) -> None:
    await office.take_in(*RETURNS)
    newest = {change.person_id: change for change in office.changes}
    rows = await office.pool.fetch("SELECT person_id, version, status_group, lapsed FROM people")
    assert {row["person_id"]: tuple(row)[1:] for row in rows} == {
        person: (change.version, change.group, change.lapsed) for person, change in newest.items()
    }
