"""Coroutines that run at the same time, a bounded number of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Self, TypeVarTuple

Ts = TypeVarTuple("Ts")


class BoundedTasks:
    """Runs at most `limit` coroutines at once; leaving the block waits for all of them.

    An error is raised by the next call that waits, or on leaving; other tasks end first. Of several errors the first
    that is not `expected` is raised. Only cancelling the block cancels the tasks.
    """

    def __init__(self, limit: int, *, expected: tuple[type[BaseException], ...] = ()) -> None:
        self._limit = limit
        self._expected = expected
        self._tasks: set[asyncio.Task[None]] = set()

    async def wait_for_slot(self) -> None:
        """Return when fewer than `limit` tasks are running."""
        await self._wait_until_at_most(self._limit - 1)

    async def wait_for_all(self) -> None:
        """Return when no task is running."""
        await self._wait_until_at_most(0)

    async def start(self, act: Callable[[*Ts], Awaitable[None]], *arguments: *Ts) -> None:
        """Wait for a slot and start `act`; returns when it has begun."""
        await self.wait_for_slot()
        self._tasks.add(asyncio.ensure_future(act(*arguments)))
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, asyncio.CancelledError):
            for task in self._tasks:
                task.cancel()
        errors = await asyncio.gather(*self._tasks, return_exceptions=True)
        if error is None or isinstance(error, self._expected):
            self._raise_most_serious([error, *errors])

    async def _wait_until_at_most(self, count: int) -> None:
        while len(self._tasks) > count:
            done, self._tasks = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            self._raise_most_serious([task.exception() for task in done])

    def _raise_most_serious(self, errors: Sequence[BaseException | None]) -> None:
        raised = [error for error in errors if error is not None]
        if raised:
            raise min(raised, key=lambda error: isinstance(error, self._expected))
