"""What people read about young people: figures, lists, one person's timeline; and the port that finds it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.reporting.domain.claims import Claim, Evidence
from services.reporting.domain.measures import Cell, Figures
from services.reporting.domain.people import Kept
from services.reporting.domain.status import Status
from services.reporting.usecases.ports import PersonClaims
from services.reporting.usecases.reading import Listing


@dataclass(frozen=True, slots=True)
class FiguresView:
    """NEET, not known and EET for one day."""

    as_at: date
    known_at: datetime
    figures: Figures
    waiting: int
    """People whose status is being computed at this moment; while it is not 0 the figures still move."""
    to_look_at: Mapping[str, int] = field(default_factory=dict)
    """Of how many people something should be looked at, by its code."""


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """Which people to list; what is None is not asked. The same words as the figures, so that numbers open as lists."""

    name: str | None = None
    """Beginning of a surname, or surname and forename parted by a comma; or a whole UPN, ULN or authority number."""
    district: str | None = None
    """ONS code; `unknown` for people whose district is not known."""
    years: tuple[int, ...] = ()
    """Year groups as of today, any of them; empty: not asked."""
    group: str | None = None
    """A status group."""
    establishment: str | None = None
    on_roll: bool | None = None
    issue: str | None = None
    """Code of what should be looked at about them."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    year: int | None
    district: str | None
    on_roll: bool
    group: str
    code: str | None
    lapsed: bool
    effective_on: date | None
    establishment: str | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in a person's timeline: the row of the file it comes from, and when we knew it."""

    claim: Claim
    effective: bool
    known: tuple[tuple[datetime, datetime | None], ...]
    """From when until when it counted; None: it still does."""
    verdict: str
    """What the fold says of its generation: accepted, held, undone, building, superseded."""
    file_name: str | None
    sheet: str
    match_rule: str
    founded_person: bool
    """This row is how the person became known."""
    collection: str
    establishment: str
    period: str
    title: str | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a status as it was published, and the row of a file behind it."""

    version: int
    group: str
    code: str | None
    lapsed: bool
    effective_on: date
    known_at: datetime
    rule: str
    submission_id: UUID | None
    file_name: str | None
    sheet: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person: the status of today with its reasons, the claims behind it, and every version there was."""

    kept: Kept
    year: int | None
    status: Status
    """Computed from the effective claims when it is read."""
    claims: tuple[ClaimView, ...]
    """The newest first; those that count before those that do not."""
    versions: tuple[VersionView, ...]
    """The newest first."""

    def claim_with(self, evidence: Evidence | None) -> ClaimView | None:
        """Return the claim that this evidence belongs to: what decided, or what a reason speaks of."""
        return next((view for view in self.claims if view.claim.evidence == evidence), None)


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """Somebody whom a generation adds to, removes from, or keeps in the edition that it was laid over."""

    person_id: UUID
    surname: str
    forename: str
    born_on: date | None
    sheet: str
    line: int


@dataclass(frozen=True, slots=True)
class Workload:
    """What reporting has still to do, for health and for `onward status`."""

    people: int
    stale_people: int
    stale_for_s: float
    unsettled_returns: int
    unsettled_for_s: float
    last_tick_on: date | None


class PeopleReading(Protocol):
    """Finds what the pages about people show."""

    async def cells(self, today: date) -> Sequence[Cell]:
        """Return everybody, counted by all that the figures look at."""
        ...

    def claims_known(self, at: datetime) -> AsyncIterator[Mapping[UUID, PersonClaims]]:
        """Yield everybody's claims that counted at that instant, some thousand people at a time."""
        ...

    async def workload(self) -> Workload: ...

    async def to_look_at(self) -> Mapping[str, int]:
        """Return of how many people something should be looked at, by its code."""
        ...

    async def people(self, wanted: PeopleWanted, *, today: date, page: int, page_size: int) -> Listing[PersonLine]:
        """Return people by surname and forename."""
        ...

    async def find_kept(self, person_id: UUID) -> Kept | None: ...

    async def effective_claims(self, person_id: UUID) -> tuple[Claim, ...]: ...

    async def claims(self, person_id: UUID) -> Sequence[ClaimView]:
        """Return every claim there ever was about the person, effective or not."""
        ...

    async def versions(self, person_id: UUID) -> Sequence[VersionView]: ...

    async def difference(
        self, generation_id: int, change: str, *, page: int, page_size: int
    ) -> Listing[DifferenceLine]:
        """Return who is `added`, `removed` or `shielded` by a generation, as it was last laid over another."""
        ...

    async def note_read(self, account: str, person_id: UUID | None, what: str) -> None:
        """Keep who looked at whom, and the instant by the wall clock: business time may be simulated."""
        ...
