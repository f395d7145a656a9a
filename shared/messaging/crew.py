"""Work done side by side, a few pieces at once, by whoever hands it out one piece after another."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, TypeVarTuple

Ts = TypeVarTuple("Ts")


class Crew:
    """So many hands. Leaving the crew waits for all of them.

    What a piece of work raises is raised where a hand is next waited for, or on leaving; other pieces that have begun
    come to their end first. Only who is cancelled cancels them.
    """

    def __init__(self, hands: int) -> None:
        self._hands = hands
        self._busy: set[asyncio.Task[None]] = set()

    async def free_hand(self) -> None:
        """Return when a hand is free."""
        while len(self._busy) >= self._hands:
            done, self._busy = await asyncio.wait(self._busy, return_when=asyncio.FIRST_COMPLETED)
            _raise_first([task.exception() for task in done])

    async def begin(self, work: Callable[[*Ts], Awaitable[None]], *given: *Ts) -> None:
        """Have the work done by the next free hand; returns when it is begun."""
        await self.free_hand()
        self._busy.add(asyncio.ensure_future(work(*given)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, asyncio.CancelledError):
            for task in self._busy:
                task.cancel()
        ended = await asyncio.gather(*self._busy, return_exceptions=True)
        if error is None:
            _raise_first(ended)


def _raise_first(errors: list[BaseException | None]) -> None:
    for error in errors:
        if error is not None:
            raise error
