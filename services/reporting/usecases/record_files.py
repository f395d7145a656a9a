"""Keep what ingest says about a file as a whole, whichever of its events is heard first."""

from services.reporting.usecases.ports import Works
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable

CONSUMER = "reporting"
"""The inbox name: every event is handled once by this service."""


class RecordReceived:
    """A file was received."""

    def __init__(self, works: Works) -> None:
        self._works = works

    async def __call__(self, event: SubmissionReceived) -> None:
        async with self._works.begin(CONSUMER, event.event_id) as work:
            if not work.repeated:
                await work.submissions.record_received(event)


class RecordExtracted:
    """A file was read to its end. Where it repeats the latest one, no generation follows and the return stays as is."""

    def __init__(self, works: Works) -> None:
        self._works = works

    async def __call__(self, event: SubmissionExtracted) -> None:
        async with self._works.begin(CONSUMER, event.event_id) as work:
            if not work.repeated:
                await work.submissions.record_extracted(event)


class RecordUnreadable:
    """A file could not be read, or a person must say whose it is."""

    def __init__(self, works: Works) -> None:
        self._works = works

    async def __call__(self, event: SubmissionUnreadable) -> None:
        async with self._works.begin(CONSUMER, event.event_id) as work:
            if not work.repeated:
                await work.submissions.record_unreadable(event)
