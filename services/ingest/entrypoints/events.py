"""The extractor's ear: what is said about a submission that was received."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.ports import Finished
from shared.contracts.ingest import SubmissionReceived, SubmissionUnreadable
from shared.messaging.wrapping import Received
from shared.observability.logs import get_logger
from shared.observability.metrics import Metrics

log = get_logger("extractor")


class Ears(Protocol):
    """Where a handler is registered: `shared.messaging.intake.Intake`."""

    def on(
        self, event_type: type[SubmissionReceived], handler: Callable[[Received[SubmissionReceived]], Awaitable[None]]
    ) -> object:
        """Call the handler for each event of the type."""


def listen(intake: Ears, extract: ExtractRows, metrics: Metrics) -> None:
    """Subscribe the extractor; what becomes of each submission is logged and counted by ids and codes."""

    async def hear(received: Received[SubmissionReceived]) -> None:
        finished = await extract(received.event)
        if finished is not None:
            _report(finished, metrics)

    intake.on(SubmissionReceived, hear)


def _report(finished: Finished, metrics: Metrics) -> None:
    event = finished.event
    if isinstance(event, SubmissionUnreadable):
        log.info("submission has no rows", submission_id=event.submission_id, outcome=event.outcome, code=event.code)
        metrics.count("onward_submissions_total", outcome=event.outcome)
        return
    outcome = "extracted" if event.repeats is None else "repeat"
    log.info(
        "submission was read",
        submission_id=event.submission_id,
        outcome=outcome,
        collection=event.collection,
        establishment=event.establishment,
        parts=event.parts,
        rows=event.rows,
    )
    metrics.count("onward_submissions_total", outcome=outcome)
