"""Keep what ingest says about files as a whole, whichever of their events is heard first."""

from collections.abc import Sequence

from services.reporting.usecases.ports import Works
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable

CONSUMER = "reporting"
"""The inbox name: every event is handled once by this service."""


class RecordFiles:
    """Keep receipts, extractions and failures; each says what it says again when it is heard again."""

    def __init__(self, works: Works) -> None:
        self._works = works

    async def received(self, events: Sequence[SubmissionReceived]) -> None:
        """Files were received."""
        async with self._works.begin(CONSUMER, *(event.event_id for event in events)) as work:
            await work.submissions.record_received([event for event in events if work.is_new(event.event_id)])

    async def extracted(self, events: Sequence[SubmissionExtracted]) -> None:
        """Files were read to their end. One that repeats the latest has no generation, and its return stays as is."""
        async with self._works.begin(CONSUMER, *(event.event_id for event in events)) as work:
            await work.submissions.record_extracted([event for event in events if work.is_new(event.event_id)])

    async def unreadable(self, events: Sequence[SubmissionUnreadable]) -> None:
        """Files could not be read, or a person must say whose they are."""
        async with self._works.begin(CONSUMER, *(event.event_id for event in events)) as work:
            await work.submissions.record_unreadable([event for event in events if work.is_new(event.event_id)])
