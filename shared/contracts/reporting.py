"""What reporting says to the world: a young person's status changed. Ids, groups and codes; nothing else."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts import topics
from shared.contracts.events import Event, SubmissionEvent, derived_id
from shared.contracts.topics import Topic

StatusGroup = Literal[
    "compulsory", "education", "employment", "training", "re-engagement", "neet", "other", "not known", "out of scope"
]


class SubmissionCompleted(SubmissionEvent):
    """Everything that was to be said of a submission was heard here: its page ends in a verdict.

    Said to ingest, which keeps the original: what it does not hear this of can be said again.
    """

    TOPIC: ClassVar[Topic] = topics.SUBMISSION_COMPLETED


class StatusChanged(Event):
    """The current status of one young person, as a version of an unbroken chain. Compacted: the newest is kept."""

    TOPIC: ClassVar[Topic] = topics.STATUS_CHANGED

    person_id: UUID
    version: int
    """1, 2, 3 … without a gap. A message may come again: same id, same version."""
    group: StatusGroup
    code: str | None
    """The national activity code; None where the code itself would reveal health or another special category."""
    lapsed: bool
    """True when the last known activity is no longer current, so the person counts as not known."""
    effective_on: date
    """The business date from which this status holds."""
    known_at: datetime
    """When Onward came to know it."""

    @property
    def event_id(self) -> UUID:
        return derived_id(self.person_id, self.version, self.TYPE)

    @property
    def subject(self) -> UUID:
        return self.person_id
