"""Record what ingest publishes about files as a whole, whichever of their events comes first."""

from collections.abc import Sequence
from functools import partial

from services.reporting.usecases.ports import ReportingTables
from services.reporting.usecases.publish_completed import publish_completed
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.observability.measures import UNMEASURED
from shared.observability.submission_log import report_submission
from shared.outbox.unit_of_work import Begin


class RecordReceived:
    """Handle SubmissionReceived: who sent which file, and when."""

    def __init__(self, begin: Begin[ReportingTables]) -> None:
        self._begin = begin

    async def __call__(self, events: Sequence[SubmissionReceived]) -> None:
        """Record the files. Raises Transient."""
        async with self._begin(self, events) as work:
            new = work.new(events)
            await work.tables.submissions.record_received(new)
            await publish_completed(work, new)


class RecordExtracted:
    """Handle SubmissionExtracted: files were read to their end.

    One that repeats the latest of its return has no generation, and the return stays as it is.
    """

    def __init__(self, begin: Begin[ReportingTables]) -> None:
        self._begin = begin

    async def __call__(self, events: Sequence[SubmissionExtracted]) -> None:
        """Record what was read. Raises Transient."""
        async with self._begin(self, events) as work:
            new = work.new(events)
            await work.tables.submissions.record_extracted(new)
            for event in new:
                if event.repeats is not None:
                    work.when_committed(partial(_report, event, "repeat"))
            await publish_completed(work, new)


class RecordUnreadable:
    """Handle SubmissionUnreadable: files could not be read, or a person must say whose they are."""

    def __init__(self, begin: Begin[ReportingTables]) -> None:
        self._begin = begin

    async def __call__(self, events: Sequence[SubmissionUnreadable]) -> None:
        """Record why there are no rows. Raises Transient."""
        async with self._begin(self, events) as work:
            new = work.new(events)
            await work.tables.submissions.record_unreadable(new)
            for event in new:
                work.when_committed(partial(_report, event, event.outcome))
            await publish_completed(work, new)


def _report(event: SubmissionExtracted | SubmissionUnreadable, outcome: str) -> None:
    """Log the end of what changes nothing."""
    report_submission("submission was settled", UNMEASURED, event.submission_id, outcome, judgement=event.judgement)
