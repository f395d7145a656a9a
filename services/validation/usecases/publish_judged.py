"""The end of a judgement: whole-return rules over the compact keys, published once by whichever transaction is last."""

from collections.abc import Mapping, Sequence

from services.validation.domain.duplicates import LearnerLines, lines_set_aside, lines_sharing_a_key, numbers_shared
from services.validation.usecases.ports import Judgement, Tally, ValidationTables
from services.validation.usecases.translate import row_note, set_aside_row
from shared.contracts.events import ReturnEvent
from shared.contracts.validation import SubmissionJudged
from shared.outbox.unit_of_work import UnitOfWork


async def publish_judged(
    work: UnitOfWork[ValidationTables], returns: Mapping[Judgement, ReturnEvent], tallies: Mapping[Judgement, Tally]
) -> None:
    """Publish SubmissionJudged of each judgement that is complete.

    It names the lines that do not count because another line of the learner does, and numbers that learners share.
    """
    complete = [judgement for judgement, tally in tallies.items() if tally.complete]
    if complete:
        parts = await work.tables.judgements.close(complete)
        work.publish(*(_judged(returns[one], tallies[one], parts[one]) for one in complete))


def _judged(of: ReturnEvent, tally: Tally, parts: Sequence[LearnerLines]) -> SubmissionJudged:
    lines = lines_sharing_a_key(parts)
    return SubmissionJudged(
        **of.return_fields(),
        parts=tally.parts_done,
        rows=tally.rows,
        accepted=tally.accepted,
        refused=tally.rows - tally.accepted,
        set_aside=tuple(set_aside_row(line) for line in lines_set_aside(lines)),
        notes=tuple(row_note(shared) for shared in numbers_shared(lines)),
    )
