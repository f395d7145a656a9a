"""What the pages of work lists show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from services.reporting.domain.work_lists.at_risk import RiskEntry
from services.reporting.domain.work_lists.first import CallFacts, Priority
from services.reporting.domain.work_lists.lists import WEEKS, WorkList
from services.reporting.domain.work_lists.state import UNTOUCHED, Availability, WorkState
from shared.persistence.listing import Listing

Order = Literal["first", "name", "since", "contact"]
ORDERS: Final[tuple[Order, ...]] = ("first", "name", "since", "contact")
Contacted = Literal["never", "4 weeks", "8 weeks", "16 weeks", "longer"]
CONTACTED: Final[tuple[Contacted, ...]] = ("never", "4 weeks", "8 weeks", "16 weeks", "longer")
_BANDS: Final[tuple[tuple[int, Contacted], ...]] = ((28, "4 weeks"), (56, "8 weeks"), (112, "16 weeks"))


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Whose of a list are wanted; None: not asked."""

    district: str | None = None
    """ONS code; `unknown` for people whose district is not known."""
    years: tuple[int, ...] = ()
    """Year groups as of the day."""
    establishments: tuple[str, ...] = ()
    """Where the roll has them, or where they were last."""
    contacted: Contacted | None = None
    """How long ago somebody last tried to reach them."""
    availability: Availability | Literal["mine"] | None = None
    weeks: int = WEEKS
    order: Order = "first"
    snapshot: int | None = None
    """As at the day of this snapshot; None: today."""
    sees_places: bool = False
    """Whether the whereabouts of people with a confidential record are seen."""


class Listed(NamedTuple):
    """Somebody on a list, with all by which lists are put in order and narrowed."""

    facts: CallFacts
    state: WorkState = UNTOUCHED
    guarantee: str | None = None
    """The guarantee's code."""


class PersonDetails(NamedTuple):
    """Who somebody is, where and what they do."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    birth_cohort: int | None
    district: str | None
    school: str | None
    on_roll: bool
    status_group: str
    code: str | None
    establishment: str | None
    due_on: date | None
    review_on: date | None
    confidential: bool


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A person on a page of a list."""

    who: PersonDetails
    year: int | None
    listed: Listed
    availability: Availability
    priority: Priority
    place: int
    """From 1, in the order that is asked for."""
    risks: Sequence[RiskEntry] = ()
    """What was said of why they are at risk, the newest first."""


@dataclass(frozen=True, slots=True)
class WorkListView:
    """A page of a list, or all of it."""

    of: WorkList
    as_at: date
    lines: Listing[WorkLine]


@dataclass(frozen=True, slots=True)
class WorkIndex:
    """How many stand on each list."""

    as_at: date
    counts: Mapping[str, int]


def contacted_of(contacted_on: date | None, on: date) -> Contacted:
    """Return how long ago somebody was last tried: within so many weeks, longer ago, or never."""
    if contacted_on is None:
        return "never"
    days = (on - contacted_on).days
    return next((words for bound, words in _BANDS if days < bound), "longer")


def state_of(row: Any) -> WorkState:
    """Return how the work on somebody stands, by a record of `work_states`."""
    if row["entry_id"] is None:
        return UNTOUCHED
    return WorkState(*(row[name] for name in _STATE))


_STATE: Final = ("entry_id", "taken_by", "taken_on", "next_on", "done", "note", "act", "account")
People = Sequence[Listed]
