"""Settle returns: fold their generations, move the pointers to the editions that count, mark people stale."""

from collections.abc import Generator, Sequence

from services.reporting.domain.generations import Judged, Laid, Laying, Settlement, settle
from services.reporting.usecases.ports import Effective, FoldInput, Move, Question, Work, Works
from shared.clock import Clock

Fold = Generator[Laying[Effective], Laid[Effective], Settlement[Effective]]

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
            settlements = await _fold(work, due)
            judged = [each for settlement in settlements for each in settlement.judged if _worth_keeping(each)]
            await work.returns.record_judged(judged)
            moves = [
                Move(each.return_id, each.effective, settlement.effective)
                for each, settlement in zip(due, settlements, strict=True)
                if each.effective != settlement.effective
            ]
            if moves:
                await work.returns.move_pointers(moves, self._clock.now())
            return len(due) == RETURNS_MAX


async def _fold(work: Work, due: Sequence[FoldInput]) -> list[Settlement[Effective]]:
    """Run the pure folds side by side, answering what all of them ask next from the tables in one go."""
    folds: dict[int, Fold] = {each.return_id: settle(each.generations) for each in due}
    settled: dict[int, Settlement[Effective]] = {}
    answers: dict[int, Laid[Effective] | None] = dict.fromkeys(folds)
    while answers:
        questions = []
        for return_id, answer in answers.items():
            try:
                laying = next(folds[return_id]) if answer is None else folds[return_id].send(answer)
                questions.append(Question(return_id, laying.generation, laying.over))
            except StopIteration as done:
                settled[return_id] = done.value
        laid = await work.returns.lay(questions) if questions else []
        answers = {question.return_id: answer for question, answer in zip(questions, laid, strict=True)}
    return [settled[each.return_id] for each in due]


def _worth_keeping(judged: Judged[Effective]) -> bool:
    """A generation still being built is left alone: its parts are writing to its row."""
    return judged.verdict != "building"
