"""Keep what ingest says about files as a whole, whichever of their events is heard first."""

from collections.abc import Sequence

from services.reporting.usecases.ports import Work, Works
from shared.contracts.events import SubmissionEvent
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.reporting import SubmissionCompleted

CONSUMER = "reporting"
"""The inbox name: every event is handled once by this service."""


async def publish_completed(work: Work, events: Sequence[SubmissionEvent]) -> None:
    """Say to ingest which submissions of these have all been heard: whatever comes last says so."""
    if events:
        completed = await work.submissions.find_completed({event.submission_id for event in events})
        work.announce(*(SubmissionCompleted(submission_id=one, judgement=completed[one]) for one in sorted(completed)))


class RecordFiles:
    """Keep receipts, extractions and failures; each says what it says again when it is heard again."""

    def __init__(self, works: Works) -> None:
        self._works = works

    async def received(self, events: Sequence[SubmissionReceived]) -> None:
        """Files were received."""
        async with self._works.begin(CONSUMER, *(event.event_id for event in events)) as work:
            new = [event for event in events if work.is_new(event.event_id)]
            await work.submissions.record_received(new)
            await publish_completed(work, new)

    async def extracted(self, events: Sequence[SubmissionExtracted]) -> None:
        """Files were read to their end. One that repeats the latest has no generation, and its return stays as is."""
        async with self._works.begin(CONSUMER, *(event.event_id for event in events)) as work:
            new = [event for event in events if work.is_new(event.event_id)]
            await work.submissions.record_extracted(new)
            await publish_completed(work, new)

    async def unreadable(self, events: Sequence[SubmissionUnreadable]) -> None:
        """Files could not be read, or a person must say whose they are."""
        async with self._works.begin(CONSUMER, *(event.event_id for event in events)) as work:
            new = [event for event in events if work.is_new(event.event_id)]
            await work.submissions.record_unreadable(new)
            await publish_completed(work, new)
