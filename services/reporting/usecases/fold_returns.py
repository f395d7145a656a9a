"""Run the pure folds of returns, answering what they ask from the tables."""

from collections.abc import Generator, Sequence

from services.reporting.domain.returns.generations import Overlay, OverlayRequest, ReturnToSettle, Settlement, settle
from services.reporting.usecases.ports import Returns

Fold = Generator[OverlayRequest, Overlay, Settlement]


async def fold(returns: Returns, due: Sequence[ReturnToSettle]) -> list[Settlement]:
    """Run the folds side by side, answering what all of them ask next in one go."""
    folds: dict[int, Fold] = {each.return_id: settle(each) for each in due}
    settled: dict[int, Settlement] = {}
    answers: dict[int, Overlay | None] = dict.fromkeys(folds)
    while answers:
        requests = []
        for return_id, answer in answers.items():
            try:
                requests.append(next(folds[return_id]) if answer is None else folds[return_id].send(answer))
            except StopIteration as done:
                settled[return_id] = done.value
        overlays = await returns.overlay(requests) if requests else []
        answers = {request.return_id: overlay for request, overlay in zip(requests, overlays, strict=True)}
    return [settled[each.return_id] for each in due]
