"""Build generations from the events of their parts, in any order: verdicts, claims, the summaries that close them.

Four use cases, one for each event, that differ in what they count and what they keep.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from services.reporting.usecases.ports import (
    EventsByGeneration,
    GenerationKey,
    Generations,
    GenerationTally,
    ReportingTables,
    SignalWork,
)
from services.reporting.usecases.publish_completed import publish_completed
from shared.contracts.events import ReturnEvent
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.outbox.unit_of_work import Begin

R = TypeVar("R", bound=ReturnEvent)


class AddToGeneration(ABC, Generic[R]):
    """Add events to their generations. When that completes a generation its return becomes due to be settled."""

    def __init__(self, begin: Begin[ReportingTables], signal_work: SignalWork) -> None:
        self._begin = begin
        self._signal_work = signal_work

    @abstractmethod
    def _tally(self, event: R) -> GenerationTally:
        """Return what an event adds to the counts of its generation."""

    @abstractmethod
    async def _keep(self, generations: Generations, events: EventsByGeneration[R]) -> None:
        """Keep what the events say, each of the generation it is given with."""

    async def __call__(self, events: Sequence[R]) -> None:
        """Add those that are new, and signal the background work where a generation is complete. Raises Transient."""
        async with self._begin(self, events) as work:
            new = work.new(events)
            if not new:
                return
            ids = await work.tables.generations.find([_key(event) for event in new])
            await self._keep(work.tables.generations, list(zip(ids, new, strict=True)))
            tallies: dict[int, GenerationTally] = {}
            for generation_id, event in zip(ids, new, strict=True):
                tallies[generation_id] = tallies.get(generation_id, GenerationTally()).plus(self._tally(event))
            completed = await work.tables.generations.count(tallies)
            if completed:
                await publish_completed(work, new)
        if completed:
            self._signal_work()


class AddVerdicts(AddToGeneration[RowsJudged]):
    """Handle RowsJudged: issues by cell, and the refused rows that shield their person."""

    def _tally(self, event: RowsJudged) -> GenerationTally:
        return GenerationTally(
            parts_judged=1,
            rows_judged=event.rows,
            rows_accepted=event.accepted,
            rows_refused=event.refused - event.unanswered,
            rows_unanswered=event.unanswered,
            rows_with_e_mail=event.with_e_mail,
        )

    async def _keep(self, generations: Generations, events: EventsByGeneration[RowsJudged]) -> None:
        await generations.record_verdicts(events)


class AddJudgementTotals(AddToGeneration[SubmissionJudged]):
    """Handle SubmissionJudged: every part has been judged; some accepted rows may have been set aside."""

    def _tally(self, event: SubmissionJudged) -> GenerationTally:
        return GenerationTally(
            rows_to_set_aside=len(event.set_aside),
            parts_to_judge=event.parts,
            rows_to_judge=event.rows,
            severities=event.severities,
        )

    async def _keep(self, generations: Generations, events: EventsByGeneration[SubmissionJudged]) -> None:
        await generations.record_set_aside(events)


class AddClaims(AddToGeneration[ClaimsMatched]):
    """Handle ClaimsMatched: claims, and the rows that await a person."""

    def _tally(self, event: ClaimsMatched) -> GenerationTally:
        created = sum(event.created)
        return GenerationTally(
            parts_matched=1,
            rows_matched=len(event.created) - created,
            rows_created=created,
            rows_awaiting=len(event.awaiting),
        )

    async def _keep(self, generations: Generations, events: EventsByGeneration[ClaimsMatched]) -> None:
        await generations.record_claims(events)


class AddMatchingTotals(AddToGeneration[SubmissionMatched]):
    """Handle SubmissionMatched: every part has been matched. The totals are all it says."""

    def _tally(self, event: SubmissionMatched) -> GenerationTally:
        return GenerationTally(parts_to_match=event.parts, rows_to_match=event.accepted)

    async def _keep(self, generations: Generations, events: EventsByGeneration[SubmissionMatched]) -> None:
        return None


def _key(event: ReturnEvent) -> GenerationKey:
    return GenerationKey(
        event.submission_id, event.judgement, event.collection, event.establishment, event.period, event.received_at
    )
