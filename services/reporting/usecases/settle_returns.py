"""Settle returns: fold their generations, move the pointers to the editions that count, mark people stale."""

from services.reporting.domain.returns.generations import JudgedGeneration
from services.reporting.usecases.fold_returns import fold
from services.reporting.usecases.ports import ReportingTables
from shared.clock import Clock
from shared.outbox.unit_of_work import Begin

RETURNS_MAX = 50
"""So many returns are settled in one transaction."""


class SettleReturns:
    """Settle the returns that are due, a few in one transaction. While it is open nobody else can take them."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self) -> bool:
        """Return whether more may be due: the caller then asks again."""
        async with self._begin(self) as work:
            due = await work.tables.returns.take_unsettled(RETURNS_MAX)
            if not due:
                return False
            settlements = await fold(work.tables.returns, due)
            judged = [each for settlement in settlements for each in settlement.judged if _worth_keeping(each)]
            await work.tables.returns.record_judged(judged)
            moves = [each for each in settlements if each.before != each.effective]
            if moves:
                await work.tables.returns.move_pointers(moves, self._clock.now())
            return len(due) == RETURNS_MAX


def _worth_keeping(judged: JudgedGeneration) -> bool:
    """A generation still being built is left alone: its parts are writing to its row."""
    return judged.state != "building"
