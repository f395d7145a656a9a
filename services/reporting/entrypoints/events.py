"""What reporting hears, and which use case answers."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from services.reporting.usecases.build_generation import BuildGeneration
from services.reporting.usecases.record_files import RecordFiles
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.kafka.consumer.event_consumer import EventConsumer

E = TypeVar("E", bound=Event)
Handle = Callable[[Sequence[E]], Awaitable[None]]

ROWS_MAX: Final = 2_000
"""So many rows, or as much other work, are taken in by one transaction."""
_AN_EVENT: Final = 20
"""An event by itself costs about as much as so many rows."""


def subscribe(event_consumer: EventConsumer, files: RecordFiles, build: BuildGeneration) -> None:
    """Subscribe every use case to its event."""

    def hear(kind: type[E], handle: Handle[E], rows: Callable[[E], int] = lambda _: 0) -> None:
        event_consumer.on_many(kind, handle, size=lambda event: max(_AN_EVENT, rows(event)), size_max=ROWS_MAX)

    hear(SubmissionReceived, files.received)
    hear(SubmissionExtracted, files.extracted)
    hear(SubmissionUnreadable, files.unreadable)
    hear(RowsJudged, build.verdicts, lambda event: len(event.judged))
    hear(SubmissionJudged, build.judged, lambda event: len(event.set_aside) + len(event.notes))
    hear(ClaimsMatched, build.claims, lambda event: len(event.records) + len(event.awaiting))
    hear(SubmissionMatched, build.matched)
