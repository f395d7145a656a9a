"""Which use case of validation handles which event."""

from typing import Any, Final

from services.validation.usecases.judge_rows import JudgeRows
from services.validation.usecases.judge_submission import JudgeSubmission
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted
from shared.kafka.consumer.batches import On

ROWS_TOGETHER_MAX: Final = 2_000
"""Rows judged in one transaction: four small returns, or two parts of a large one."""
SUBMISSIONS_TOGETHER_MAX: Final = 50


def subscriptions(judge_rows: JudgeRows, judge_submission: JudgeSubmission) -> tuple[On[Any], ...]:
    """Return the table of subscriptions."""
    return (
        On(RowsExtracted, judge_rows, size=_rows_of, size_max=ROWS_TOGETHER_MAX),
        On(SubmissionExtracted, judge_submission, size_max=SUBMISSIONS_TOGETHER_MAX),
    )


def _rows_of(event: RowsExtracted) -> int:
    return len(event.lines)
