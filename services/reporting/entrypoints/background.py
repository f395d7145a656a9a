"""Work that nobody's message triggers: settling what is due, recomputing the stale, the daily tick."""

import asyncio
from typing import Final

from services.reporting.usecases.contradictions.compare_lists import CompareLists
from services.reporting.usecases.recompute_stale import RecomputeStale
from services.reporting.usecases.settle_returns import SettleReturns
from services.reporting.usecases.tick_day import TickDay
from shared.concurrency.bounded_tasks import BoundedTasks
from shared.errors import Transient

BATCHES_AT_ONCE: Final = 3
"""While one batch waits for the database or for Kafka, another computes."""
GATHER_S: Final = 0.2
"""Returns seldom come alone: those that are complete so soon after the first are settled and computed with it."""


class WorkSignal:
    """Wakes the background work; it looks by itself from time to time anyway."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def __call__(self) -> None:
        self._event.set()

    async def wait(self, timeout_s: float, *, gather_s: float = 0.0) -> None:
        """Return `gather_s` after a signal, or after `timeout_s`. A signal that comes later ends the next wait."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._event.wait()
        except TimeoutError:
            return
        await asyncio.sleep(gather_s)
        self._event.clear()


class Background:
    """Settles, recomputes and ticks for as long as the service runs. Any number of replicas may do so at once."""

    def __init__(
        self,
        settle: SettleReturns,
        recompute: RecomputeStale,
        compare: CompareLists,
        tick: TickDay,
        signal: WorkSignal,
        *,
        poll_s: float,
    ) -> None:
        self._settle = settle
        self._recompute = recompute
        self._compare = compare
        self._tick = tick
        self._signal = signal
        self._poll_s = poll_s
        self._settling = asyncio.Lock()
        self._asked = 0
        self._answered = 0
        self._more = False

    async def run(self) -> None:
        """Look for ever; raises Transient when the world is unwell, and may then be run again."""
        while True:
            await self.look()
            await self._signal.wait(self._poll_s, gather_s=GATHER_S)

    async def look(self) -> None:
        """Do everything there is to do. Who makes more of it meanwhile rings the signal."""
        await self._tick()
        await self._all_rounds()
        if await self._compare():
            await self._all_rounds()

    async def _all_rounds(self) -> None:
        await self._round()
        async with BoundedTasks(BATCHES_AT_ONCE, expected=(Transient,)) as tasks:
            while self._more:
                await tasks.start(self._round)
                if not self._more:
                    await tasks.wait_for_all()  # what another hand settles meanwhile may be much

    async def _round(self) -> None:
        """Settle what is due, then compute one batch; if that was full, there may be more."""
        # Settling goes first each time round: whoever two returns touch is then computed once.
        async with self._settling:
            while await self._settle():
                pass
        self._asked = asked = self._asked + 1
        full = await self._recompute() == self._recompute.batch_max
        if asked > self._answered:  # a slow hand does not know what others have found since it began
            self._answered, self._more = asked, full
