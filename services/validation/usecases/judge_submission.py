"""Ingest has said how many parts there are: note it, and end the judgement where all of them are in already."""

from collections.abc import Sequence

from services.validation.usecases.ports import Judgement, ValidationTables
from services.validation.usecases.publish_judged import publish_judged
from shared.contracts.ingest import SubmissionExtracted
from shared.outbox.unit_of_work import Begin


class JudgeSubmission:
    """Note the number of parts. A file that repeats an earlier one has no parts and is not judged."""

    def __init__(self, begin: Begin[ValidationTables]) -> None:
        self._begin = begin

    async def __call__(self, events: Sequence[SubmissionExtracted]) -> None:
        """Note and, where nothing is missing, say SubmissionJudged; raises Transient for the world."""
        returns = {Judgement(event.submission_id, event.judgement): event for event in events if event.repeats is None}
        if not returns:
            return
        async with self._begin(self, list(returns.values())) as work:
            new = {judgement: event for judgement, event in returns.items() if work.is_new(event)}
            if not new:
                return
            totals = {judgement: event.parts for judgement, event in new.items()}
            tallies = await work.tables.judgements.add_totals(totals)
            await publish_judged(work, new, tallies)
