"""Cohort: whom the authority tracks on a day, in which year group, and which of them the headline figures count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from services.reporting.domain.claims import Claim, Weight, last_day_of_year_of
from services.reporting.domain.roles.roll import RollEntry
from services.reporting.domain.scopes import HEADLINE_YEARS, TRACKED, scope_turns, tracked_on
from services.reporting.domain.year_groups import academic_year_on, cohort_of_year, turns_year_on, year_of_cohort

Group = Literal["younger", "headline", "older with plan", "older", "age not known"]
ScopeEnd = Literal["left_the_roll", "not_moved_in_yet", "past_the_last_tracked_year", "nothing_known"]
SCOPE_ENDS: Final[Mapping[ScopeEnd, str]] = MappingProxyType(
    {
        "left_the_roll": "The county roll says that the young person has left the county's care.",
        "not_moved_in_yet": "The county roll says that the young person has not moved in yet.",
        "past_the_last_tracked_year": "The young person is past Year 13, and no plan keeps them tracked.",
        "nothing_known": "No file that counts mentions the young person any more.",
    }
)
"""Why a person is not tracked, as a sentence."""


class PersonFacts(NamedTuple):
    """What the claims together say about who the person is, as far as scope and year group need it."""

    roll: RollEntry | None
    born_on: date | None
    birth_cohort: int | None
    """The academic year of birth, by its first calendar year; from the year group where no date is known."""
    plan_until: date | None
    """Last day with an EHC plan; `date.max` where a return says E and no end is known; None without a plan."""
    age_from: Claim | None = None
    """The claim that gives the birth date or, where no date is known, the year group."""

    def year_on(self, on: date) -> int | None:
        """Return the year group on that day; None where no claim gives it."""
        return None if self.birth_cohort is None else year_of_cohort(self.birth_cohort, on)


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Whether the person is tracked on a day; if not, why and since when; and the days on which that may turn.

    Worked out once for like people, as a `ClaimState` is.
    """

    ended: ScopeEnd | None
    since: date | None
    turns: tuple[date, ...] = ()


def person_of(claims: Sequence[Claim]) -> PersonFacts:
    """Return who the claims are about: the roll comes first, then the newest return."""
    roll: RollEntry | None = None
    for claim in claims:
        if isinstance(claim, RollEntry) and (roll is None or claim.weight > roll.weight):
            roll = claim
    if roll is not None and roll.born_on is not None:
        plan_until = _plan_until(roll, claims, roll.born_on)
        return PersonFacts(roll, roll.born_on, academic_year_on(roll.born_on), plan_until, roll)
    newest = sorted(claims, key=speaks_first, reverse=True)
    dated = next((claim for claim in newest if claim.born_on), None)
    if dated is not None and dated.born_on is not None:
        cohort, plan_until = academic_year_on(dated.born_on), _plan_until(roll, claims, dated.born_on)
        return PersonFacts(roll, dated.born_on, cohort, plan_until, dated)
    age_from = next((claim for claim in newest if claim.year_group is not None), None)
    return PersonFacts(roll, None, _cohort_of_year_group(age_from), _plan_until(roll, claims, None), age_from)


def scope_of(person: PersonFacts, on: date) -> Scope:
    """Return whether the person is in scope on that day (sources: KCC-2026, ONWARD)."""
    roll = person.roll
    left_on, moved_in_on = (roll.left_on, roll.moved_in_on) if roll is not None else (None, None)
    return _scope(person.birth_cohort, left_on, moved_in_on, person.plan_until, on)


def group_of(year: int | None, *, has_plan: bool) -> Group:
    """Return which group of the figures a year group belongs to; None: nothing tells the age."""
    if year is None:
        return "age not known"
    if year in HEADLINE_YEARS:
        return "headline"
    if year < HEADLINE_YEARS[0]:
        return "younger"
    return "older with plan" if has_plan else "older"


# A county has a few thousand different answers to these; the same ones are asked for every person.


@lru_cache(maxsize=65_536)
def _scope(
    cohort: int | None, left_on: date | None, moved_in_on: date | None, plan_until: date | None, on: date
) -> Scope:
    turns = _turns(cohort, left_on, moved_in_on, plan_until)
    if left_on is not None and left_on <= on:
        return Scope("left_the_roll", left_on, turns)
    if moved_in_on is not None and on < moved_in_on:
        return Scope("not_moved_in_yet", None, turns)
    has_plan = plan_until is not None and on <= plan_until
    last_year = tracked_on(on).last_year
    if cohort is not None and year_of_cohort(cohort, on) > last_year and not has_plan:
        turned = turns_year_on(cohort, last_year + 1)
        since = turned if plan_until is None else max(turned, plan_until + timedelta(days=1))
        return Scope("past_the_last_tracked_year", since, turns)
    return Scope(None, None, turns)


def _turns(
    cohort: int | None, left_on: date | None, moved_in_on: date | None, plan_until: date | None
) -> tuple[date, ...]:
    days = [day for day in (left_on, moved_in_on) if day is not None]
    if cohort is not None:
        last_years = {row.last_year for row in TRACKED}
        days += [turns_year_on(cohort, year) for year in (HEADLINE_YEARS[0], *(last + 1 for last in last_years))]
        days += scope_turns()
    if plan_until is not None and plan_until != date.max:
        days.append(plan_until + timedelta(days=1))
    return tuple(days)


def _cohort_of_year_group(claim: Claim | None) -> int | None:
    """Return the academic year of birth by the year group, which is that of the year the return is for.

    A return for the coming year is received in August too. Where the return is for no year: of the day it was received.
    """
    if claim is None or claim.year_group is None:
        return None
    return cohort_of_year(claim.year_group, last_day_of_year_of(claim.period) or claim.evidence.verified_on)


def _plan_until(roll: RollEntry | None, claims: Sequence[Claim], born_on: date | None) -> date | None:
    """The roll's date comes first; else the newest return that says anything about special needs."""
    until = roll.ehcp_until if roll is not None else None
    if until is None:
        stated = [claim for claim in claims if claim.sen is not None]
        if not stated or max(stated, key=_received).sen != "E":
            return None
        until = date.max
    return until if born_on is None else min(until, _last_day_under(born_on, TRACKED[-1].plan_ends_at_age))


def speaks_first(claim: Claim) -> tuple[bool, Weight]:
    """Order claims by which is believed first about who a person is: the roll, then the newest return."""
    return (isinstance(claim, RollEntry), claim.weight)


def _received(claim: Claim) -> Weight:
    return claim.weight


@lru_cache(maxsize=65_536)
def _last_day_under(born_on: date, age: int) -> date:
    """Return the day before that birthday; someone born on 29 February has it on 1 March in other years."""
    try:
        birthday = born_on.replace(year=born_on.year + age)
    except ValueError:
        birthday = date(born_on.year + age, 3, 1)
    return birthday - timedelta(days=1)
