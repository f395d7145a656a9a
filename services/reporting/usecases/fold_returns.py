"""Run the pure folds of returns, answering what they ask from the tables."""

from collections.abc import Generator, Sequence

from services.reporting.domain.generations import Laid, Laying, Settlement, settle
from services.reporting.usecases.ports import Effective, FoldInput, Question, Returns

Fold = Generator[Laying[Effective], Laid[Effective], Settlement[Effective]]


async def fold(returns: Returns, due: Sequence[FoldInput]) -> list[Settlement[Effective]]:
    """Run the folds side by side, answering what all of them ask next in one go."""
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
        laid = await returns.lay(questions) if questions else []
        answers = {question.return_id: answer for question, answer in zip(questions, laid, strict=True)}
    return [settled[each.return_id] for each in due]
