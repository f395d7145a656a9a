"""Whatever the order and however often events are delivered, the same statuses stand in the end.

Which return counts is decided by when it was received, never by when, or together with what, it was processed. Run over
reporting's port in memory, which tests/contract holds to the one on PostgreSQL.
"""

import asyncio
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.events import Event
from tests.support.reporting import MemoryOffice, runs
from tests.support.returns import Line, Return, at, roll

NOW = at("2026-10-05 09:00")
FATES = st.sampled_from(["matched"] * 6 + ["new", "refused", "awaiting", "set_aside"])
LINES = st.lists(
    st.builds(
        Line,
        number=st.integers(1, 12),
        fate=FATES,
        attendance=st.sampled_from(["FT", "PT"]),
        status=st.sampled_from([None, None, "G"]),
        ends_on=st.sampled_from([date(2026, 9, 30), date(2027, 7, 9)]),
        started_on=st.sampled_from([date(2026, 9, 7), date(2026, 9, 14), date(2026, 11, 2)]),
        left_on=st.sampled_from([None, None, None, date(2026, 10, 1)]),
    ),
    max_size=14,
)


@st.composite
def counties(draw: st.DrawFn) -> list[Return]:
    """A few rolls and school returns, some received at the same instant."""
    returns = []
    for number in range(draw(st.integers(1, 5))):
        received_at = at(f"2026-09-{draw(st.integers(10, 13))} 10:00")
        lines, size = draw(LINES), draw(st.integers(1, 5))
        if draw(st.integers(0, 3)) == 0:
            returns.append(roll(f"roll {number}", lines, received_at, part_size=size))
        else:
            school = draw(st.sampled_from(["8860001", "8860002"]))
            returns.append(Return(f"return {number}", lines, received_at, establishment=school, part_size=size))
    return returns


async def ended(events: list[Event], chance: Random | None = None) -> tuple[Any, Any]:
    """Deliver the events, with background work now and then in between; return statuses and verdicts."""
    office = MemoryOffice(NOW)
    for run in runs(events, chance):
        await office.hear(run)
        if chance is not None and chance.random() < 0.3:
            await office.settle()
        if chance is not None and chance.random() < 0.3:
            await office.recompute()
    await office.take_in()
    unbroken(office)
    return await office.statuses(), await office.states()


def unbroken(office: MemoryOffice) -> None:
    """Versions of each person were said as 1, 2, 3 … and the last one is the one that is kept."""
    said: dict[object, list[int]] = {}
    for change in office.changes:
        said.setdefault(change.person_id, []).append(change.version)
    assert all(versions == list(range(1, len(versions) + 1)) for versions in said.values())
    assert {person: len(versions) for person, versions in said.items()} == {
        row.person_id: row.version for row in office.tables.people.values()
    }


@given(counties(), st.randoms(use_true_random=False))
@settings(max_examples=120)
def test_any_order_and_any_repetition_end_the_same(returns: list[Return], chance: Random) -> None:
    events = [event for each in returns for event in each.events]
    calm = asyncio.run(ended(events))
    stormy = events + chance.sample(events, len(events) // 2)
    chance.shuffle(stormy)
    assert known(asyncio.run(ended(stormy, chance))) == known(calm)


def known(end: tuple[dict[Any, dict[str, Any]], Any]) -> tuple[dict[Any, dict[str, Any]], Any]:
    """Leave out people of whom nobody says anything any more.

    Whether such a row exists depends on whether an edition that listed the person ever counted on the way; on the
    public topic there is a tombstone either way.
    """
    statuses, verdicts = end
    return {person: row for person, row in statuses.items() if row["rule"] != "nothing_known"}, verdicts


@given(counties(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_b13_sending_what_counts_again_unchanged_changes_no_status(returns: list[Return], chance: Random) -> None:
    """Whatever schools say of each other's learners, and in whatever order they repeat it."""
    assert asyncio.run(_repeated(returns, chance)) == []


async def _repeated(returns: list[Return], chance: Random) -> list[object]:
    """Take in the returns, then those that count once more; return what the repetition said or altered."""
    whole = [each for each in returns if all(line.fate in ("matched", "new") for line in each.lines)]
    office = MemoryOffice(NOW)
    await office.take_in(*whole)
    before, said = await office.statuses(), len(office.changes)
    counting = {effective.generation_id for effective in office.tables.effective.values()}
    again = [each for each in whole if await office.generation_of(each.submission_id) in counting]
    chance.shuffle(again)
    for number, each in enumerate(again):
        name, received_at = f"{each.name} again {number}", at(f"2026-09-20 {10 + number}:00")
        await office.take_in(replace(each, name=name, received_at=received_at))
    now = await office.statuses()
    return [*office.changes[said:], *(who for who in now if now[who] != before[who])]
