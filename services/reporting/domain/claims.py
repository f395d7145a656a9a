"""Claims: what one effective row of a return says about a person. They are facts; a status is computed from them.

Each collection makes claims of one kind (`domain/claim_kinds`); here stands what all have in common,
and `domain/roles` holds their classes. Claims are named tuples, because they come from the database by the hundred
thousand.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Protocol, Self
from uuid import UUID

from services.reporting.domain.claim_state import ClaimState, KindOf
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.london import london_day

Role = Literal["correction", "learning", "contact", "answer", "leaving", "roll", "offer"]
"""A stay at an establishment; what a tracker found out; what a school answers about somebody; a leaving of an
establishment; an entry of the authority's roll; an offer of a place; a correction by the authority."""
Weight = tuple[datetime, int, date, UUID, int]
"""Orders two claims of one role: received, level, day, submission, row. No two claims weigh the same."""
Facts = Mapping[str, Any]
"""The facts of a stored claim by name; dates as they travel, 2026-09-07."""


class Evidence(NamedTuple):
    """Where a claim comes from, down to the row of the file."""

    generation_id: int
    submission_id: UUID
    received_at: datetime
    ordinal: int
    line: int

    @property
    def verified_on(self) -> date:
        """The day on which the sender confirmed it: the London date on which its return was received."""
        return london_day(self.received_at)


class ClaimHead(NamedTuple):
    """What every claim has, whatever its kind: the first fields of each."""

    evidence: Evidence
    establishment: str
    """DfE number or UKPRN of the return that makes the claim; the authority's code for its own."""
    period: str
    """The period that its return is for, as in 2026-27."""
    sen: str | None
    born_on: date | None
    year_group: int | None


class ClaimWords(NamedTuple):
    """How things are called on pages."""

    establishment: Callable[[str], str]
    """Returns the name of an establishment."""
    day: Callable[[date], str]
    """Returns a date as people write it."""


class Claim(Protocol):
    """A claim of any collection."""

    @property
    def evidence(self) -> Evidence: ...
    @property
    def establishment(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def sen(self) -> str | None: ...
    @property
    def born_on(self) -> date | None: ...
    @property
    def year_group(self) -> int | None: ...
    @property
    def made_at(self) -> datetime | None:
        """When the establishment first said the same; None: when this return was received."""
        ...

    @property
    def role(self) -> Role:
        """What it says in common with claims of other collections: precedence is between roles."""
        ...

    @property
    def weight(self) -> Weight:
        """Which of two claims of one role is the later."""
        ...

    @property
    def learns_at(self) -> str | None:
        """Number of the establishment at which the claim says that the person learns; None: it says nothing so."""
        ...

    @property
    def content(self) -> Hashable:
        """What it says, apart from who it is and which return says so: a claim with the same content is the same claim
        made again. None: it does not matter when it was first made."""
        ...

    def state_on(self, birth_cohort: int | None, as_at: date, kind_of: KindOf) -> ClaimState:
        """Return how the claim about somebody of that birth cohort stands on the day."""
        ...

    def sentence(self, words: ClaimWords) -> str:
        """Return what the claim says, for people."""
        ...

    def _replace(self, *, made_at: datetime | None = ...) -> Self: ...


def first_made_at(claim: Claim) -> datetime:
    """Return when the sender first said the same: repeated unchanged, a claim counts as received then."""
    return claim.made_at or claim.evidence.received_at


def made_first_at(claim: Claim, at: datetime | None) -> Claim:
    """Return the claim with the time at which its sender first said so."""
    return claim._replace(made_at=at)


@lru_cache(maxsize=65_536)
def day_of(text: str | None) -> date | None:
    """Return the date that a stored fact holds."""
    return None if text is None else date.fromisoformat(text)


@lru_cache(maxsize=256)
def last_day_of_year_of(period: str) -> date | None:
    """Return the last day of the academic year that a return is for; None where its period belongs to no year."""
    year = AcademicYear.of_period(period)
    return None if year is None else year.last_day
