"""Whom to call first: a published ordering, as a table of reasons with points. Pure.

The same facts give the same order: equal points are ordered by how long it has lasted, by birth date, and by id. A
telephone number is no reason, because none is kept (`domain/flags/outputs.py`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.domain.currency import Certainty

TRIES_MAX: Final = 3
"""So many tries without an answer within `TRIES_WITHIN`, and the person rests: another channel is next (source:
features, 29)."""
TRIES_WITHIN: Final = 14
"""Days (proposed)."""
_ADULT: Final = 18
_LEAP: Final = 366


class CallFacts(NamedTuple):
    """What the ordering looks at, of one person on one day."""

    person_id: UUID
    status_group: str
    since: date | None
    """Since when they are NEET, or not known."""
    due_on: date | None
    """Last day on which what is known holds."""
    born_on: date | None
    has_plan: bool
    vulnerable: bool
    """The county roll says that they belong to a group that needs more help."""
    unmet: bool
    """Of the cohort of the September Guarantee, without an offer."""
    contacted_on: date | None
    """Last day on which somebody tried to reach them, whatever came of it."""
    tries: int
    """Tries without an answer within `TRIES_WITHIN`."""
    at_risk: bool = False
    next_on: date | None = None
    """A day that was agreed; not before it."""
    taken: bool = False
    """Somebody has taken them."""


class Day(NamedTuple):
    """The day, and what belongs to it."""

    on: date
    days_left: int
    """Days in which the September Guarantee can be kept."""


@dataclass(frozen=True, slots=True)
class CallReason:
    """A row: what is measured, and the points of each band: those of the last bound that is reached count."""

    code: str
    words: str
    """`{n}`: what was measured."""
    measure: Callable[[CallFacts, Day], int | None]
    bands: tuple[tuple[int, int], ...]
    """Bounds from below, rising, each with its points."""
    source: str
    certainty: Certainty = "proposed"


def _days(since: date | None, day: Day) -> int | None:
    return None if since is None else (day.on - since).days


def _not_found(facts: CallFacts, day: Day) -> int | None:
    return _days(facts.since, day) if facts.status_group in ("not known", "neet") else None


def _minor(facts: CallFacts, day: Day) -> int | None:
    if facts.born_on is None:
        return None
    age = day.on.year - facts.born_on.year - ((day.on.month, day.on.day) < (facts.born_on.month, facts.born_on.day))
    return 1 if age < _ADULT else None


def _lapses(facts: CallFacts, day: Day) -> int | None:
    left = None if facts.due_on is None else (facts.due_on - day.on).days
    return None if left is None or not 0 <= left <= 28 else 28 - left


def _guarantee(facts: CallFacts, day: Day) -> int | None:
    return _LEAP - day.days_left if facts.unmet and day.days_left else None


REASONS: Final[tuple[CallReason, ...]] = (
    CallReason(
        "agreed",
        "The day that was agreed has come",
        lambda facts, day: 1 if facts.next_on is not None and facts.next_on <= day.on else None,
        ((1, 30),),
        "a promise to somebody comes first",
    ),
    CallReason(
        "long",
        "{n} days not known or NEET",
        _not_found,
        ((0, 5), (28, 15), (56, 20), (112, 30)),
        "features 2.4: in June 2015 60 % of Kent's NEET had no contact for four months and more",
    ),
    CallReason(
        "never",
        "Nobody has tried yet",
        lambda facts, day: 1 if facts.contacted_on is None else None,
        ((1, 20),),
        "features 2.4",
    ),
    CallReason(
        "silence",
        "{n} days since somebody last tried",
        lambda facts, day: _days(facts.contacted_on, day),
        ((28, 8), (56, 12), (112, 20)),
        "features 2.4",
    ),
    CallReason(
        "duty",
        "Under 18",
        _minor,
        ((1, 10),),
        "the duty to participate until the 18th birthday (Education and Skills Act 2008)",
    ),
    CallReason(
        "plan", "Has an education, health and care plan", lambda f, _: 1 if f.has_plan else None, ((1, 10),), "A19"
    ),
    CallReason(
        "vulnerable", "Belongs to a vulnerable group", lambda f, _: 1 if f.vulnerable else None, ((1, 15),), "76"
    ),
    CallReason(
        "at_risk", "Was found to be at risk", lambda f, _: 1 if f.at_risk else None, ((1, 15),), "features 10, N2"
    ),
    CallReason(
        "lapses",
        "What is known lapses soon",
        _lapses,
        ((0, 6), (14, 15)),
        "features A6: before it shows in the figure",
    ),
    CallReason(
        "guarantee",
        "No offer, and the September Guarantee ends",
        _guarantee,
        ((0, 8), (_LEAP - 60, 14), (_LEAP - 30, 20)),
        "features 106: countdown to the end of September",
    ),
    CallReason(
        "tried",
        "{n} tries without an answer in 14 days",
        lambda facts, day: facts.tries or None,
        ((1, -15), (2, -30)),
        "others wait who were not tried at all",
    ),
)
"""In the order in which a page names them. Points of several reasons add up."""

RESTS: Final[dict[str, str]] = {
    "taken": "Somebody has taken them",
    "today": "Was tried today: once a day is enough",
    "tries": "Three tries without an answer in 14 days: use another channel",
    "later": "Not before the day that was agreed",
}
"""Why somebody stands behind everybody whom nothing holds back."""


class Because(NamedTuple):
    """A reason that holds for somebody."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Priority:
    """Where somebody stands, and why."""

    person_id: UUID
    rests: str | None
    """A key of `RESTS`; None: nothing holds back."""
    points: int
    why: tuple[Because, ...]


def priority_of(facts: CallFacts, day: Day) -> Priority:
    """Return somebody's points with their reasons."""
    found = [(one, one.measure(facts, day)) for one in REASONS]
    why = [Because(one.words.format(n=measured), worth(one, measured)) for one, measured in found]
    return Priority(facts.person_id, rests_on(facts, day.on), points_of(facts, day), tuple(o for o in why if o.points))


def best_first(people: Iterable[CallFacts], day: Day) -> list[CallFacts]:
    """Return everybody in the order in which they are to be called."""
    return sorted(people, key=lambda one: _place(one, day))


def points_of(facts: CallFacts, day: Day) -> int:
    """Return the sum of somebody's points."""
    return sum([worth(one, measured) for one in REASONS if (measured := one.measure(facts, day)) is not None])


def worth(reason: CallReason, measured: int | None) -> int:
    """Return the points of the last bound that is reached; 0: of none."""
    points = 0
    if measured is not None:
        for bound, bands_points in reason.bands:
            if measured < bound:
                break
            points = bands_points
    return points


def rests_on(facts: CallFacts, on: date) -> str | None:
    """Return why nobody should call today, as a key of `RESTS`; None: nothing holds back."""
    if facts.taken:
        return "taken"
    if facts.next_on is not None and on < facts.next_on:
        return "later"
    if facts.contacted_on is not None and facts.contacted_on >= on:
        return "today"
    return "tries" if facts.tries >= TRIES_MAX else None


def _place(facts: CallFacts, day: Day) -> tuple[bool, int, date, date, UUID]:
    since, born = facts.since or date.max, facts.born_on or date.max
    return (rests_on(facts, day.on) is not None, -points_of(facts, day), since, born, facts.person_id)
