"""The background work: several hands while there is much, and back to several when there is much again."""

import asyncio

import pytest

from services.reporting.entrypoints.background import BATCHES_AT_ONCE, Alarm, Background
from shared.errors import Transient

BATCH_STEPS = 20
"""Turns of the loop that a batch takes: more than it takes to call all hands."""


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
    """So many stale people, taken by batches of ten; counts the hands at work."""

    batch_max = 10

    def __init__(self, stale: int) -> None:
        self.stale = stale
        self.at_work = 0
        self.at_work_max = 0
        self.fails = False

    async def __call__(self) -> int:
        if self.fails:
            raise Transient("the database is away")
        taken = min(self.stale, self.batch_max)
        self.stale -= taken
        self.at_work += 1
        self.at_work_max = max(self.at_work_max, self.at_work)
        for _ in range(BATCH_STEPS):
            await asyncio.sleep(0)
        self.at_work -= 1
        return taken


async def _no_tick() -> None:
    return None


def background(settle: Settling, recompute: Recomputing) -> Background:
    return Background(settle, recompute, _no_tick, Alarm(), poll_s=1.0)  # type: ignore[arg-type]


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


async def test_a_world_that_is_unwell_ends_the_look_and_the_next_one_goes_on() -> None:
    recompute = Recomputing(stale=30)
    looking = background(Settling(held_at=0), recompute)
    recompute.fails = True
    with pytest.raises(Transient):
        await looking.look()
    recompute.fails = False
    await looking.look()
    assert recompute.stale == 0
