"""The topics as one table: who owns each, how it is keyed, how many partitions, how long it is kept."""

from dataclasses import dataclass
from typing import Literal

DAY_MS = 24 * 60 * 60 * 1000
CLOSURE_DAYS = 11
"""The longest closure, over Christmas (Easter: 4): nobody may see before its end that a service stands still."""
HALF_DAY_MS = DAY_MS // 2
KEPT_MS = 14 * DAY_MS
"""Every internal topic keeps a record longer than the longest closure, with days left to repair a service."""

Audience = Literal["internal", "public", "restricted"]
Cleanup = Literal["delete", "compact"]


@dataclass(frozen=True, slots=True)
class Topic:
    """One Kafka topic. `name` has no prefix; deployments that share a broker put one in front (`Topic.on`)."""

    name: str
    owner: str
    """The only service that publishes here."""
    key: str
    """What the message key holds: always ids, never anything about a person."""
    partitions: int
    retention_ms: int
    """How long a record is kept; for a compacted topic, how long a tombstone is kept."""
    cleanup: Cleanup = "delete"
    audience: Audience = "internal"
    """Internal topics carry sealed payloads; the others hold ids, groups and codes in the clear: the public one for
    every consumer, the restricted one, with sensitive codes, for those who were given it by name."""

    @property
    def is_sealed(self) -> bool:
        """Whether its payloads are encrypted."""
        return self.audience == "internal"

    def on(self, prefix: str) -> str:
        """Return the name on the broker: the deployment's prefix, a dot, the name."""
        return f"{prefix}.{self.name}"

    @property
    def dead_letters(self) -> "Topic":
        """Return the topic where messages that cannot be handled are set aside, sealed as they came."""
        return Topic(f"{self.name}.dead", self.owner, self.key, 1, KEPT_MS)


SUBMISSION_RECEIVED = Topic("ingest.submission-received.v1", "ingest", "submission id", 6, KEPT_MS)
ROWS_EXTRACTED = Topic("ingest.rows-extracted.v1", "ingest", "event id", 12, KEPT_MS)
SUBMISSION_EXTRACTED = Topic("ingest.submission-extracted.v1", "ingest", "submission id", 6, KEPT_MS)
SUBMISSION_UNREADABLE = Topic("ingest.submission-unreadable.v1", "ingest", "submission id", 6, KEPT_MS)
RECORDS_ACCEPTED = Topic("validation.records-accepted.v1", "validation", "event id", 12, KEPT_MS)
ROWS_JUDGED = Topic("validation.rows-judged.v1", "validation", "event id", 12, KEPT_MS)
SUBMISSION_JUDGED = Topic("validation.submission-judged.v1", "validation", "submission id", 6, KEPT_MS)
JUDGEMENT_OUTDATED = Topic("validation.judgement-outdated.v1", "validation", "submission id", 6, KEPT_MS)
CLAIMS_MATCHED = Topic("matching.claims-matched.v1", "matching", "event id", 12, KEPT_MS)
SUBMISSION_MATCHED = Topic("matching.submission-matched.v1", "matching", "submission id", 6, KEPT_MS)
SUBMISSION_COMPLETED = Topic("reporting.submission-completed.v1", "reporting", "submission id", 6, KEPT_MS)
STATUS_CHANGED = Topic(
    "reporting.status-changed.v1", "reporting", "person id", 12, DAY_MS, cleanup="compact", audience="public"
)
STATUS_CHANGED_IN_FULL = Topic(
    "reporting.status-changed-in-full.v1",
    *("reporting", "person id", STATUS_CHANGED.partitions, DAY_MS),
    cleanup="compact",
    audience="restricted",
)
"""Empty unless the deployment publishes codes in full (docs/decisions/0060)."""

TOPICS: tuple[Topic, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Topic))
"""All of the above."""
