"""The extractor's ear: what is said about a submission that was received."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.ports import Finished
from shared.contracts.ingest import SubmissionReceived, SubmissionUnreadable
from shared.messaging.wrapping import Received
from shared.observability.logs import get_logger
from shared.observability.metrics import Metrics

FILES_MAX: Final = 8
"""So many small files are read as one run."""
SMALL_FILE_BYTES: Final = 128 * 1024

log = get_logger("extractor")


class Ears(Protocol):
    """Where a handler is registered: `shared.messaging.intake.Intake`."""

    def on_many(
        self,
        event_type: type[SubmissionReceived],
        handler: Callable[[Sequence[Received[SubmissionReceived]]], Awaitable[None]],
        *,
        size: Callable[[SubmissionReceived], int],
        size_max: int,
    ) -> object:
        """Call the handler for runs of events of the type that together are no larger than `size_max`."""


def listen(intake: Ears, extract: ExtractRows, metrics: Metrics) -> None:
    """Subscribe the extractor; what becomes of each submission is logged and counted by ids and codes."""
    for outcome in ("extracted", "repeat", "unreadable", "set_aside"):
        metrics.begin("onward_submissions_total", outcome=outcome)

    async def hear(run: Sequence[Received[SubmissionReceived]]) -> None:
        for finished in await extract(*(received.event for received in run)):
            _report(finished, metrics)

    intake.on_many(SubmissionReceived, hear, size=_size, size_max=FILES_MAX)


def _size(event: SubmissionReceived) -> int:
    """Return for how many small files the file counts."""
    return 1 + event.size_bytes // SMALL_FILE_BYTES


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
