"""Complete a submission: once it is judged, it is known how many parts must be matched."""

from typing import Final

from services.matching.usecases.ports import Works
from services.matching.usecases.translate import submission_matched
from shared.contracts.validation import SubmissionJudged

CONSUMER: Final = "matching.complete_submission"


class CompleteSubmission:
    """Handle SubmissionJudged, which may come before, between or after the parts."""

    def __init__(self, works: Works) -> None:
        self._works = works

    async def __call__(self, event: SubmissionJudged) -> None:
        """Note how many parts there are; if all are matched, say so. Raises Transient."""
        async with self._works.begin(CONSUMER, event.event_id) as work:
            if work.repeated:
                return
            progress = await work.tallies.expect_parts(event.submission_id, event.judgement, event.parts)
            if progress.complete:
                work.announce(submission_matched(event, progress))
