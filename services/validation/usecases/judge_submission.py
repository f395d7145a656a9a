"""The end of a judgement: whole-return rules over the compact keys, published once by whichever transaction is last."""

from collections.abc import Mapping, Sequence
from functools import partial

from services.validation.domain.complaint_counts import added_up
from services.validation.domain.duplicates import lines_set_aside, lines_sharing_a_key, numbers_shared
from services.validation.usecases.ports import ClosedPart, Judgement, SubmissionVerdict, Tally, ValidationTables
from services.validation.usecases.translate import row_note, set_aside_row
from shared.contracts.events import ReturnEvent
from shared.contracts.ingest import SubmissionExtracted
from shared.contracts.validation import SubmissionJudged
from shared.observability.measures import UNMEASURED, Measures
from shared.observability.submission_log import report_submission
from shared.outbox.unit_of_work import Begin, UnitOfWork
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.london import london_day


class JudgeSubmission:
    """Record how many parts a file has, and end its judgement where all of them are in already.

    A file that repeats an earlier one has no parts and is not judged.
    """

    def __init__(self, begin: Begin[ValidationTables], *, measures: Measures = UNMEASURED) -> None:
        self._begin = begin
        self._measures = measures

    async def __call__(self, events: Sequence[SubmissionExtracted]) -> None:
        """Record and, where nothing is missing, publish SubmissionJudged. Raises Transient."""
        returns = {Judgement(event.submission_id, event.judgement): event for event in events if event.repeats is None}
        if not returns:
            return
        async with self._begin(self, list(returns.values())) as work:
            new = {judgement: event for judgement, event in returns.items() if work.is_new(event)}
            if not new:
                return
            totals = {judgement: event.parts for judgement, event in new.items()}
            tallies = await work.tables.judgements.add_totals(totals)
            await publish_judged(work, new, tallies, self._measures)


async def publish_judged(
    work: UnitOfWork[ValidationTables],
    returns: Mapping[Judgement, ReturnEvent],
    tallies: Mapping[Judgement, Tally],
    measures: Measures,
) -> None:
    """Publish SubmissionJudged of each judgement that is complete.

    It names the lines that do not count because another line of the learner does, and numbers that learners share.
    """
    complete = [judgement for judgement, tally in tallies.items() if tally.complete]
    if complete:
        parts = await work.tables.judgements.close(complete)
        await work.tables.judgements.record_verdicts([_verdict(one, returns[one], parts[one]) for one in complete])
        for one in complete:
            judged = _judged(returns[one], tallies[one], parts[one])
            work.publish(judged)
            work.when_committed(partial(_report, judged, tallies[one].seconds, measures))


def _report(judged: SubmissionJudged, seconds: float, measures: Measures) -> None:
    report_submission(
        "submission was judged",
        *(measures, judged.submission_id, "judged", seconds),
        judgement=judged.judgement,
        collection=judged.collection,
        establishment=judged.establishment,
        period=judged.period,
        parts=judged.parts,
        rows_in=judged.rows,
        rows_out=judged.accepted,
        refused=judged.refused,
        set_aside=len(judged.set_aside),
        version=judged.severities,
    )


def _verdict(judgement: Judgement, of: ReturnEvent, parts: Sequence[ClosedPart]) -> SubmissionVerdict:
    year = AcademicYear.of_period(of.period) or AcademicYear.containing(london_day(of.received_at))
    return SubmissionVerdict(
        judgement=judgement,
        collection=of.collection,
        establishment=of.establishment,
        period=of.period,
        academic_year=year.start,
        received_at=of.received_at,
        severities=_lowest_version(parts),
        complaints=added_up(part.complaints for part in parts),
    )


def _lowest_version(parts: Sequence[ClosedPart]) -> int:
    return min((part.severities for part in parts), default=0)


def _judged(of: ReturnEvent, tally: Tally, parts: Sequence[ClosedPart]) -> SubmissionJudged:
    lines, policy = lines_sharing_a_key([part.lines for part in parts]), COLLECTIONS[of.collection].counting_line
    return SubmissionJudged(
        **of.return_fields(),
        parts=tally.parts_done,
        rows=tally.rows,
        accepted=tally.accepted,
        refused=tally.rows - tally.accepted,
        set_aside=() if policy.every else tuple(set_aside_row(line) for line in lines_set_aside(lines)),
        notes=tuple(row_note(shared) for shared in numbers_shared(lines)),
        severities=_lowest_version(parts),
    )
