"""The extractor's ears: a submission was received, the page of one ends in a verdict."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, TypeVar

from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.ports import FinishedSubmission
from services.ingest.usecases.resend_lost import RecordCompleted
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionReceived, SubmissionUnreadable
from shared.contracts.reporting import SubmissionCompleted
from shared.observability.logs import get_logger
from shared.observability.metrics import Metrics

FILES_MAX: Final = 8
"""So many small files are read as one run."""
SMALL_FILE_BYTES: Final = 128 * 1024

COMPLETED_MAX: Final = 100

E = TypeVar("E", bound=Event)
log = get_logger("extractor")


class Ears(Protocol):
    """Where a handler is registered: `shared.kafka.consumer.event_consumer.EventConsumer`."""

    def on_many(
        self,
        event_type: type[E],
        handler: Callable[[Sequence[E]], Awaitable[None]],
        *,
        size: Callable[[E], int],
        size_max: int,
    ) -> object:
        """Call the handler for runs of events of the type that together are no larger than `size_max`."""


def listen(event_consumer: Ears, extract: ExtractRows, record_completed: RecordCompleted, metrics: Metrics) -> None:
    """Subscribe the extractor; what becomes of each submission is logged and counted by ids and codes."""
    for outcome in ("extracted", "repeat", "unreadable", "set_aside"):
        metrics.begin("onward_submissions_total", outcome=outcome)

    async def hear(run: Sequence[SubmissionReceived]) -> None:
        for finished in await extract(*run):
            _report(finished, metrics)

    async def hear_completed(run: Sequence[SubmissionCompleted]) -> None:
        await record_completed(*run)

    event_consumer.on_many(SubmissionReceived, hear, size=_size, size_max=FILES_MAX)
    event_consumer.on_many(SubmissionCompleted, hear_completed, size=lambda _: 1, size_max=COMPLETED_MAX)


def _size(event: SubmissionReceived) -> int:
    """Return for how many small files the file counts."""
    return 1 + event.size_bytes // SMALL_FILE_BYTES


def _report(finished: FinishedSubmission, metrics: Metrics) -> None:
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
