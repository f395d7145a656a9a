"""The end of a judgement: every part is matched; published and logged by whichever transaction is last."""

from functools import partial

from services.matching.usecases.ports import MatchingTables, Progress
from services.matching.usecases.translate import submission_matched
from shared.contracts.matching import SubmissionMatched
from shared.contracts.validation import RecordsAccepted, SubmissionJudged
from shared.observability.measures import Measures
from shared.observability.submission_log import report_submission
from shared.outbox.unit_of_work import UnitOfWork


def publish_matched(
    work: UnitOfWork[MatchingTables],
    event: RecordsAccepted | SubmissionJudged,
    progress: Progress,
    measures: Measures,
) -> None:
    """Publish SubmissionMatched for the judgement that an event belongs to."""
    matched = submission_matched(event, progress)
    work.publish(matched)
    work.when_committed(partial(_report, matched, progress.seconds, measures))


def _report(matched: SubmissionMatched, seconds: float, measures: Measures) -> None:
    report_submission(
        "submission was matched",
        *(measures, matched.submission_id, "matched", seconds),
        judgement=matched.judgement,
        collection=matched.collection,
        establishment=matched.establishment,
        period=matched.period,
        parts=matched.parts,
        rows_in=matched.accepted,
        rows_out=matched.matched + matched.created,
        matched=matched.matched,
        created=matched.created,
        awaiting=matched.awaiting,
    )
