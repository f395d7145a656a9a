"""The background work: several hands while there is much, and back to several when there is much again."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from services.reporting.entrypoints.background import BATCHES_AT_ONCE, Background, WorkSignal
from shared.errors import Transient

BATCH_STEPS = 20
"""Turns of the loop that the first batch takes, more than it takes to call all hands; each takes longer than the one
before."""


class Settling:
    """Settles nothing, but for the one time at which its gate is shut."""

    def __init__(self, held_at: int) -> None:
        self.calls = 0
        self.held_at = held_at
        self.gate = asyncio.Event()
        self.reached = asyncio.Event()

    async def __call__(self) -> bool:
        self.calls += 1
        if self.calls == self.held_at:
            self.reached.set()
            await self.gate.wait()
        return False


class Recomputing:
    """So many stale people, taken by batches of ten; counts the hands at work, and fails at the calls it is told."""

    batch_max = 10

    def __init__(self, stale: int, fails_at: Mapping[int, Exception] = MappingProxyType({})) -> None:
        self.stale = stale
        self.fails_at = fails_at
        self.calls = 0
        self.running = 0
        self.at_work_max = 0

    async def __call__(self) -> int:
        self.calls += 1
        call = self.calls
        taken = min(self.stale, self.batch_max)
        self.stale -= taken
        self.running += 1
        self.at_work_max = max(self.at_work_max, self.running)
        try:
            await self._work(call)
        finally:
            self.running -= 1
        return taken

    async def _work(self, call: int) -> None:
        for _ in range(BATCH_STEPS * call):
            await asyncio.sleep(0)
        if call in self.fails_at:
            raise self.fails_at[call]


class SlowAtFirst(Recomputing):
    """Its second batch, that of the first hand called in, takes until the gate opens."""

    def __init__(self, stale: int) -> None:
        super().__init__(stale)
        self.gate = asyncio.Event()

    async def _work(self, call: int) -> None:
        if call == 2:
            await self.gate.wait()
        await super()._work(call)


async def _no_tick() -> None:
    return None


async def _nothing_to_compare() -> int:
    return 0


def background(settle: Settling, recompute: Recomputing) -> Background:
    return Background(settle, recompute, _nothing_to_compare, _no_tick, WorkSignal(), poll_s=1.0)  # type: ignore[arg-type]


async def test_a_full_batch_calls_all_hands() -> None:
    recompute = Recomputing(stale=200)
    await background(Settling(held_at=0), recompute).look()
    assert (recompute.stale, recompute.at_work_max) == (0, BATCHES_AT_ONCE)


async def test_less_than_a_batch_is_one_hands_work() -> None:
    recompute = Recomputing(stale=9)
    await background(Settling(held_at=0), recompute).look()
    assert (recompute.stale, recompute.at_work_max) == (0, 1)


async def test_hands_that_found_nothing_come_back_when_another_has_made_more() -> None:
    settle, recompute = Settling(held_at=3), Recomputing(stale=10)
    looking = asyncio.create_task(background(settle, recompute).look())
    await settle.reached.wait()
    assert recompute.stale == 0
    recompute.at_work_max = 0
    recompute.stale = 200
    settle.gate.set()
    await looking
    assert (recompute.stale, recompute.at_work_max) == (0, BATCHES_AT_ONCE)


async def test_a_slow_hand_that_found_nothing_does_not_hide_what_another_has_found_since() -> None:
    settle, recompute = Settling(held_at=4), SlowAtFirst(stale=10)
    looking = asyncio.create_task(background(settle, recompute).look())
    await settle.reached.wait()
    while recompute.running > 1:
        await asyncio.sleep(0)
    recompute.stale = 30
    settle.gate.set()
    while recompute.stale == 30 or recompute.running > 1:
        await asyncio.sleep(0)
    recompute.gate.set()
    await looking
    assert recompute.stale == 0


@pytest.mark.parametrize("call", [1, 3])
async def test_a_world_that_is_unwell_ends_the_look_when_all_hands_have_ended_and_the_next_one_goes_on(
    call: int,
) -> None:
    recompute = Recomputing(stale=90, fails_at={call: Transient("the database is away")})
    looking = background(Settling(held_at=0), recompute)
    with pytest.raises(Transient):
        await looking.look()
    assert recompute.running == 0
    await looking.look()
    assert recompute.stale == 0


async def test_a_bug_is_told_even_where_another_hand_only_found_the_world_unwell() -> None:
    fails_at = {2: Transient("the database is away"), 3: ZeroDivisionError()}
    with pytest.raises(ZeroDivisionError):
        await background(Settling(held_at=0), Recomputing(stale=90, fails_at=fails_at)).look()
