"""One message of the topic: the status of a person, or the word to forget them."""

from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

StatusGroup = Literal[
    "compulsory", "education", "employment", "training", "re-engagement", "neet", "other", "not known", "out of scope"
]
OUT_OF_SCOPE: StatusGroup = "out of scope"


class UnreadableMessageError(Exception):
    """A message that version 1 of the contract does not allow. The text names where it stands, never what it says."""


class Status(BaseModel):
    """What a person is doing, as one version of an unbroken chain. Fields that are not known here are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person_id: UUID
    version: int = Field(ge=1)
    group: StatusGroup
    code: str | None
    """The national activity code; None, on the public topic, where the code itself would reveal health or the like."""
    lapsed: bool
    """The last thing known is no longer current, so the person counts as not known."""
    effective_on: date
    neet_since: date | None = None
    known_at: datetime


class StatusMessage(NamedTuple):
    """What a message says about a person; no status: forget them."""

    person_id: UUID
    status: Status | None


def read_message(key: bytes | None, value: bytes | None) -> StatusMessage:
    """Return what a message says. Raise UnreadableMessageError when it is none of this topic.

    Somebody out of scope is to be forgotten like somebody whose tombstone came: the tombstone follows at once. A
    heartbeat is a tombstone of nobody.
    """
    try:
        person_id = UUID((key or b"").decode())
        status = Status.model_validate_json(value) if value is not None else None
    except (ValueError, ValidationError):
        raise UnreadableMessageError("not a status change of version 1") from None
    if status is not None and status.person_id != person_id:
        raise UnreadableMessageError("key and value are about two people")
    return StatusMessage(person_id, None if status is None or status.group == OUT_OF_SCOPE else status)
