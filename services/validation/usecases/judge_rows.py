"""Judge the rows of one part: clean records for matching, codes and cells for the school."""

from typing import Final

from services.validation.domain.plan import plan_for
from services.validation.domain.rows import JudgedRows
from services.validation.domain.verdict import judge_rows
from services.validation.usecases.announce_judged import announce_judged
from services.validation.usecases.ports import JudgedPart, Judgement, JudgementsIn, Measures, Units, Unmeasured
from services.validation.usecases.records import records_accepted
from services.validation.usecases.translate import Keys, context_of, keys_of_rows, learner_lines, rows_judged
from shared.contracts.ingest import RowsExtracted
from shared.contracts.validation import RecordsAccepted, RowsJudged
from shared.errors import Poison

CONSUMER: Final = "judge rows"


class JudgeRows:
    """Judge one part. Said for every part, also when none of its rows can be used: the stages behind count parts."""

    def __init__(
        self,
        units: Units,
        judgements: JudgementsIn,
        secret: bytes,
        *,
        flag_test_numbers: bool = False,
        measures: Measures | None = None,
    ) -> None:
        self._units = units
        self._judgements = judgements
        self._secret = secret
        self._flag_test_numbers = flag_test_numbers
        self._measures = measures or Unmeasured()

    async def __call__(self, event: RowsExtracted) -> None:
        """Judge and say; raises Poison for a collection that this version does not know, Transient for the world."""
        # Judged before the inbox is asked: asking opens the transaction, and a connection held while a part is computed
        # would be dearer than the rare repeat that is judged in vain.
        with self._measures.judging(len(event.rows)):
            judged = judged_part(event, flag_test_numbers=self._flag_test_numbers)
            keys = keys_of_rows(self._secret, judged)
            part = _kept(event, judged, keys)
            said = said_of_part(event, judged, keys)
        async with self._units.begin(CONSUMER, event.event_id) as unit:
            if unit.repeated:
                return
            unit.announce(*said)
            judgements = self._judgements(unit)
            tally = await judgements.add_part(part)
            if tally.complete:
                await announce_judged(unit, judgements, event, part.judgement, tally)
        self._measures.judged(accepted=part.accepted, refused=part.rows - part.accepted)


def judged_part(event: RowsExtracted, *, flag_test_numbers: bool = False) -> JudgedRows:
    """Return the rows of a part, read and judged. Raises Poison for a collection that nobody knows."""
    plan = plan_for(event.collection, tuple(column.id for column in event.columns))
    if plan is None:
        raise Poison("unknown_collection")
    context = context_of(event, flag_test_numbers=flag_test_numbers)
    return judge_rows(plan, context, [row.cells for row in event.rows])


def said_of_part(event: RowsExtracted, judged: JudgedRows, keys: list[Keys]) -> tuple[RowsJudged, RecordsAccepted]:
    """Return the two events that every part gives."""
    return rows_judged(event, judged, keys), records_accepted(event, judged, keys)


def _kept(event: RowsExtracted, judged: JudgedRows, keys: list[Keys]) -> JudgedPart:
    return JudgedPart(
        judgement=Judgement(event.submission_id, event.judgement),
        part=event.part,
        sheet=event.sheet,
        rows=len(event.rows),
        accepted=judged.accepted,
        lines=learner_lines(event, judged, keys),
    )
