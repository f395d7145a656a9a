"""What matching says: whom each accepted record is about, and when the whole submission has been matched."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from pydantic import model_validator

from shared.contracts import topics
from shared.contracts.events import JudgementEvent, Part, PartEvent
from shared.contracts.records import Records
from shared.contracts.topics import Topic


class AwaitingClaim(Part):
    """A record that a person must decide. It changes nothing yet, and shields whom it may be about."""

    rule: str
    candidates: tuple[UUID, ...]
    ordinal: int
    line: int
    keys: tuple[int, ...] = ()


class ClaimsMatched(PartEvent):
    """The answer for one part: each of its accepted records is in `records` or in `awaiting`."""

    TOPIC: ClassVar[Topic] = topics.CLAIMS_MATCHED
    TYPE: ClassVar[str] = "onward.matching.claims-matched.v1"

    collection: str
    establishment: str
    period: str
    received_at: datetime
    sheet: str
    records: Records
    """Those that found, or founded, their person; without how to reach them."""
    person_ids: tuple[UUID, ...]
    created: tuple[bool, ...]
    """True: nobody knew the person before."""
    rules: tuple[str, ...]
    """The rule of matching's decision table that settled each."""
    awaiting: tuple[AwaitingClaim, ...] = ()

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        if {len(self.person_ids), len(self.created), len(self.rules)} != {len(self.records)}:
            raise ValueError("columns of different lengths")
        return self


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
