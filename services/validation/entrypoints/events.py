"""What validation hears, and which use case answers."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.validation.usecases.judge_rows import JudgeRows
from services.validation.usecases.judge_submission import JudgeSubmission
from shared.contracts.events import Event
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted
from shared.messaging.intake import Intake
from shared.messaging.wrapping import Received

E = TypeVar("E", bound=Event)


def subscribe(intake: Intake, judge_rows: JudgeRows, judge_submission: JudgeSubmission) -> None:
    """Subscribe the use cases to their events."""
    intake.on(RowsExtracted, _hearing(judge_rows))
    intake.on(SubmissionExtracted, _hearing(judge_submission))


def _hearing(handle: Callable[[E], Awaitable[None]]) -> Callable[[Received[E]], Awaitable[None]]:
    async def hear(received: Received[E]) -> None:
        await handle(received.event)

    return hear
