"""Events that reporting publishes: a submission is complete, and a young person's status changed."""

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
    """Reporting has received all events about a submission: its page shows a final result.

    Ingest reads it: a submission without it can be sent through the services again.
    """

    TOPIC: ClassVar[Topic] = topics.SUBMISSION_COMPLETED


class StatusChanged(Event):
    """The current status of one young person, as a version of an unbroken chain. Compacted: the newest is kept."""

    TOPIC: ClassVar[Topic] = topics.STATUS_CHANGED

    person_id: UUID
    """The id under which Onward knows the young person; nobody else can tell who it is."""
    version: int
    """1, 2, 3 … without a gap. A message may come again: same id, same version."""
    group: StatusGroup
    """What they are doing, by the groups of the national activity codes; `out of scope`: a tombstone follows."""
    code: str | None
    """The national activity code; None where the code itself would reveal health or another special category."""
    lapsed: bool
    """True when the last known activity is no longer current, so the person counts as not known."""
    effective_on: date
    """The business date from which this status holds."""
    neet_since: date | None = None
    """First day of the unbroken time of being NEET; None for every other group."""
    known_at: datetime
    """When Onward came to know it."""

    @property
    def event_id(self) -> UUID:
        return derived_id(self.person_id, self.version, self.TYPE)

    @property
    def subject(self) -> UUID:
        return self.person_id


class StatusChangedInFull(StatusChanged):
    """The same versions with every code in full, for those who may see sensitive ones. Published only where it is on.

    It says what `StatusChanged` says of the same person and version, under an id of its own, but for `code`.
    """

    TOPIC: ClassVar[Topic] = topics.STATUS_CHANGED_IN_FULL

    code: str | None
    """The national activity code, also where it reveals health or another special category; None: there is none."""
