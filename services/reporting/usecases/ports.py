"""What the use cases need from the world, each named for the need."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol, TypeVar
from uuid import UUID

from services.reporting.domain.claims import Claim
from services.reporting.domain.person_status import Details, PersonStatus, PersonUpdate
from services.reporting.domain.returns.decisions import LastDecision, NewDecision, WaitingDecision
from services.reporting.domain.returns.generations import (
    Edition,
    JudgedGeneration,
    NewlyJudged,
    Overlay,
    OverlayRequest,
    ReturnToSettle,
    Settlement,
)
from services.reporting.domain.returns.hold import Comparison
from services.reporting.usecases.calendar.ports import CalendarChanges
from services.reporting.usecases.contradictions.ports import ContradictionNotes
from services.reporting.usecases.contradictions.tables import Contradictions
from services.reporting.usecases.erasure.ports import Erasures, PersonFlags
from services.reporting.usecases.fix_guarantee_cohort import GuaranteeCohorts
from services.reporting.usecases.lists.ports import ListIssues
from services.reporting.usecases.quality.ports import AlertNotes
from services.reporting.usecases.routing.ports import Routes
from shared.clock import Clock
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.matching import ClaimsMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.vocabulary.acts.two_people import ActName

E = TypeVar("E", bound=Event)
Row = Mapping[str, Any]
EventsByGeneration = Collection[tuple[int, E]]
"""Events, each with the generation it belongs to."""

SignalWork = Callable[[], None]
"""Signals the background work that there is something to do; it looks from time to time anyway."""


@dataclass(frozen=True, slots=True)
class GenerationKey:
    """Which generation of which return an event is about."""

    submission_id: UUID
    judgement: int
    collection: str
    establishment: str
    period: str
    received_at: datetime


class GenerationTally(NamedTuple):
    """What one event adds to a generation's counts, and the totals that a summary fixes."""

    parts_judged: int = 0
    rows_judged: int = 0
    rows_accepted: int = 0
    rows_refused: int = 0
    rows_unanswered: int = 0
    rows_with_e_mail: int = 0
    parts_matched: int = 0
    rows_matched: int = 0
    rows_created: int = 0
    rows_awaiting: int = 0
    rows_to_set_aside: int = 0
    parts_to_judge: int | None = None
    rows_to_judge: int | None = None
    parts_to_match: int | None = None
    rows_to_match: int | None = None
    severities: int | None = None
    """Version of the severities by which it was judged."""

    def plus(self, more: "GenerationTally") -> "GenerationTally":
        """Return both together: counts add up, of a total the later one is kept."""
        return GenerationTally._make(map(_together, self._fields, self, more))


GENERATION_TOTALS: Final = frozenset(
    {"parts_to_judge", "rows_to_judge", "parts_to_match", "rows_to_match", "severities"}
)
"""Fields of a tally that a summary fixes; all others are counts."""


def _together(name: str, one: int | None, two: int | None) -> int | None:
    if name in GENERATION_TOTALS:
        return one if two is None else two
    return (one or 0) + (two or 0)


class Decidable(NamedTuple):
    """A return about which something is decided."""

    collection: str
    to_settle: ReturnToSettle


class CountedFile(NamedTuple):
    """The file behind an edition."""

    generation_id: int
    submission_id: UUID
    file_name: str | None
    received_at: datetime


class PersonClaims(NamedTuple):
    """The effective claims of one person, and their names and numbers by these claims."""

    claims: tuple[Claim, ...]
    details: Details


