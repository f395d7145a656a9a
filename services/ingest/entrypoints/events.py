"""Which use case of ingest handles which event."""

from typing import Any, Final

from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.record_completed import RecordCompleted
from services.ingest.usecases.resend_outdated import ResendOutdated
from shared.contracts.ingest import SubmissionReceived
from shared.contracts.reporting import SubmissionCompleted
from shared.contracts.validation import JudgementOutdated
from shared.kafka.consumer.batches import UNHURRIED_S, On

FILES_MAX: Final = 8
"""Small files that are read together, at most."""
SMALL_FILE_BYTES: Final = 128 * 1024
COMPLETED_MAX: Final = 100
OUTDATED_MAX: Final = 20


def subscriptions(
    extract_rows: ExtractRows, record_completed: RecordCompleted, resend_outdated: ResendOutdated
) -> tuple[On[Any], ...]:
    """Return the table of subscriptions."""
    return (
        On(SubmissionReceived, extract_rows, size=_small_files_in, size_max=FILES_MAX),
        On(SubmissionCompleted, record_completed, size_max=COMPLETED_MAX, interval_s=UNHURRIED_S),
        On(JudgementOutdated, resend_outdated, size_max=OUTDATED_MAX),
    )


def _small_files_in(event: SubmissionReceived) -> int:
    """Return for how many small files the file counts."""
    return 1 + event.size_bytes // SMALL_FILE_BYTES
