"""One example of each event, built by its class. Nobody stands behind them: names are words that are no names."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

from shared.contracts.events import Event, JudgementEvent, derived_id
from shared.contracts.ingest import (
    RowsExtracted,
    SheetColumn,
    SubmissionExtracted,
    SubmissionReceived,
    SubmissionUnreadable,
)
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.records import PersonColumns, Records
from shared.contracts.reporting import StatusChanged, StatusChangedInFull, SubmissionCompleted
from shared.contracts.validation import (
    Issue,
    JudgedRow,
    JudgementOutdated,
    RecordsAccepted,
    RowsJudged,
    SubmissionJudged,
)
from shared.kafka.envelope import Envelope, common_headers
from shared.vocabulary import column_ids as col

_AT: Final = datetime(2026, 10, 5, 9, 12, 44, tzinfo=UTC)
_SUBMISSION: Final = derived_id("example", "submission")
_PERSON: Final = derived_id("example", "person")
_KEY: Final = derived_id("example", "key")
_RETURN: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "submission_id": _SUBMISSION,
        "collection": "S_ENR",
        "establishment": "8860001",
        "period": "2026-27",
        "received_at": _AT,
    }
)
_PART: Final[Mapping[str, Any]] = MappingProxyType({**_RETURN, "part": 0, "sheet": "Enrolment"})
_RECORDS: Final = Records(
    ordinals=(0,), lines=(2,), keys=((),), person=PersonColumns(surname=("SURNAME",), forename=("FORENAME",))
)

EXAMPLES: Final[Mapping[type[Event], Event]] = MappingProxyType(
    {
        type(event): event
        for event in (
            SubmissionReceived(
                submission_id=_SUBMISSION,
                channel="hook",
                sender="perspective-lite",
                file_name="8860001 SchoolPost16Enrolment 2026-27.xlsx",
                sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                size_bytes=54_966,
                uploaded_at=_AT,
                received_at=_AT,
            ),
            RowsExtracted(
                **_PART,
                columns=(
                    SheetColumn(id=col.QUALIFICATION_TYPE, letter="H"),
                    SheetColumn(id=col.START_DATE, letter="K"),
                ),
                ordinals=(0, 1),
                lines=(2, 3),
                cells=(("ALEVEL", "BTEC"), ("2026-09-07", None)),
            ),
            SubmissionExtracted(**_RETURN, parts=1, rows=2),
            SubmissionUnreadable(submission_id=_SUBMISSION, outcome="set_aside", code="F010", received_at=_AT),
            RecordsAccepted(**_PART, records=_RECORDS),
            RowsJudged(
                **_PART,
                rows=2,
                accepted=1,
                refused=1,
                judged=(
                    JudgedRow(
                        ordinal=1,
                        line=3,
                        refused=True,
                        issues=(Issue(code="V092", severity="error", column=col.START_DATE, cell="K3"),),
                    ),
                ),
            ),
            SubmissionJudged(**_RETURN, parts=1, rows=2, accepted=1, refused=1),
            JudgementOutdated(submission_id=_SUBMISSION, severities=2),
            ClaimsMatched(**_PART, records=_RECORDS, person_ids=(_PERSON,), created=(False,), rules=("same_upn",)),
            SubmissionMatched(**_RETURN, parts=1, accepted=1, matched=1, created=0, awaiting=0),
            SubmissionCompleted(submission_id=_SUBMISSION),
            StatusChanged(
                person_id=_PERSON,
                version=3,
                group="education",
                code="210",
                lapsed=False,
                effective_on=date(2026, 9, 7),
                known_at=_AT,
            ),
            StatusChangedInFull(
                person_id=_PERSON,
                version=4,
                group="neet",
                code="640",
                lapsed=False,
                effective_on=date(2026, 10, 1),
                neet_since=date(2026, 10, 1),
                known_at=_AT,
            ),
        )
    }
)


def payload_of(event: Event) -> dict[str, Any]:
    """Return the JSON of an event as it is published: internal topics leave out what is null."""
    sealed = event.TOPIC.is_sealed
    payload: dict[str, Any] = json.loads(event.model_dump_json(exclude_none=sealed))
    return payload


def headers_of(event: Event) -> dict[str, str]:
    """Return the headers of an event's message, as the envelope writes them."""
    source = f"/onward/{event.TOPIC.owner}"
    sealed = event.TOPIC.is_sealed
    envelope = Envelope(
        id=event.event_id,
        type=event.TYPE,
        source=source,
        subject=str(event.subject),
        published_at=_AT,
        key_id=_KEY if sealed else None,
        judgement=event.judgement if sealed and isinstance(event, JudgementEvent) else None,
    )
    headers = (*common_headers(event.TYPE, source, sealed=sealed), *envelope.event_headers())
    return {name: value.decode() for name, value in headers}
