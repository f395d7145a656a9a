"""Which use case of matching handles which event."""

from typing import Any, Final

from services.matching.usecases.complete_submission import CompleteSubmission
from services.matching.usecases.match_records import ROWS_TOGETHER_MAX, MatchRecords
from shared.contracts.validation import RecordsAccepted, SubmissionJudged
from shared.kafka.consumer.batches import On

SUBMISSIONS_TOGETHER_MAX: Final = 50


def subscriptions(match_records: MatchRecords, complete_submission: CompleteSubmission) -> tuple[On[Any], ...]:
    """Return the table of subscriptions."""
    return (
        On(RecordsAccepted, match_records, size=_rows_of, size_max=ROWS_TOGETHER_MAX),
        On(SubmissionJudged, complete_submission, size_max=SUBMISSIONS_TOGETHER_MAX),
    )


def _rows_of(event: RecordsAccepted) -> int:
    return len(event.records)
