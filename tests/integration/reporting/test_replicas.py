"""Several replicas at once: everybody is computed once, no version is skipped or written twice."""

import asyncio
from datetime import timedelta
from random import Random

import pytest

from services.reporting.usecases.contradictions.compare_lists import CompareLists
from services.reporting.usecases.recompute_stale import RecomputeStale
from services.reporting.usecases.settle_returns import SettleReturns
from shared.persistence.pool import Pool
from tests.integration.reporting.test_delivery import chains_are_unbroken
from tests.support.claims import school
from tests.support.reporting import Office, runs
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

PEOPLE = range(1, 201)


async def work(office: Office) -> int:
    """One replica's background work until nothing is left that it can take."""
    settle = SettleReturns(office.begin, office.clock)
    recompute = RecomputeStale(office.begin, office.clock, school, batch_max=7)
    compare = CompareLists(office.begin)
    computed = 0
    while (settled := await settle()) or (step := await recompute()) or await compare():
        computed += 0 if settled else step
    return computed


async def test_four_replicas_share_the_work(office: Office) -> None:
    await office.hear(roll("roll", [Line(number) for number in PEOPLE], at("2026-09-10 08:00"), part_size=50).events)
    await office.settle()
    computed = await asyncio.gather(*(work(office) for _ in range(4)))
    assert sum(computed) == len(PEOPLE)
    assert await office.pool.fetchval("SELECT count(*) FROM people WHERE version = 1") == len(PEOPLE)
    await chains_are_unbroken(office)


async def test_replicas_settle_and_recompute_while_more_returns_come_in(office: Office, pool: Pool) -> None:
    await office.take_in(roll("roll", [Line(number) for number in PEOPLE], at("2026-09-10 08:00"), part_size=50))
    returns = [
        Return(
            f"school {school_number} try {attempt}",
            [Line(n, attendance="PT" if attempt % 2 else "FT") for n in PEOPLE[school_number * 40 :][:60]],
            at(f"2026-09-{11 + attempt} 10:00"),
            establishment=f"886000{school_number}",
            part_size=20,
        )
        for attempt in range(4)
        for school_number in range(1, 4)
    ]

    async def hear(each: Return) -> None:
        await office.hear(each.events)
        await work(office)

    await asyncio.gather(*(hear(each) for each in returns))
    await work(office)
    assert await pool.fetchval("SELECT count(*) FROM stale_people") == 0
    await chains_are_unbroken(office)
    states, contradictions = await office.statuses(), await office.contradictions()
    assert {code for (_, code, _), holds in contradictions.items() if holds} == {"P001", "P003"}
    again = Office(pool, office.clock.now())
    await pool.execute("INSERT INTO stale_people (person_id) SELECT person_id FROM people")
    assert await again.recompute() == len(PEOPLE)
    assert await again.statuses() == states
    assert await again.contradictions() == contradictions
    assert again.published_events == []


async def test_runs_about_the_same_returns_never_wait_for_each_other_in_a_circle(office: Office) -> None:
    returns = [
        Return(
            f"school {n}", [Line(n * 10 + k) for k in range(9)], at("2026-09-18 10:00"), establishment=f"88600{n:02d}"
        )
        for n in range(1, 9)
    ]
    chance = Random(3)

    async def hear_its_share(replica: int) -> None:
        share = [event for each in returns for event in each.events[replica::4]]
        chance.shuffle(share)
        for run in runs(share, chance):
            await office.hear(run)

    await asyncio.gather(*(hear_its_share(replica) for replica in range(4)))
    await work(office)
    assert await office.pool.fetchval("SELECT count(*) FROM people") == 72
    assert {state for state, _ in (await office.states()).values()} == {"accepted"}


async def test_several_replicas_tick_one_day_once(office: Office) -> None:
    await office.take_in(Return("school", [Line(number) for number in range(1, 11)], at("2026-09-18 10:00")))
    office.clock.advance(timedelta(days=331))
    marked = await asyncio.gather(*(office.tick() for _ in range(4)))
    assert sorted(count for count in marked if count is not None) == [10]
    await asyncio.gather(*(work(office) for _ in range(4)))
    assert await office.status(person_id(1)) == ("not known", "210", True)
    await chains_are_unbroken(office)
