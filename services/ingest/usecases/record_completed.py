"""Record which submissions are complete: reporting has everything of them, and their page ends in a verdict."""

from collections.abc import Sequence

from services.ingest.usecases.ports import IngestTables
from shared.contracts.reporting import SubmissionCompleted
from shared.outbox.unit_of_work import Begin


class RecordCompleted:
    """Handle SubmissionCompleted. Recorded again, it changes nothing: that needs no inbox."""

    def __init__(self, begin: Begin[IngestTables]) -> None:
        self._begin = begin

    async def __call__(self, events: Sequence[SubmissionCompleted]) -> None:
        """Record them. Raises Transient."""
        async with self._begin(self) as work:
            newest = sorted(events, key=lambda event: event.judgement)
            await work.tables.submissions.complete({event.submission_id: event.judgement for event in newest})
