"""Ingest has said how many parts there are: note it, and end the judgement where all of them are in already."""

from typing import Final

from services.validation.usecases.announce_judged import announce_judged
from services.validation.usecases.ports import Judgement, JudgementsIn, Units
from shared.contracts.ingest import SubmissionExtracted

CONSUMER: Final = "judge submission"
_FIRST: Final = 1


class JudgeSubmission:
    """Note the number of parts. A file that repeats an earlier one has no parts and is not judged."""

    def __init__(self, units: Units, judgements: JudgementsIn) -> None:
        self._units = units
        self._judgements = judgements

    async def __call__(self, event: SubmissionExtracted) -> None:
        """Note and, when nothing is missing, say SubmissionJudged; raises Transient for the world."""
        if event.repeats is not None:
            return
        async with self._units.begin(CONSUMER, event.event_id) as unit:
            if unit.repeated:
                return
            judgement = Judgement(event.submission_id, _FIRST)
            judgements = self._judgements(unit)
            tally = await judgements.add_total(judgement, event.parts)
            if tally.complete:
                await announce_judged(unit, judgements, event, judgement, tally)
