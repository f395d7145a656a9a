"""What people read about submissions and returns, and the port that finds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from services.reporting.domain.generations import Comparison, Decision, HoldRule
from services.reporting.domain.progress import FINAL, Counts, Facts, Stage, stage_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    total: int
    page: int
    """From 1."""
    page_size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.page_size))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions to list. `sender_of`: only those that this establishment sent or that are about it."""

    establishments: tuple[str, ...] = ()
    """Any of them; empty: not asked. A file that is of no return is listed under whoever sent it."""
    collection: str | None = None
    stage: Stage | None = None
    sender_of: str | None = None
    waiting: bool = False
    """True: only those about which a decision waits for a second person."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something said about the file as a whole that refuses nothing."""

    code: str
    sheet: str | None
    count: int
    column: str | None = None
    """The letter over the column that it is about, where it is about one."""
    heading: str | None = None
    """The heading under which the return wants a column that is not there."""


@dataclass(frozen=True, slots=True)
class Built:
    """The newest generation that a submission has built."""

    generation_id: int
    judgement: int
    parts_to_judge: int | None
    parts_judged: int
    parts_to_match: int | None
    parts_matched: int
    hold: HoldRule | None
    comparison: Comparison | None
    """What it changes compared with what counted before; None until that has been worked out."""
    effective_submission_id: UUID | None
    """The submission that counts for the same return now."""
    decisions: tuple["Decided", ...] = ()
    waiting: "WaitingDecision | None" = None
    """A decision about it that waits for a second person: it is not in force."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about a generation."""

    decision: str
    account: str
    reason: str | None
    decided_at: datetime
    people_removed: int | None = None
    """People whom what counted then no longer listed; None: kept before that was counted."""
    second_person: bool = False
    """It needed a second person."""
    answered_by: str | None = None
    answered_at: datetime | None = None
    confirmed: bool | None = None
    """What the second person said; None: nothing yet. False: it was withdrawn."""


@dataclass(frozen=True, slots=True)
class WaitingDecision:
    """A decision that waits for a second person."""

    decision_id: int
    decision: Decision
    account: str
    reason: str | None
    since: datetime
    people_removed: int


@dataclass(frozen=True, slots=True)
class Submission:
    """One file and what became of it."""

    submission_id: UUID
    received_at: datetime | None
    channel: str | None
    sender: str | None
    sender_establishment: str | None
    file_name: str | None
    tag: str | None
    comment: str | None
    sha256: str | None
    size_bytes: int | None
    uploaded_at: datetime | None
    collection: str | None
    establishment: str | None
    period: str | None
    repeats: UUID | None
    outcome_code: str | None
    facts: Facts
    counts: Counts
    notes: tuple[Note, ...] = ()
    built: Built | None = None

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return stage_of(self.facts)

    @property
    def whose(self) -> str | None:
        """The establishment of its return; where nobody can say that, the one that sent it."""
        return self.establishment or self.sender_establishment

    @property
    def finished(self) -> bool:
        """True when nothing more happens by itself."""
        return self.stage in FINAL


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """How often one complaint was made in a submission."""

    code: str
    severity: str
    rows: int


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One complaint about one cell."""

    code: str
    severity: str
    sheet: str
    line: int
    cell: str | None
    column_id: str | None
    counts_instead_line: int | None = None
    """For a row that a rule over the whole return leaves out: the row that counts."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One return on the board: establishment x collection x period."""

    establishment: str
    collection: str
    period: str
    submissions: int
    held: int
    """Generations that wait for a decision."""
    latest_submission_id: UUID
    latest_received_at: datetime
    effective_submission_id: UUID | None
    effective_received_at: datetime | None
    people: int
    """People whom the effective edition lists."""
    rows_refused: int
    rows_awaiting: int
    taken_out: bool = False
    """Nothing counts, and nothing is on its way: somebody took out whatever could."""


class Reading(Protocol):
    """Finds what the pages about submissions and returns show."""

    async def submissions(self, wanted: Wanted, *, page: int, page_size: int) -> Listing[Submission]:
        """Return the newest first."""
        ...

    async def find_submission(self, submission_id: UUID) -> Submission | None: ...

    async def issue_groups(self, generation_id: int) -> Sequence[IssueGroup]:
        """Return the complaints by code, those that refuse rows first, then the most frequent."""
        ...

    async def issues(self, generation_id: int, *, code: str | None, page: int, page_size: int) -> Listing[IssueLine]:
        """Return the complaints in the order of the sheet."""
        ...

    async def board(self, *, page: int, page_size: int) -> Listing[ReturnLine]:
        """Return the returns by establishment, collection and period; those that wait for a decision first."""
        ...
