"""What reporting hears, and which use case answers."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.reporting.usecases.build_generation import BuildGeneration
from services.reporting.usecases.record_files import RecordExtracted, RecordReceived, RecordUnreadable
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.messaging.intake import Intake
from shared.messaging.wrapping import Received

E = TypeVar("E", bound=Event)


def subscribe(
    intake: Intake,
    *,
    received: RecordReceived,
    extracted: RecordExtracted,
    unreadable: RecordUnreadable,
    build: BuildGeneration,
) -> None:
    """Subscribe every use case to its event."""
    intake.on(SubmissionReceived, _hearing(received))
    intake.on(SubmissionExtracted, _hearing(extracted))
    intake.on(SubmissionUnreadable, _hearing(unreadable))
    intake.on(RowsJudged, _hearing(build.verdicts))
    intake.on(SubmissionJudged, _hearing(build.judged))
    intake.on(ClaimsMatched, _hearing(build.claims))
    intake.on(SubmissionMatched, _hearing(build.matched))


def _hearing(handle: Callable[[E], Awaitable[None]]) -> Callable[[Received[E]], Awaitable[None]]:
    async def hear(received: Received[E]) -> None:
        await handle(received.event)

    return hear
