"""What validation needs from the world, and the values that pass through."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.validation.domain.complaint_counts import ComplaintCounts
from services.validation.domain.duplicates import LearnerLines
from services.validation.domain.severities import Severities, SeverityChange


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judging of one submission."""

    submission_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """What is kept of a judged part until the whole submission has been judged: counts, and blind keys by row."""

    judgement: Judgement
    part: int
    rows: int
    accepted: int
    lines: LearnerLines
    severities: int = 0
    """Version of the severities by which it was judged."""
    complaints: ComplaintCounts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClosedPart:
    """What is left of a part when the whole submission has been judged."""

    lines: LearnerLines
    severities: int = 0
    complaints: ComplaintCounts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SubmissionVerdict:
    """What a complete judgement of a submission came to, as far as severities bear on it."""

    judgement: Judgement
    collection: str
    establishment: str
    period: str
    academic_year: int
    """By the calendar year in which it starts."""
    received_at: datetime
    severities: int
    """Version of the severities by which its parts were judged; where they differ, the lowest."""
    complaints: ComplaintCounts


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the judging of a submission has come."""

    parts_done: int
    parts_total: int | None
    """None until ingest has published how many there are."""
    rows: int
    accepted: int
    seconds: float = field(default=0.0, compare=False)
    """Since its first part, or its totals, came."""

    @property
    def complete(self) -> bool:
        """True in exactly one transaction of a judgement: the one that added what was missing."""
        return self.parts_done == self.parts_total


class Judgements(Protocol):
    """Judgements under way, inside one unit of work. Adding locks the tallies: the last of several waits and sees all.

    Tallies are locked in one order, so that two transactions never wait for each other.
    """

    async def add_parts(self, parts: Collection[JudgedPart]) -> Mapping[Judgement, Tally]:
        """Keep parts and count them. A part that was counted before raises: the inbox should have known."""
        ...

    async def add_totals(self, totals: Mapping[Judgement, int]) -> Mapping[Judgement, Tally]:
        """Note how many parts there are."""
        ...

    async def close(self, judgements: Collection[Judgement]) -> Mapping[Judgement, Sequence[ClosedPart]]:
        """Return what was kept of all parts, and forget it; the tallies stay."""
        ...

    async def record_verdicts(self, verdicts: Collection[SubmissionVerdict]) -> None:
        """Keep what complete judgements came to; of each submission the newest judgement is kept."""
        ...


@dataclass(frozen=True, slots=True)
class NewSeverityChange:
    """A change of a severity as somebody decided it."""

    change: SeverityChange
    from_on: date
    """The day on which it comes into force."""
    reason: str
    account: str
    changed_at: datetime


class SeverityChanges(Protocol):
    """What was changed about severities, inside one unit of work."""

    async def lock(self) -> None:
        """Let nobody else change anything about severities until this unit of work ends."""
        ...

    async def try_lock(self) -> bool:
        """As `lock`; False: another is at it."""
        ...

    async def keep(self, change: NewSeverityChange) -> None:
        """Keep a change. It is in force only from `begin_due` on."""
        ...

    async def begin_due(self, today: date) -> int:
        """Put into force what is due by today, the earlier day first; return how many changes that were."""
        ...

    async def in_force(self) -> Severities:
        """Return the severities that are in force."""
        ...

    async def planned_for(self, on: date) -> Severities:
        """Return the severities that will be in force on that day, as things stand. `on`: today or later."""
        ...


class OutdatedJudgements(Protocol):
    """Judgements that changes of severities have outdated, inside one unit of work."""

    async def note(self, severities: Severities, academic_year: int) -> None:
        """Note which newest judgements of that year's returns do not accord with the severities.

        Those that wait and accord again are needed no longer; those whose submission has a newer judgement are done.
        """
        ...

    async def take(self, *, in_flight_max: int, asked_max: int, retry_after_s: float) -> Sequence[Judgement]:
        """Return those for which ingest is to be asked now, the newest received first, and keep that it was.

        At most `in_flight_max` are under way at once. One that nothing came of in `retry_after_s` seconds is asked for
        again, `asked_max` times in all, and then given up.
        """
        ...


class KnownSeverities(Protocol):
    """The severities in force, as this process knows them: it hears of a change within seconds."""

    async def __call__(self) -> Severities:
        """Return them. Raises Transient."""
        ...


@dataclass(frozen=True, slots=True)
class ValidationTables:
    """What validation keeps, inside one unit of work."""

    judgements: Judgements
    severities: SeverityChanges
    outdated: OutdatedJudgements
