"""So many coroutines run at once and no more; one that fails lets the others end, and the worst error is told."""

import asyncio

import pytest

from shared.concurrency.bounded_tasks import BoundedTasks
from shared.errors import Transient


class Gate:
    """Lets coroutines pass when told so, and knows how many wait inside."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.inside = self.most_inside = self.passed = 0

    async def __call__(self, error: BaseException | None = None) -> None:
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            await self.opened.wait()
        finally:
            self.inside -= 1
        if error is not None:
            raise error
        self.passed += 1

    async def open_when_holding(self, count: int) -> None:
        while self.inside < count:
            await asyncio.sleep(0)
        self.opened.set()


@pytest.mark.parametrize("limit", [1, 2])
async def test_so_many_run_at_once(limit: int) -> None:
    gate = Gate()
    opening = asyncio.create_task(gate.open_when_holding(limit))
    async with BoundedTasks(limit) as tasks:
        for _ in range(5):
            await tasks.start(gate)
    await opening
    assert (gate.most_inside, gate.passed) == (limit, 5)


async def test_where_one_fails_the_other_ends_first_and_the_worst_error_is_told() -> None:
    gate = Gate()

    async def run() -> None:
        async with BoundedTasks(3, expected=(Transient,)) as tasks:
            for error in (Transient("away"), ZeroDivisionError(), None):
                await tasks.start(gate, error)
            gate.opened.set()

    with pytest.raises(ZeroDivisionError):
        await run()
    assert gate.passed == 1


async def test_the_next_call_that_waits_tells_an_error() -> None:
    gate = Gate()
    gate.opened.set()
    async with BoundedTasks(1) as tasks:
        await tasks.start(gate, ZeroDivisionError())
        with pytest.raises(ZeroDivisionError):
            await tasks.wait_for_slot()


@pytest.mark.parametrize("others", [1, 2])
async def test_who_is_cancelled_cancels_the_tasks(others: int) -> None:
    gate = Gate()

    async def run() -> None:
        async with BoundedTasks(others) as tasks:
            for _ in range(others):
                await tasks.start(gate)
            await tasks.wait_for_all()

    running = asyncio.create_task(run())
    while gate.inside < others:
        await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (gate.inside, gate.passed) == (0, 0)
