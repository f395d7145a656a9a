"""Build a generation from the events of its parts, in any order: verdicts, claims, and the summaries that close it."""

from collections.abc import Awaitable, Callable

from services.reporting.usecases.ports import Heading, Tally, Wake, Work, Works
from services.reporting.usecases.record_files import CONSUMER
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged

Building = RowsJudged | SubmissionJudged | ClaimsMatched | SubmissionMatched


class BuildGeneration:
    """Add one event to its generation. When that completes the generation its return becomes due to be settled."""

    def __init__(self, works: Works, wake: Wake) -> None:
        self._works = works
        self._wake = wake

    async def verdicts(self, event: RowsJudged) -> None:
        """One part was judged: issues by cell, and the refused rows that shield their person."""
        tally = Tally(parts_judged=1, rows_judged=event.rows, rows_accepted=event.accepted, rows_refused=event.refused)

        async def record(work: Work, generation_id: int) -> None:
            await work.generations.record_verdicts(generation_id, event)

        await self._add(event, tally, record)

    async def judged(self, event: SubmissionJudged) -> None:
        """Every part has been judged; some accepted rows may have been set aside."""

        async def record(work: Work, generation_id: int) -> None:
            await work.generations.record_set_aside(generation_id, event)

        await self._add(event, Tally(parts_to_judge=event.parts, rows_to_judge=event.rows), record)

    async def claims(self, event: ClaimsMatched) -> None:
        """One part was matched: its claims, and the rows that await a person."""
        created = sum(claim.outcome == "new" for claim in event.claims)
        tally = Tally(
            parts_matched=1,
            rows_matched=len(event.claims) - created,
            rows_created=created,
            rows_awaiting=len(event.awaiting),
        )

        async def record(work: Work, generation_id: int) -> None:
            await work.generations.record_claims(generation_id, event)

        await self._add(event, tally, record)

    async def matched(self, event: SubmissionMatched) -> None:
        """Every part has been matched."""

        async def record(work: Work, generation_id: int) -> None:
            """The totals are all it says."""

        await self._add(event, Tally(parts_to_match=event.parts, rows_to_match=event.accepted), record)

    async def _add(self, event: Building, tally: Tally, record: Callable[[Work, int], Awaitable[None]]) -> None:
        async with self._works.begin(CONSUMER, event.event_id) as work:
            if work.repeated:
                return
            generation_id = await work.generations.get(_heading(event))
            await record(work, generation_id)
            completed = await work.generations.count(generation_id, tally)
        if completed:
            self._wake()


def _heading(event: Building) -> Heading:
    return Heading(
        event.submission_id, event.judgement, event.collection, event.establishment, event.period, event.received_at
    )
