"""Contradictions between returns on a real database: opened once, closed by what corrects them, opened again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from itertools import permutations
from random import Random
from typing import Any

import pytest

from services.reporting.domain.returns.generations import Decision
from services.reporting.usecases.contradictions.compare_lists import CompareLists
from services.reporting.usecases.ports import ReportingTables
from services.reporting.usecases.recompute_stale import RecomputeStale
from shared.contracts.events import Event
from shared.outbox.unit_of_work import UnitOfWork
from shared.persistence.pool import Pool
from tests.integration.reporting.conftest import empty
from tests.support.claims import school
from tests.support.reporting import MemoryOffice, Office, ReportingUnderTest, runs
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

NOW = at("2026-10-05 09:00")
LEFT = date(2026, 9, 25)
A, B = "8860001", "8860002"
ROLL = roll("roll", [Line(number, school=A) for number in range(1, 31)], at("2026-09-10 08:00"), part_size=30)


def listed(name: str, received_at: str, *lines: Line, establishment: str = A, **changes: Any) -> Return:
    return Return(name, lines, at(received_at), establishment=establishment, part_size=30, **changes)


def leavers(name: str, received_at: str, *numbers: int, establishment: str = A) -> Return:
    lines = [Line(number, left_on=LEFT) for number in numbers]
    return Return(name, lines, at(received_at), "S_LEAVE", establishment, "2026-09", 30)


def joiner(number: int, started_on: str) -> Line:
    return Line(number, facts={"started_on": started_on, "level": "3"})


def lines(*numbers: int) -> list[Line]:
    return [Line(number) for number in numbers]


EVERYBODY = tuple(range(1, 31))


async def held(office: ReportingUnderTest, *codes: str) -> list[tuple[str, tuple[str, ...], int]]:
    """Return what holds, by code, establishments and number of the person; of these codes alone where any are given."""
    numbers = {person_id(number): number for number in range(1, 60)}
    return sorted(
        (code, establishments, numbers[who])
        for (who, code, establishments), holds in (await office.contradictions()).items()
        if holds and (not codes or code in codes)
    )


async def test_two_establishments_see_one_contradiction_until_one_of_them_takes_its_line_out(office: Office) -> None:
    both = listed("both", "2026-09-20 10:00", *lines(1, 2), establishment=B)
    await office.take_in(ROLL, listed("all", "2026-09-18 10:00", *lines(*EVERYBODY)), both)
    assert await held(office) == [("P001", (A, B), 1), ("P001", (A, B), 2)]
    (row,) = await office.pool.fetch("SELECT * FROM contradictions WHERE person_id = $1", person_id(1))
    assert (row["opened_at"], row["closed_at"]) == (NOW, None)
    office.clock.advance(timedelta(hours=1))
    await office.take_in(listed("without", "2026-09-22 10:00", Line(2), establishment=B))
    assert await held(office) == [("P001", (A, B), 2)]
    (closed,) = await office.pool.fetch("SELECT * FROM contradictions WHERE person_id = $1", person_id(1))
    assert (closed["contradiction_id"], closed["closed_at"]) == (row["contradiction_id"], NOW + timedelta(hours=1))
    office.clock.advance(timedelta(hours=1))
    await office.take_in(listed("again", "2026-09-23 10:00", *lines(1, 2), establishment=B))
    (again,) = await office.pool.fetch("SELECT * FROM contradictions WHERE person_id = $1", person_id(1))
    assert (again["contradiction_id"], again["closed_at"]) == (row["contradiction_id"], None)
    assert again["opened_at"] == NOW + timedelta(hours=2)


async def test_whoever_is_listed_and_has_left_is_asked_about_until_the_list_leaves_them_out(office: Office) -> None:
    everybody = listed("all", "2026-10-01 10:00", *lines(*EVERYBODY))
    await office.take_in(ROLL, everybody, leavers("leavers", "2026-09-30 10:00", 1, 2))
    assert await held(office) == [("P002", (A,), 1), ("P002", (A,), 2)]
    await office.take_in(listed("corrected", "2026-10-02 10:00", *lines(*EVERYBODY[1:])))
    assert await held(office) == [("P002", (A,), 2)]
    joined = listed("joiners", "2026-10-03 10:00", joiner(2, "2026-09-29"), collection="S_JOIN", period="2026-09")
    await office.take_in(joined)
    assert await held(office) == []
    await office.decide(await office.generation_of(joined.submission_id), "undo")
    assert await held(office) == [("P002", (A,), 2)]


async def test_whoever_is_listed_from_after_they_left_is_asked_about(office: Office) -> None:
    back = Line(1, started_on=date(2026, 9, 28))
    everybody = listed("all", "2026-10-01 10:00", back, *lines(*EVERYBODY[1:]))
    await office.take_in(ROLL, everybody, leavers("leavers", "2026-09-30 10:00", 1))
    assert await held(office) == [("P011", (A,), 1)]


async def test_a_school_is_asked_about_whom_it_leaves_out_and_nobody_else_knows(office: Office) -> None:
    await office.take_in(ROLL)
    assert await held(office) == []
    first = listed("all", "2026-09-18 10:00", *lines(*EVERYBODY[4:]))
    await office.take_in(first)
    assert await held(office) == [("P003", (A,), number) for number in (1, 2, 3, 4)]
    assert await office.status(person_id(1)) == ("not known", "810", False)
    await office.take_in(
        listed("college", "2026-09-30 10:00", Line(1), establishment="10004340", collection="C_ENR"),
        leavers("leavers", "2026-09-30 10:00", 2),
        listed("joiners", "2026-10-03 10:00", joiner(3, "2026-09-29"), collection="S_JOIN", period="2026-09"),
    )
    assert await held(office) == [("P003", (A,), 4)]
    await office.decide(await office.generation_of(first.submission_id), "undo")
    assert await held(office) == []
    await office.decide(await office.generation_of(first.submission_id), "approve")
    assert await held(office) == [("P003", (A,), 4)]


async def test_a_row_that_waits_to_be_put_right_is_no_silence(office: Office) -> None:
    refused, awaiting = Line(1, fate="refused"), Line(2, fate="awaiting")
    await office.take_in(ROLL, listed("all", "2026-09-18 10:00", refused, awaiting, *lines(*EVERYBODY[3:])))
    assert await held(office) == [("P003", (A,), 3)]
    await office.take_in(listed("without", "2026-09-20 10:00", Line(3, fate="refused"), *lines(*EVERYBODY[3:])))
    assert await held(office) == [("P003", (A,), 1), ("P003", (A,), 2)]


async def test_the_comparison_waits_for_whoever_is_being_computed(office: Office) -> None:
    """A batch in flight began before the list counted, and its person has no row yet that could be found."""
    silent = min(EVERYBODY, key=person_id)
    await office.hear(ROLL.events)
    await office.settle()
    computed, gate = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def held_open(use_case: object, events: Sequence[Event] = ()) -> AsyncIterator[UnitOfWork[ReportingTables]]:
        async with office.begin(use_case, events) as work:
            yield work
            computed.set()
            await gate.wait()

    slow = asyncio.create_task(RecomputeStale(held_open, office.clock, school, batch_max=1)())
    await computed.wait()
    others = [number for number in EVERYBODY if number != silent]
    await office.hear(listed("all", "2026-09-18 10:00", *lines(*others)).events)
    await office.settle()
    comparing = asyncio.create_task(CompareLists(office.begin)())
    while not comparing.done() and not await office.pool.fetchval(_WAITING):
        await asyncio.sleep(0.01)
    gate.set()
    assert await slow == 1
    await comparing
    await office.recompute()
    assert await held(office) == [("P003", (A,), silent)]


_WAITING = """
SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'stale_people'::regclass AND mode = 'ShareRowExclusiveLock'
               AND NOT granted)
