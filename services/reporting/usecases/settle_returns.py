"""Settle returns: fold their generations, move the pointers to the editions that count, mark people stale."""

from services.reporting.domain.returns.generations import JudgedGeneration
from services.reporting.usecases.fold_returns import fold
from services.reporting.usecases.ports import Works
from shared.clock import Clock

CONSUMER = "reporting.settle"
RETURNS_MAX = 50
"""So many returns are settled in one transaction."""


class SettleReturns:
    """Settle the returns that are due, a few in one transaction. While it is open nobody else can take them."""

    def __init__(self, works: Works, clock: Clock) -> None:
        self._works = works
        self._clock = clock

    async def __call__(self) -> bool:
        """Return whether more may be due: the caller then asks again."""
        async with self._works.begin(CONSUMER) as work:
            due = await work.returns.take_unsettled(RETURNS_MAX)
            if not due:
                return False
            settlements = await fold(work.returns, due)
            judged = [each for settlement in settlements for each in settlement.judged if _worth_keeping(each)]
            await work.returns.record_judged(judged)
            moves = [each for each in settlements if each.before != each.effective]
            if moves:
                await work.returns.move_pointers(moves, self._clock.now())
            return len(due) == RETURNS_MAX


def _worth_keeping(judged: JudgedGeneration) -> bool:
    """A generation still being built is left alone: its parts are writing to its row."""
    return judged.state != "building"
