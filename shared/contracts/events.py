"""What every event has in common: a frozen shape, a topic, a key and an id derived from what it is about."""

import hashlib
from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, ClassVar, Final, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.topics import Topic

NAMESPACE = UUID("6f0d7a52-3a3f-5c4e-9a70-0f5b4a1f8c11")
"""The namespace under which all event ids are derived; changing it would make every replay look new."""
_HASHED_NAMESPACE = hashlib.sha1(NAMESPACE.bytes, usedforsecurity=False)


def derived_id(*parts: object) -> UUID:
    """Return the id that the same parts always give (UUIDv5): a crash replays into the ids it used before."""
    return UUID(bytes=_hashed(parts).digest()[:16], version=5)


def derived_text(*parts: object) -> str:
    """Return the same id as text, for a fifth of the price: every status change passes here."""
    text = _hashed(parts).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANTS[text[16]]}{text[17:20]}-{text[20:32]}"


_VARIANTS: Final = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
"""The digit that tells the variant of a UUID, by the digit of the hash that stands there."""


def _hashed(parts: tuple[object, ...]) -> Any:
    # What uuid.uuid5 does, in less than half its time: the namespace is hashed once.
    hashed = _HASHED_NAMESPACE.copy()
    hashed.update("/".join(map(str, parts)).encode())
    return hashed


class ContractModel(BaseModel):
    """A frozen piece of an event. Unknown fields are ignored, so an old reader survives a new optional field."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(ContractModel, ABC):
    """Something that happened, published once by the service that owns its topic."""

    TOPIC: ClassVar[Topic]
    TYPE: ClassVar[str]
    """The name of the event, with its version: `onward.` and the name of its topic."""

    def __init_subclass__(cls, **given: Any) -> None:
        """Name the event after its topic."""
        super().__init_subclass__(**given)
        if topic := cls.__dict__.get("TOPIC"):
            cls.TYPE = f"onward.{topic.name}"

    @property
    @abstractmethod
    def event_id(self) -> UUID:
        """The derived id: equal for equal causes, whoever computes it and however often."""

    @property
    @abstractmethod
    def subject(self) -> UUID:
        """The submission or the young person that this event is about."""

    @property
    def key(self) -> str:
        """The Kafka key. Parts of a submission spread by their own id; everything else by its subject."""
        return str(self.subject)


class SubmissionEvent(Event, ABC):
    """An event about one submission as a whole.

    A submission that is published again, because an event about it was lost, is the next judgement: its events have new
    ids, so that no inbox takes them for events handled before.
    """

    submission_id: UUID
    judgement: int = 1

    @property
    def subject(self) -> UUID:
        return self.submission_id

    @property
    def event_id(self) -> UUID:
        again = () if self.judgement == 1 else (self.judgement,)
        return derived_id(self.submission_id, *again, self.TYPE)


class JudgementEvent(SubmissionEvent, ABC):
    """An event about one judgement of a submission; judging again under changed rules gives the next number."""

    @property
    def event_id(self) -> UUID:
        return derived_id(self.submission_id, self.judgement, self.TYPE)


class PartEvent(JudgementEvent, ABC):
    """An event about one part (at most 500 rows) of a submission. Parts are numbered from 0 and need no order."""

    part: int

    @property
    def event_id(self) -> UUID:
        return derived_id(self.submission_id, self.judgement, self.TYPE, self.part)

    @property
    def key(self) -> str:
        return str(self.event_id)


class ReturnEvent(SubmissionEvent, ABC):
    """An event about a submission whose return is known: one establishment, one collection, one period."""

    collection: str
    """The collection's code, for example S_ENR or ROLL."""
    establishment: str
    """DfE number of the school or UKPRN of the college; the authority's own 3-digit code for the county roll."""
    period: str
    """The return's period, for example 2026-27."""
    received_at: datetime
    """When Onward accepted the file (business clock)."""

    def return_fields(self) -> dict[str, Any]:
        """Return what each later event about this judgement of the submission repeats, by field."""
        return {
            "submission_id": self.submission_id,
            "judgement": self.judgement,
            "collection": self.collection,
            "establishment": self.establishment,
            "period": self.period,
            "received_at": self.received_at,
        }


class PartOfReturnEvent(ReturnEvent, PartEvent, ABC):
    """An event about one part of a return. All rows of a part are of one sheet."""

    sheet: str

    def part_fields(self) -> dict[str, Any]:
        """Return what each later event about this part repeats, by field."""
        return {**self.return_fields(), "part": self.part, "sheet": self.sheet}


class EncodedEvent(NamedTuple):
    """A public event that is JSON already: whoever publishes thousands encodes what they share once."""

    kind: type[Event]
    event_id: str
    subject: str
    """What the event is about; the key, too."""
    value: bytes
    """The event's JSON: as `kind` would write it."""
