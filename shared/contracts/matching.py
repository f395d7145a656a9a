"""Events that matching publishes: whom each accepted record is about, and that a whole submission is matched."""

from typing import ClassVar, Self
from uuid import UUID

from pydantic import model_validator

from shared.contracts import topics
from shared.contracts.events import ContractModel, JudgementEvent, PartOfReturnEvent, ReturnEvent
from shared.contracts.records import Records
from shared.contracts.topics import Topic


class AwaitingClaim(ContractModel):
    """A record that a person must decide. It changes nothing yet, and shields whom it may be about."""

    rule: str
    candidates: tuple[UUID, ...]
    ordinal: int
    line: int
    keys: tuple[int, ...] = ()


class ClaimsMatched(PartOfReturnEvent):
    """The answer for one part: each of its accepted records is in `records` or in `awaiting`."""

    TOPIC: ClassVar[Topic] = topics.CLAIMS_MATCHED

    records: Records
    """The records that are linked to a person, without contact details."""
    person_ids: tuple[UUID, ...]
    created: tuple[bool, ...]
    """True: the person was created for this record."""
    rules: tuple[str, ...]
    """The rule of matching's decision table that settled each."""
    awaiting: tuple[AwaitingClaim, ...] = ()

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        if {len(self.person_ids), len(self.created), len(self.rules)} != {len(self.records)}:
            raise ValueError("columns of different lengths")
        return self


class SubmissionMatched(ReturnEvent, JudgementEvent):
    """Every part has been matched: accepted = matched + created + awaiting."""

    TOPIC: ClassVar[Topic] = topics.SUBMISSION_MATCHED

    parts: int
    accepted: int
    matched: int
    created: int
    awaiting: int
