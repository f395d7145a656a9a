"""What validation hears, and which use case answers."""

from typing import Final

from services.validation.usecases.judge_rows import JudgeRows
from services.validation.usecases.judge_submission import JudgeSubmission
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted
from shared.kafka.consumer import EventConsumer

ROWS_TOGETHER_MAX: Final = 1_000
"""Rows judged in one transaction: four small returns, or two parts of a large one."""
SUBMISSIONS_TOGETHER_MAX: Final = 50


def subscribe(event_consumer: EventConsumer, judge_rows: JudgeRows, judge_submission: JudgeSubmission) -> None:
    """Subscribe the use cases to their events."""
    event_consumer.on_many(RowsExtracted, judge_rows, size=_rows, size_max=ROWS_TOGETHER_MAX)
    event_consumer.on_many(SubmissionExtracted, judge_submission, size=_one, size_max=SUBMISSIONS_TOGETHER_MAX)


def _rows(event: RowsExtracted) -> int:
    return len(event.lines)


def _one(_: SubmissionExtracted) -> int:
    return 1
