"""Build generations from the events of their parts, in any order: verdicts, claims, the summaries that close them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from services.reporting.usecases.ports import (
    EventsByGeneration,
    GenerationKey,
    Generations,
    GenerationTally,
    SignalWork,
    Works,
)
from services.reporting.usecases.record_files import CONSUMER, publish_completed
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged

Building = RowsJudged | SubmissionJudged | ClaimsMatched | SubmissionMatched
B = TypeVar("B", RowsJudged, SubmissionJudged, ClaimsMatched, SubmissionMatched)


class BuildGeneration:
    """Add events to their generations. When that completes a generation its return becomes due to be settled."""

    def __init__(self, works: Works, signal_work: SignalWork) -> None:
        self._works = works
        self._signal_work = signal_work

    async def verdicts(self, events: Sequence[RowsJudged]) -> None:
        """Parts were judged: issues by cell, and the refused rows that shield their person."""
        await self._add(events, _verdicts, lambda generations, parts: generations.record_verdicts(parts))

    async def judged(self, events: Sequence[SubmissionJudged]) -> None:
        """Every part of these has been judged; some accepted rows may have been set aside."""
        await self._add(events, _judged, lambda generations, returns: generations.record_set_aside(returns))

    async def claims(self, events: Sequence[ClaimsMatched]) -> None:
        """Parts were matched: their claims, and the rows that await a person."""
        await self._add(events, _claims, lambda generations, parts: generations.record_claims(parts))

    async def matched(self, events: Sequence[SubmissionMatched]) -> None:
        """Every part of these has been matched; the totals are all they say."""
        await self._add(events, _matched, None)

    async def _add(
        self,
        events: Sequence[B],
        tally_of: Callable[[B], GenerationTally],
        record: Callable[[Generations, EventsByGeneration[B]], Awaitable[None]] | None,
    ) -> None:
        async with self._works.begin(CONSUMER, *(event.event_id for event in events)) as work:
            new = [event for event in events if work.is_new(event.event_id)]
            if not new:
                return
            generations = await work.generations.find([_key(event) for event in new])
            placed = list(zip(generations, new, strict=True))
            if record is not None:
                await record(work.generations, placed)
            tallies: dict[int, GenerationTally] = {}
            for generation_id, event in placed:
                tallies[generation_id] = tallies.get(generation_id, GenerationTally()).plus(tally_of(event))
            completed = await work.generations.count(tallies)
            if completed:
                await publish_completed(work, new)
        if completed:
            self._signal_work()


def _key(event: Building) -> GenerationKey:
    return GenerationKey(
        event.submission_id, event.judgement, event.collection, event.establishment, event.period, event.received_at
    )


def _verdicts(event: RowsJudged) -> GenerationTally:
    return GenerationTally(
        parts_judged=1, rows_judged=event.rows, rows_accepted=event.accepted, rows_refused=event.refused
    )


def _judged(event: SubmissionJudged) -> GenerationTally:
    return GenerationTally(rows_to_set_aside=len(event.set_aside), parts_to_judge=event.parts, rows_to_judge=event.rows)


def _claims(event: ClaimsMatched) -> GenerationTally:
    created = sum(event.created)
    return GenerationTally(
        parts_matched=1,
        rows_matched=len(event.created) - created,
        rows_created=created,
        rows_awaiting=len(event.awaiting),
    )


def _matched(event: SubmissionMatched) -> GenerationTally:
    return GenerationTally(parts_to_match=event.parts, rows_to_match=event.accepted)
