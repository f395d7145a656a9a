"""The extractor's ear: what is said about a submission that was received."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from services.ingest.usecases.extract_rows import ExtractRows
from shared.contracts.ingest import SubmissionReceived
from shared.messaging.wrapping import Received


class Ears(Protocol):
    """Where a handler is registered: `shared.messaging.intake.Intake`."""

    def on(
        self, event_type: type[SubmissionReceived], handler: Callable[[Received[SubmissionReceived]], Awaitable[None]]
    ) -> object:
        """Call the handler for each event of the type."""


def listen(intake: Ears, extract: ExtractRows) -> None:
    """Subscribe the extractor."""

    async def hear(received: Received[SubmissionReceived]) -> None:
        await extract(received.event)

    intake.on(SubmissionReceived, hear)
