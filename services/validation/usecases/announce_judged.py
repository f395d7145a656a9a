"""The end of a judgement: whole-return rules over the compact keys, said once by whichever transaction is last."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.validation.domain.duplicates import lines_set_aside, numbers_shared
from services.validation.usecases.ports import Judgement, Judgements, Tally, Unit
from services.validation.usecases.translate import row_note, set_aside_row
from shared.contracts.validation import SubmissionJudged


class OfReturn(Protocol):
    """An event that says which return a submission is for; the last part and the total both do."""

    @property
    def submission_id(self) -> UUID: ...
    @property
    def collection(self) -> str: ...
    @property
    def establishment(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...


async def announce_judged(
    unit: Unit, judgements: Judgements, event: OfReturn, judgement: Judgement, tally: Tally
) -> None:
    """Say SubmissionJudged: which lines do not count because another line of the learner does, and shared numbers."""
    lines = await judgements.lines_sharing_a_key(judgement)
    unit.announce(
        SubmissionJudged(
            submission_id=judgement.submission_id,
            judgement=judgement.number,
            collection=event.collection,
            establishment=event.establishment,
            period=event.period,
            received_at=event.received_at,
            parts=tally.parts_done,
            rows=tally.rows,
            accepted=tally.accepted,
            refused=tally.rows - tally.accepted,
            set_aside=tuple(set_aside_row(line) for line in lines_set_aside(lines)),
            notes=tuple(row_note(shared) for shared in numbers_shared(lines)),
        )
    )
    await judgements.close(judgement)
