"""What matching hears, and which use case answers."""

from collections.abc import Sequence
from typing import Final

from services.matching.usecases.complete_submission import CompleteSubmission
from services.matching.usecases.match_records import ROWS_TOGETHER_MAX, MatchRecords
from shared.contracts.validation import RecordsAccepted, SubmissionJudged
from shared.kafka.consumer.event_consumer import EventConsumer

RUNS_SIDE_BY_SIDE: Final = 2
"""While one run waits for the database, another computes."""


def subscribe(event_consumer: EventConsumer, match: MatchRecords, complete: CompleteSubmission) -> None:
    """Subscribe every use case to its event."""

    async def hear_records(run: Sequence[RecordsAccepted]) -> None:
        await match(*run)

    event_consumer.on_many(
        RecordsAccepted,
        hear_records,
        size=lambda event: len(event.records),
        size_max=ROWS_TOGETHER_MAX,
        concurrency=RUNS_SIDE_BY_SIDE,
    )
    event_consumer.on(SubmissionJudged, complete)
