"""Judge the rows of parts: clean records for matching, codes and cells for the school."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.validation.domain.complaint_counts import complaint_counts
from services.validation.domain.plan import plan_for
from services.validation.domain.rows import JudgedRows
from services.validation.domain.severities import Severities
from services.validation.domain.verdict import judge_rows
from services.validation.usecases.judge_submission import publish_judged
from services.validation.usecases.ports import JudgedPart, Judgement, KnownSeverities, ValidationTables
from services.validation.usecases.records import AcceptedRows, records_accepted
from services.validation.usecases.translate import context_of, keys_of_rows, learner_lines, marked_in, rows_judged
from shared.contracts.ingest import RowsExtracted
from shared.contracts.validation import RecordsAccepted, RowsJudged
from shared.errors import Poison
from shared.observability.measures import UNMEASURED, Measures
from shared.outbox.unit_of_work import Begin


@dataclass(frozen=True, slots=True)
class PartResult:
    """What is stored and published of one part."""

    event: RowsExtracted
    kept: JudgedPart
    events: tuple[RowsJudged, RecordsAccepted]


class JudgeRows:
    """Judge parts. Every part gives events, also when none of its rows can be used: the next services count parts."""

    def __init__(
        self,
        begin: Begin[ValidationTables],
        secret: bytes,
        severities: KnownSeverities,
        *,
        flag_test_numbers: bool = False,
        measures: Measures = UNMEASURED,
    ) -> None:
        self._begin = begin
        self._secret = secret
        self._severities = severities
        self._flag_test_numbers = flag_test_numbers
        self._measures = measures

    async def __call__(self, events: Sequence[RowsExtracted]) -> None:
        """Judge and publish. Raises Poison for an unknown collection, Transient for the database."""
        # Judged before the inbox is asked: asking opens the transaction, and a connection held while a part is computed
        # would be dearer than the rare repeat that is judged in vain.
        severities = await self._severities()
        with self._measures.stage("judge", sum(len(event.lines) for event in events)):
            parts = [self._judged(event, severities) for event in events]
        async with self._begin(self, events) as work:
            new = [part for part in parts if work.is_new(part.event)]
            if not new:
                return
            work.publish(*(event for part in new for event in part.events))
            tallies = await work.tables.judgements.add_parts([part.kept for part in new])
            returns = {part.kept.judgement: part.event for part in new}
            await publish_judged(work, returns, tallies, self._measures)
        accepted = sum(part.kept.accepted for part in new)
        self._measures.count("onward_rows_total", accepted, outcome="accepted")
        self._measures.count("onward_rows_total", sum(part.kept.rows for part in new) - accepted, outcome="refused")

    def _judged(self, event: RowsExtracted, severities: Severities) -> PartResult:
        judged = judged_part(event, severities, flag_test_numbers=self._flag_test_numbers)
        return part_result(event, judged, self._secret, severities.version)


def judged_part(
    event: RowsExtracted, severities: Severities | None = None, *, flag_test_numbers: bool = False
) -> JudgedRows:
    """Return the rows of a part, read and judged; `severities`: None for the catalogue's own.

    Raises Poison for a collection that nobody knows.
    """
    lowered = severities.lowered_in(event.collection) if severities else frozenset[str]()
    plan = plan_for(event.collection, tuple(column.id for column in event.columns), lowered)
    if plan is None:
        raise Poison("unknown_collection")
    context = context_of(event, flag_test_numbers=flag_test_numbers)
    return judge_rows(plan, context, len(event.lines), event.cells, marked_in(event.marks))


def part_result(event: RowsExtracted, judged: JudgedRows, secret: bytes, severities: int = 0) -> PartResult:
    """Return what is kept of a judged part, and the two events that every part gives.

    `severities`: the version of those by which it was judged.
    """
    keys = keys_of_rows(secret, judged)
    rows = AcceptedRows(event, judged, keys)
    return PartResult(
        event,
        JudgedPart(
            judgement=Judgement(event.submission_id, event.judgement),
            part=event.part,
            rows=judged.rows,
            accepted=judged.rows - len(judged.refused),
            lines=learner_lines(rows),
            severities=severities,
            complaints=complaint_counts(judged),
        ),
        (rows_judged(event, judged, keys, severities), records_accepted(rows)),
    )
