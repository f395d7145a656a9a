"""What matching says: whom each accepted record is about, and when the whole submission has been matched."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts import topics
from shared.contracts.events import JudgementEvent, Part, PartEvent
from shared.contracts.records import Record
from shared.contracts.topics import Topic


class MatchedClaim(Part):
    """A record that found, or founded, its person."""

    person_id: UUID
    outcome: Literal["matched", "new"]
    rule: str
    """The rule of matching's decision table that settled it."""
    record: Record


class AwaitingClaim(Part):
    """A record that a person must decide. It changes nothing yet, and shields whom it may be about."""

    rule: str
    candidates: tuple[UUID, ...]
    ordinal: int
    line: int
    keys: tuple[int, ...] = ()


class ClaimsMatched(PartEvent):
    """The answer for one part: each of its accepted records is in `claims` or in `awaiting`."""

    TOPIC: ClassVar[Topic] = topics.CLAIMS_MATCHED
    TYPE: ClassVar[str] = "onward.matching.claims-matched.v1"

    collection: str
    establishment: str
    period: str
    received_at: datetime
    sheet: str
    claims: tuple[MatchedClaim, ...]
    awaiting: tuple[AwaitingClaim, ...] = ()


class SubmissionMatched(JudgementEvent):
    """Every part has been matched: accepted = matched + created + awaiting."""

    TOPIC: ClassVar[Topic] = topics.SUBMISSION_MATCHED
    TYPE: ClassVar[str] = "onward.matching.submission-matched.v1"

    collection: str
    establishment: str
    period: str
    received_at: datetime
    parts: int
    accepted: int
    matched: int
    created: int
    awaiting: int
