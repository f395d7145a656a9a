"""Complete a submission: once it is judged, it is known how many parts must be matched."""

from collections.abc import Sequence

from services.matching.usecases.ports import MatchingTables
from services.matching.usecases.publish_matched import publish_matched
from services.matching.usecases.translate import judgement_of
from shared.contracts.validation import SubmissionJudged
from shared.observability.measures import UNMEASURED, Measures
from shared.outbox.unit_of_work import Begin


class CompleteSubmission:
    """Handle SubmissionJudged, which may come before, between or after the parts."""

    def __init__(self, begin: Begin[MatchingTables], *, measures: Measures = UNMEASURED) -> None:
        self._begin = begin
        self._measures = measures

    async def __call__(self, events: Sequence[SubmissionJudged]) -> None:
        """Record how many parts each has; publish SubmissionMatched where all are matched. Raises Transient."""
        async with self._begin(self, events) as work:
            judged = {judgement_of(event): event for event in work.new(events)}
            if not judged:
                return
            parts = {judgement: event.parts for judgement, event in judged.items()}
            for judgement, progress in (await work.tables.tallies.expect_parts(parts)).items():
                if progress.complete:
                    publish_matched(work, judged[judgement], progress, self._measures)