"""


async def test_a_leaver_whom_the_school_never_listed_is_asked_about(office: Office) -> None:
    strangers = leavers("leavers", "2026-09-30 10:00", 1, 40, 41, 42)
    waits = [Line(41, fate="refused"), *lines(*EVERYBODY)]
    await office.take_in(ROLL, listed("all", "2026-09-18 10:00", *waits), strangers)
    assert await held(office, "P010") == [("P010", (A,), 40), ("P010", (A,), 42)]
    await office.take_in(
        listed("last year", "2025-09-18 10:00", Line(40, started_on=date(2025, 9, 3)), period="2025-26"),
        roll("roll again", [*ROLL.lines, Line(42, school=A)], at("2026-10-01 08:00")),
    )
    assert await held(office, "P010") == []


async def test_what_was_listed_before_counts_for_as_long_as_it_is_not_undone(office: Office) -> None:
    """The list of the first file had the leaver; that of the second, which counts, no longer does."""
    first = listed("first", "2026-09-18 10:00", Line(40, fate="new"), *lines(*EVERYBODY))
    second = listed("second", "2026-09-28 10:00", *lines(*EVERYBODY))
    await office.take_in(second, leavers("leavers", "2026-09-30 10:00", 40))
    assert await held(office, "P010") == [("P010", (A,), 40)]
    await office.take_in(ROLL, first)
    assert await held(office, "P010") == []
    await office.decide(await office.generation_of(first.submission_id), "undo")
    assert await held(office, "P010") == [("P010", (A,), 40)]


async def test_all_that_is_about_a_year_is_over_with_it(office: Office) -> None:
    await office.take_in(
        ROLL,
        listed("all", "2026-10-01 10:00", *lines(*EVERYBODY[1:])),
        leavers("leavers", "2026-09-30 10:00", 2, 40),
    )
    assert {code for code, _, _ in await held(office)} == {"P002", "P003", "P010"}
    office.clock.advance(at("2027-08-31 06:00") - office.clock.now())
    await day(office)
    assert {code for code, _, _ in await held(office)} >= {"P003", "P010"}
    office.clock.advance(timedelta(days=1))
    await day(office)
    assert await held(office) == []


async def test_a_day_that_a_replica_has_begun_has_nobody_compared_again(office: Office) -> None:
    await office.take_in(ROLL, listed("all", "2026-10-01 10:00", *lines(*EVERYBODY[1:])))
    await day(office)
    assert await office.tick() is None
    assert await CompareLists(office.begin)() == 0
    assert await office.pool.fetchval("SELECT count(*) FROM establishments_to_compare") == 0


async def test_a_list_of_the_year_to_come_asks_from_the_first_day_of_that_year(office: Office) -> None:
    ahead = [Line(number, started_on=date(2027, 9, 6), ends_on=date(2028, 7, 9)) for number in EVERYBODY[2:]]
    await office.take_in(ROLL)
    office.clock.advance(at("2027-08-27 06:00") - office.clock.now())
    await office.take_in(listed("ahead", "2027-08-26 10:00", *ahead, period="2027-28"))
    assert await held(office) == []
    office.clock.advance(timedelta(days=5))
    await day(office)
    assert await held(office) == [("P003", (A,), 1), ("P003", (A,), 2)]


async def day(office: ReportingUnderTest) -> None:
    await office.tick()
    await office.recompute()
    await office.compare()


FIRST = listed(
    "first",
    "2026-10-01 10:00",
    *(Line(1), Line(2), Line(3, started_on=date(2026, 9, 28)), Line(4), Line(5, fate="refused")),
    *(Line(20, fate="awaiting"), Line(41, fate="refused")),
)
SECOND = listed("second", "2026-10-02 10:00", *FIRST.lines[:4], Line(6))
STORY: Sequence[Return] = (
    roll("some", [Line(number, school=A) for number in (*range(1, 9), 20)], at("2026-09-10 08:00"), part_size=30),
    FIRST,
    SECOND,
    listed("elsewhere", "2026-09-20 10:00", *lines(1, 7), establishment=B),
    leavers("leavers", "2026-09-30 10:00", 2, 3, 40, 41),
)
ENDS = [
    *(("P001", (A, B), 1), ("P002", (A,), 2)),
    *(("P003", (A,), 5), ("P003", (A,), 8), ("P003", (A,), 20), ("P010", (A,), 40), ("P011", (A,), 3)),
]


async def test_any_order_and_any_repetition_end_in_the_same_contradictions(pool: Pool) -> None:
    """Person 41 stands on a row of the first file that waits; the second, which counts, lacks those that wait."""
    orders = list(permutations(range(len(STORY))))
    chance = Random(5)
    for order in chance.sample(orders, 12):
        await empty(pool)
        real, fake = Office(pool, NOW), MemoryOffice(NOW)
        for place in (*order, chance.choice(order)):
            for office in (real, fake):
                for run in runs(STORY[place].events, Random(place)):
                    await office.hear(run)
                await office.settle()
                await office.recompute()
                await office.compare()
        assert await held(real) == ENDS
        assert await held(fake) == ENDS
        assert len(await real.contradictions()) == len(await pool.fetch("SELECT 1 FROM contradictions"))


@pytest.mark.parametrize("which", range(1, len(STORY)))
async def test_what_is_undone_takes_its_contradictions_along_and_brings_them_back(office: Office, which: int) -> None:
    await office.take_in(*(each for place, each in enumerate(STORY) if place != which))
    without = await held(office)
    await office.take_in(STORY[which])
    assert await held(office) == ENDS
    decisions: list[tuple[Decision, Any]] = [("undo", without), ("approve", ENDS)]
    for decision, expected in decisions:
        await office.decide(await office.generation_of(STORY[which].submission_id), decision)
        assert await held(office) == expected
