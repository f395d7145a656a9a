"""Ingest has said how many parts there are: note it, and end the judgement where all of them are in already."""

from collections.abc import Sequence
from typing import Final

from services.validation.usecases.announce_judged import announce_judged
from services.validation.usecases.ports import Judgement, JudgementsIn, Units
from shared.contracts.ingest import SubmissionExtracted

CONSUMER: Final = "judge submission"


class JudgeSubmission:
    """Note the number of parts. A file that repeats an earlier one has no parts and is not judged."""

    def __init__(self, units: Units, judgements: JudgementsIn) -> None:
        self._units = units
        self._judgements = judgements

    async def __call__(self, events: Sequence[SubmissionExtracted]) -> None:
        """Note and, where nothing is missing, say SubmissionJudged; raises Transient for the world."""
        returns = {Judgement(event.submission_id, event.judgement): event for event in events if event.repeats is None}
        if not returns:
            return
        async with self._units.begin(CONSUMER, *(event.event_id for event in returns.values())) as unit:
            new = {judgement: event for judgement, event in returns.items() if unit.is_new(event.event_id)}
            if not new:
                return
            judgements = self._judgements(unit)
            tallies = await judgements.add_totals({judgement: event.parts for judgement, event in new.items()})
            await announce_judged(unit, judgements, new, tallies)