class Submissions(Protocol):
    """Progress and read model of the files."""

    async def record_received(self, events: Collection[SubmissionReceived]) -> None: ...
    async def record_extracted(self, events: Collection[SubmissionExtracted]) -> None: ...
    async def record_unreadable(self, events: Collection[SubmissionUnreadable]) -> None: ...
    async def find_completed(self, submission_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Return those that are complete, so that their page comes to its end, with their judgement."""
        ...


class Generations(Protocol):
    """Generations as they are built, and the editions that come of them."""

    async def find(self, keys: Sequence[GenerationKey]) -> list[int]:
        """Return the id of each key's generation, making those (and their returns) that are not there yet."""
        ...

    async def count(self, tallies: Mapping[int, GenerationTally]) -> bool:
        """Add to tallies by generation; mark the return of each that is complete by that, and return whether any was.

        The last statement of a transaction: its locks are the only ones that parts of one submission contend for.
        """
        ...

    async def record_verdicts(self, parts: EventsByGeneration[RowsJudged]) -> None: ...
    async def record_set_aside(self, returns: EventsByGeneration[SubmissionJudged]) -> None: ...
    async def record_claims(self, parts: EventsByGeneration[ClaimsMatched]) -> None: ...


class NewEntry(NamedTuple):
    """An entry on a page as it is kept."""

    key: GenerationKey
    account: str
    title: str
    rows: int


class ClaimPlace(NamedTuple):
    """Which claim: its generation, and its place in it."""

    generation_id: int
    ordinal: int


EnteredClaim = tuple[UUID, Row, Row, ClaimPlace | None]
"""A person, the facts and the particulars of the claim about them, and the claim whose place it takes."""


class Entries(Protocol):
    """What people enter on pages about young people."""

    async def known(self, people: Collection[UUID]) -> frozenset[UUID]:
        """Return those of these people who are known."""
        ...

    async def record(self, entry: NewEntry) -> bool:
        """Keep who entered what when; False: it was entered before."""
        ...

    async def add_claims(self, generation_id: int, collection: str, claims: Sequence[EnteredClaim]) -> None: ...


class Returns(Protocol):
    """Returns, their fold and the pointer to what counts."""

    async def take_unsettled(self, limit: int) -> list[ReturnToSettle]:
        """Take up to `limit` returns that are due for this transaction, none that another has taken."""
        ...

    async def overlay(self, requests: Sequence[OverlayRequest]) -> list[Overlay]:
        """Return the edition that comes of each; made once, the same ever after."""
        ...

    async def hold(self, clock: Clock) -> datetime:
        """Let nobody ask for a snapshot by what is known now until the transaction ends; return the time of what is
        changed in it, which is after the instant of every snapshot.
        """
        ...

    async def record_judged(self, judged: Sequence[JudgedGeneration], at: datetime) -> Mapping[int, NewlyJudged]: ...
    async def mark_contradicted(self, moves: Sequence[Settlement]) -> bool: ...
    async def move_pointers(self, moves: Sequence[Settlement], at: datetime) -> int:
        """Make other editions effective and mark everybody in either stale. Returns how many were marked."""
        ...


class Decisions(Protocol):
    """What people decide about generations."""

    async def find_return(self, generation_id: int) -> Decidable | None:
        """Return the return that a generation belongs to, marked to be settled; nobody settles it meanwhile."""
        ...

    async def compare(self, now: Edition | None, then: Edition | None) -> Comparison:
        """Return what changes for people when another edition of a return counts; None: none counts."""
        ...

    async def file_of(self, effective: Edition) -> CountedFile: ...
    async def find_last(self, generation_id: int) -> LastDecision | None:
        """Return what was decided last about the file of a generation, whichever judgement of it was shown."""
        ...

    async def keep(self, decision: NewDecision) -> None: ...
    async def find_waiting(self, decision_id: int, account: str) -> WaitingDecision | None:
        """Return a decision that waits for a second person, its return marked; None when it does not wait.

        `account`: who is to answer.
        """
        ...

    async def find_asked_before(self, act: ActName, at: datetime) -> Sequence[int]:
        """Return the decisions of an act that have waited for a second person since before an instant."""
        ...

    async def answer(self, decision_id: int, *, account: str, confirms: bool, at: datetime) -> None: ...


class People(Protocol):
    """The materialised answers."""

    async def take_stale(self, limit: int) -> dict[UUID, PersonStatus | None]:
        """Take up to `limit` stale people for this transaction, none that another has taken; with their stored rows."""
        ...

    async def effective_claims(self, people: Iterable[UUID]) -> dict[UUID, PersonClaims]: ...
    async def keep(self, updates: Sequence[PersonUpdate]) -> None:
        """Write people seen for the first time, people whose row changed, and every new version of a status."""
        ...

    async def hold_next(self, after: UUID, limit: int) -> tuple[UUID | None, Sequence[PersonStatus]]:
        """Return the next people by id, whom nobody else changes meanwhile, and the last id; None: nobody is left."""
        ...

    async def begin_tick(self, today: date) -> bool:
        """Return whether today is this transaction's to do: it is not done, and nobody else is at it until it ends."""
        ...

    async def mark_due(self, today: date) -> int:
        """Mark whoever's status turns by time alone, and note that today is done."""
        ...


@dataclass(frozen=True, slots=True)
class ReportingTables:
    """What reporting keeps, inside one unit of work."""

    submissions: Submissions
    generations: Generations
    entries: Entries
    returns: Returns
    decisions: Decisions
    people: People
    guarantee_cohorts: GuaranteeCohorts
    contradiction_notes: ContradictionNotes
    contradictions: Contradictions
    calendar_changes: CalendarChanges
    routes: Routes
    alert_notes: AlertNotes
    lists: ListIssues
    erasures: Erasures
    flags: PersonFlags
