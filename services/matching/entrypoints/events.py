"""What matching hears, and which use case answers."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.matching.usecases.complete_submission import CompleteSubmission
from services.matching.usecases.match_records import MatchRecords
from shared.contracts.events import Event
from shared.contracts.validation import RecordsAccepted, SubmissionJudged
from shared.messaging.intake import Intake
from shared.messaging.wrapping import Received

E = TypeVar("E", bound=Event)


def subscribe(intake: Intake, match: MatchRecords, complete: CompleteSubmission) -> None:
    """Subscribe every use case to its event."""
    intake.on(RecordsAccepted, _hearing(match))
    intake.on(SubmissionJudged, _hearing(complete))


def _hearing(handle: Callable[[E], Awaitable[None]]) -> Callable[[Received[E]], Awaitable[None]]:
    async def hear(received: Received[E]) -> None:
        await handle(received.event)

    return hear
