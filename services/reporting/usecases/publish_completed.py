"""Tell ingest which submissions are complete: reporting has everything of them, whichever event came last."""

from collections.abc import Collection

from services.reporting.usecases.ports import ReportingTables
from shared.contracts.events import SubmissionEvent
from shared.contracts.reporting import SubmissionCompleted
from shared.outbox.unit_of_work import UnitOfWork


async def publish_completed(work: UnitOfWork[ReportingTables], events: Collection[SubmissionEvent]) -> None:
    """Publish SubmissionCompleted for those submissions of these events of which nothing is missing any more."""
    if events:
        completed = await work.tables.submissions.find_completed({event.submission_id for event in events})
        work.publish(*(SubmissionCompleted(submission_id=one, judgement=completed[one]) for one in sorted(completed)))
