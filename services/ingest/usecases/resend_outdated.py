"""Have submissions judged again whose judgement a change of severities has outdated: from the original, once each."""

from collections.abc import Sequence

from services.ingest.usecases.ports import IngestTables
from shared.contracts.validation import JudgementOutdated
from shared.outbox.unit_of_work import Begin


class ResendOutdated:
    """Handle JudgementOutdated. A submission of which the next judgement has begun, for whatever reason, is left."""

    def __init__(self, begin: Begin[IngestTables]) -> None:
        self._begin = begin

    async def __call__(self, events: Sequence[JudgementOutdated]) -> None:
        """Begin the next judgement of each, and publish its receipt for it. Raises Transient."""
        async with self._begin(self, events) as work:
            outdated = {(event.submission_id, event.judgement) for event in work.new(events)}
            if outdated:
                work.publish(*await work.tables.submissions.take_outdated(outdated))
