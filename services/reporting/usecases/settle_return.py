"""Settle a return: fold its generations, move the pointer to the edition that counts, mark people stale."""

from collections.abc import Generator

from services.reporting.domain.generations import Judged, Laid, Laying, Settlement, settle
from services.reporting.usecases.ports import Effective, FoldInput, Work, Works
from shared.clock import Clock

CONSUMER = "reporting.settle"


class SettleReturn:
    """Settle one return that is due, in one transaction with the return locked."""

    def __init__(self, works: Works, clock: Clock) -> None:
        self._works = works
        self._clock = clock

    async def __call__(self) -> bool:
        """Return whether a return was due; the caller asks again until none is."""
        async with self._works.begin(CONSUMER) as work:
            due = await work.returns.take_unsettled()
            if due is None:
                return False
            settlement = await _fold(work, due)
            await work.returns.record_judged([judged for judged in settlement.judged if _worth_keeping(judged)])
            if settlement.effective != due.effective:
                await work.returns.move_pointer(due.return_id, due.effective, settlement.effective, self._clock.now())
            return True


async def _fold(work: Work, due: FoldInput) -> Settlement[Effective]:
    """Run the pure fold, answering each of its questions from the tables."""
    fold: Generator[Laying[Effective], Laid[Effective], Settlement[Effective]] = settle(due.generations)
    answer: Laid[Effective] | None = None
    while True:
        try:
            question = next(fold) if answer is None else fold.send(answer)
        except StopIteration as done:
            settlement: Settlement[Effective] = done.value
            return settlement
        answer = await work.returns.lay(due.return_id, question.generation, question.over)


def _worth_keeping(judged: Judged[Effective]) -> bool:
    """A generation still being built is left alone: its parts are writing to its row."""
    return judged.verdict != "building"
