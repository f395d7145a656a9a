"""Contradictions between returns: the same in any order, once each, and computing everybody anew changes none.

Run over reporting's port in memory, which tests/integration/reporting holds to the one on PostgreSQL.
"""

import asyncio
from datetime import date
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.support.reporting import MemoryOffice, runs
from tests.support.returns import Line, Return, at, person_id, roll

NOW = at("2026-10-05 09:00")
SCHOOLS = ("8860001", "8860002")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""A county of events takes minutes to make smaller, and shows what is wrong as it is."""
NUMBERS = st.integers(1, 8)
FATES = st.sampled_from(["matched"] * 6 + ["refused", "awaiting"])
LISTED = st.builds(
    Line,
    number=NUMBERS,
    fate=FATES,
    status=st.sampled_from([None, None, None, "G"]),
    started_on=st.sampled_from([date(2026, 9, 7), date(2026, 9, 28)]),
)
LEFT = st.builds(Line, number=NUMBERS, fate=FATES, left_on=st.sampled_from([date(2026, 9, 11), date(2026, 9, 25)]))
JOINED = st.builds(
    Line, number=NUMBERS, facts=st.just({"started_on": "2026-09-29", "level": "3"}), fate=st.just("matched")
)
ON_ROLL = st.builds(Line, number=NUMBERS, school=st.sampled_from([*SCHOOLS, None]))


def _once(lines: st.SearchStrategy[Line]) -> st.SearchStrategy[list[Line]]:
    return st.lists(lines, max_size=8, unique_by=lambda line: line.number)


@st.composite
def counties(draw: st.DrawFn) -> list[Return]:
    """A roll or two, and lists, leavers and joiners of two schools, some of which take the place of others."""
    returns = []
    for number in range(draw(st.integers(2, 7))):
        kind = draw(st.sampled_from(["ROLL", "S_ENR", "S_ENR", "S_LEAVE", "S_LEAVE", "S_JOIN"]))
        received_at = at(f"2026-{draw(st.sampled_from(['09-10', '09-18', '09-26', '10-02']))} 1{number}:00")
        name, size = f"return {number}", draw(st.integers(1, 5))
        if kind == "ROLL":
            returns.append(roll(name, draw(_once(ON_ROLL)), received_at, part_size=size))
            continue
        lines = draw(_once({"S_ENR": LISTED, "S_LEAVE": LEFT, "S_JOIN": JOINED}[kind]))
        period = "2026-27" if kind == "S_ENR" else "2026-09"
        returns.append(Return(name, lines, received_at, kind, draw(st.sampled_from(SCHOOLS)), period, size))
    return returns


async def took_in(returns: list[Return], chance: Random | None = None) -> MemoryOffice:
    """Deliver the events, with background work now and then in between."""
    events = [event for each in returns for event in each.events]
    if chance is not None:
        events += chance.sample(events, len(events) // 2)
        chance.shuffle(events)
    office = MemoryOffice(NOW)
    for run in runs(events, chance):
        await office.hear(run)
        if chance is not None and chance.random() < 0.3:
            await office.settle()
        if chance is not None and chance.random() < 0.3:
            await office.recompute()
        if chance is not None and chance.random() < 0.2:
            await office.compare()
    await office.take_in()
    return office


async def held(office: MemoryOffice) -> set[object]:
    return {one for one, holds in (await office.contradictions()).items() if holds}


async def missed(office: MemoryOffice) -> set[object]:
    """Return what is not as it is found once everybody is computed anew."""
    before = await held(office)
    office.tables.stale = {*office.tables.people, *map(person_id, range(1, 9))}
    await office.recompute()
    return before ^ await held(office)


@given(counties(), st.randoms(use_true_random=False))
@settings(max_examples=60, phases=PHASES)
def test_any_order_and_any_repetition_end_in_the_same(returns: list[Return], chance: Random) -> None:
    async def check() -> None:
        calm, stormy = await took_in(returns), await took_in(returns, chance)
        assert await held(calm) == await held(stormy)
        assert await missed(calm) == await missed(stormy) == set()

    asyncio.run(check())


@given(counties(), st.randoms(use_true_random=False))
@settings(max_examples=60, phases=PHASES)
def test_what_is_undone_or_approved_again_leaves_nothing_behind(returns: list[Return], chance: Random) -> None:
    async def check() -> None:
        office = await took_in(returns, chance)
        before = await held(office)
        each = chance.choice(returns)
        generations = {one.heading.submission_id: one for one in office.tables.generations.values()}
        if each.submission_id not in generations or generations[each.submission_id].state != "accepted":
            return
        generation_id = generations[each.submission_id].id
        await office.decide(generation_id, "undo")
        assert await missed(office) == set()
        await office.decide(generation_id, "approve")
        assert await held(office) == before

    asyncio.run(check())
