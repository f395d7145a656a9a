"""Settle returns: fold their generations, move the pointers to the editions that count, mark people stale."""

import time
from collections.abc import Generator, Mapping, Sequence
from functools import partial

from services.reporting.domain.returns.generations import (
    JudgedGeneration,
    NewlyJudged,
    Overlay,
    OverlayRequest,
    ReturnToSettle,
    Settlement,
    settle,
)
from services.reporting.usecases.ports import ReportingTables, Returns
from shared.clock import Clock
from shared.observability import tracing
from shared.observability.measures import UNMEASURED, Measures
from shared.observability.submission_log import report_submission
from shared.outbox.unit_of_work import Begin

Fold = Generator[OverlayRequest, Overlay, Settlement]

RETURNS_MAX = 50
"""Returns that one transaction settles, at most."""


class SettleReturns:
    """Settle the returns that are due, a few in one transaction. While it is open nobody else can take them."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock, *, measures: Measures = UNMEASURED) -> None:
        self._begin = begin
        self._clock = clock
        self._measures = measures

    async def __call__(self) -> bool:
        """Return whether more may be due: the caller then asks again."""
        began_ns = time.time_ns()
        async with self._begin(self) as work:
            due = await work.tables.returns.take_unsettled(RETURNS_MAX)
            if not due:
                return False
            settlements = await fold(work.tables.returns, due)
            judged = [each for settlement in settlements for each in settlement.judged if _worth_keeping(each)]
            at = await work.tables.returns.hold(self._clock)
            changed = await work.tables.returns.record_judged(judged, at)
            work.when_committed(partial(self._report, settlements, changed, began_ns))
            moves = [each for each in settlements if each.before != each.effective]
            more = False
            if moves:
                await work.tables.contradictions.expect([each.return_id for each in moves])
                await work.tables.returns.move_pointers(moves, at)
                more = await work.tables.returns.mark_contradicted(moves)
            return more or len(due) == RETURNS_MAX

    def _report(self, settlements: Sequence[Settlement], changed: Mapping[int, NewlyJudged], began_ns: int) -> None:
        changes = [
            (each, settlement.collection)
            for settlement in settlements
            for each in settlement.judged
            if each.generation.id in changed
        ]
        submissions = list(dict.fromkeys(judged.generation.submission_id for judged, _ in changes))
        tracing.current().record("settle return", submissions, began_ns)
        tracing.current().leave(judged.generation.submission_id for judged, _ in changes if judged.state == "accepted")
        for judged, collection in changes:
            self._report_judged(judged, changed[judged.generation.id], collection)

    def _report_judged(self, judged: JudgedGeneration, rows: NewlyJudged, collection: str) -> None:
        change = judged.overlay.comparison if judged.overlay else None
        report_submission(
            "submission was settled",
            *(self._measures, judged.generation.submission_id, judged.state, rows.seconds),
            judgement=judged.generation.judgement,
            collection=collection,
            rows_in=rows.rows,
            rule=judged.hold,
            people=change.listed if change else None,
            added=change.added if change else None,
            removed=change.removed if change else None,
        )


def _worth_keeping(judged: JudgedGeneration) -> bool:
    """A generation still being built is left alone: its parts are writing to its row."""
    return judged.state != "building"


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
