"""What reporting hears, and which use case answers."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from services.reporting.usecases.build_generation import BuildGeneration
from services.reporting.usecases.record_files import RecordFiles
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.messaging.intake import Intake
from shared.messaging.wrapping import Received

E = TypeVar("E", bound=Event)

ROWS_MAX: Final = 1_000
"""So many rows, or as much other work, are taken in by one transaction."""
_AN_EVENT: Final = 20
"""An event by itself costs about as much as so many rows."""


def subscribe(intake: Intake, files: RecordFiles, build: BuildGeneration) -> None:
    """Subscribe every use case to its event."""
    intake.on_many(SubmissionReceived, _hearing(files.received), size=_alone, size_max=ROWS_MAX)
    intake.on_many(SubmissionExtracted, _hearing(files.extracted), size=_alone, size_max=ROWS_MAX)
    intake.on_many(SubmissionUnreadable, _hearing(files.unreadable), size=_alone, size_max=ROWS_MAX)
    intake.on_many(
        RowsJudged, _hearing(build.verdicts), size=lambda event: _AN_EVENT + len(event.judged), size_max=ROWS_MAX
    )
    intake.on_many(
        SubmissionJudged, _hearing(build.judged), size=lambda event: _AN_EVENT + len(event.set_aside), size_max=ROWS_MAX
    )
    intake.on_many(
        ClaimsMatched, _hearing(build.claims), size=lambda event: _AN_EVENT + len(event.records), size_max=ROWS_MAX
    )
    intake.on_many(SubmissionMatched, _hearing(build.matched), size=_alone, size_max=ROWS_MAX)


def _alone(_: Event) -> int:
    return _AN_EVENT


def _hearing(
    handle: Callable[[Sequence[E]], Awaitable[None]],
) -> Callable[[Sequence[Received[E]]], Awaitable[None]]:
    async def hear(run: Sequence[Received[E]]) -> None:
        await handle([received.event for received in run])

    return hear
