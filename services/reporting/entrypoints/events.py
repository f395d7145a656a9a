"""Which use case of reporting handles which event."""

from dataclasses import dataclass
from typing import Any, Final

from services.reporting.usecases.build_generation import (
    AddClaims,
    AddJudgementTotals,
    AddMatchingTotals,
    AddVerdicts,
)
from services.reporting.usecases.record_files import RecordExtracted, RecordReceived, RecordUnreadable
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.kafka.consumer.batches import UNHURRIED_S, On

ROWS_MAX: Final = 4_000
"""Rows, or as much other work, that one transaction stores, at most."""
AN_EVENT: Final = 20
"""What an event costs by itself, in rows."""
EVENTS_MAX: Final = ROWS_MAX // AN_EVENT


@dataclass(frozen=True, slots=True)
class EventHandlers:
    """The use cases that handle events."""

    record_received: RecordReceived
    record_extracted: RecordExtracted
    record_unreadable: RecordUnreadable
    add_verdicts: AddVerdicts
    add_judgement_totals: AddJudgementTotals
    add_claims: AddClaims
    add_matching_totals: AddMatchingTotals


def subscriptions(handlers: EventHandlers) -> tuple[On[Any], ...]:
    """Return the table of subscriptions."""
    return (
        On(SubmissionReceived, handlers.record_received, size_max=EVENTS_MAX, interval_s=UNHURRIED_S),
        On(SubmissionExtracted, handlers.record_extracted, size_max=EVENTS_MAX, interval_s=UNHURRIED_S),
        On(SubmissionUnreadable, handlers.record_unreadable, size_max=EVENTS_MAX, interval_s=UNHURRIED_S),
        On(RowsJudged, handlers.add_verdicts, size=_rows_judged, size_max=ROWS_MAX),
        On(SubmissionJudged, handlers.add_judgement_totals, size=_rows_set_aside, size_max=ROWS_MAX),
        On(ClaimsMatched, handlers.add_claims, size=_rows_matched, size_max=ROWS_MAX),
        On(SubmissionMatched, handlers.add_matching_totals, size_max=EVENTS_MAX),
    )


def _rows_judged(event: RowsJudged) -> int:
    return max(AN_EVENT, len(event.judged))


def _rows_set_aside(event: SubmissionJudged) -> int:
    return max(AN_EVENT, len(event.set_aside) + len(event.notes))


def _rows_matched(event: ClaimsMatched) -> int:
    return max(AN_EVENT, len(event.records) + len(event.awaiting))
