"""Work done side by side, a few pieces at once, by whoever hands it out one piece after another."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Self, TypeVarTuple

Ts = TypeVarTuple("Ts")


class Crew:
    """So many hands. Leaving the crew waits for all of them.

    What a piece of work raises is raised where a hand is next waited for, or on leaving; other pieces that have begun
    come to their end first. Of several errors the first that is not `mild` is raised. Only who is cancelled cancels.
    """

    def __init__(self, hands: int, *, mild: tuple[type[BaseException], ...] = ()) -> None:
        self._hands = hands
        self._mild = mild
        self._busy: set[asyncio.Task[None]] = set()

    async def free_hand(self) -> None:
        """Return when a hand is free."""
        await self._until_busy_are(self._hands - 1)

    async def rest(self) -> None:
        """Return when all hands are free."""
        await self._until_busy_are(0)

    def at_work(self) -> frozenset[asyncio.Task[None]]:
        """Return the work that has begun and not ended."""
        return frozenset(task for task in self._busy if not task.done())

    async def begin(self, work: Callable[[*Ts], Awaitable[None]], *given: *Ts) -> None:
        """Have the work done by the next free hand; returns when it has begun."""
        await self.free_hand()
        self._busy.add(asyncio.ensure_future(work(*given)))
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, asyncio.CancelledError):
            for task in self._busy:
                task.cancel()
        errors = await asyncio.gather(*self._busy, return_exceptions=True)
        if error is None or isinstance(error, self._mild):
            self._raise_gravest([error, *errors])

    async def _until_busy_are(self, few: int) -> None:
        while len(self._busy) > few:
            done, self._busy = await asyncio.wait(self._busy, return_when=asyncio.FIRST_COMPLETED)
            self._raise_gravest([task.exception() for task in done])

    def _raise_gravest(self, errors: Sequence[BaseException | None]) -> None:
        raised = [error for error in errors if error is not None]
        if raised:
            raise min(raised, key=lambda error: isinstance(error, self._mild))
