"""Cohort: whom the authority tracks on a day, in which year group, and which of them the headline figures count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from services.reporting.domain.claims import Claim, RollEntry, newest_roll_entry
from shared.vocabulary.academic_year import AcademicYear

LAST_TRACKED_YEAR: Final = 13
"""Tracked to the end of Year 13, or to the 25th birthday with an EHC plan (letter of 6 July 2026)."""
PLAN_ENDS_AT_AGE: Final = 25
HEADLINE_YEARS: Final = (12, 13)
"""Academic ages 16 and 17 (DfE methodology)."""

_YEARS_BEFORE_SCHOOL: Final = 5
"""Someone born in 2009-10 is in Year 12 in 2026-27: 2026 - 2009 - 5 (section 5 of the national requirement)."""

Group = Literal["younger", "headline", "older with plan", "older"]
ScopeEnd = Literal["left_the_roll", "not_moved_in_yet", "past_the_last_tracked_year", "nothing_known"]


@dataclass(frozen=True, slots=True)
class Person:
    """What the claims together say about who the person is, as far as scope and year group need it."""

    born_on: date | None
    told_year: int | None
    """The year group that was told, used only where no birth date is known."""
    told_on: date | None
    roll: RollEntry | None
    plan_until: date | None
    """Last day with an EHC plan; `date.max` where a return says E and no end is known; None without a plan."""

    @property
    def birth_cohort(self) -> int | None:
        """The academic year of birth, by its first calendar year; from the year group told where no date is known."""
        if self.born_on is not None:
            return AcademicYear.containing(self.born_on).start
        if self.told_year is None or self.told_on is None:
            return None
        return AcademicYear.containing(self.told_on).start - _YEARS_BEFORE_SCHOOL - self.told_year

    def year_on(self, on: date) -> int | None:
        """Return the year group on that day; None where nothing tells it."""
        cohort = self.birth_cohort
        return None if cohort is None else year_of_cohort(cohort, on)

    def turns_year_on(self, year: int) -> date | None:
        """Return the 1 September on which the person reaches that year group."""
        cohort = self.birth_cohort
        return None if cohort is None else AcademicYear(cohort + _YEARS_BEFORE_SCHOOL + year).first_day

    def has_plan_on(self, on: date) -> bool:
        """Return whether an EHC plan keeps the person in scope on that day."""
        return self.plan_until is not None and on <= self.plan_until


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether the person is tracked on a day; if not, why and since when; and the days on which that may turn."""

    ended: ScopeEnd | None
    since: date | None
    turns: tuple[date, ...] = ()


def person_of(claims: Sequence[Claim]) -> Person:
    """Return who the claims are about: the roll speaks first, then the newest return."""
    roll = newest_roll_entry(list(claims))
    if roll is not None and len(claims) == 1:
        newest: list[Claim] = [roll]
    else:
        newest = sorted(claims, key=lambda claim: (claim.kind == "county roll", claim.weight), reverse=True)
    born_on = next((claim.born_on for claim in newest if claim.born_on), None)
    told = next((claim for claim in newest if claim.year_group is not None), None)
    return Person(
        born_on=born_on,
        told_year=told.year_group if told else None,
        told_on=told.evidence.verified_on if told else None,
        roll=roll,
        plan_until=_plan_until(roll, claims, born_on),
    )


def scope_of(person: Person, on: date) -> Scope:
    """Return whether the person is in scope on that day (letter of 6 July 2026; inputs 1.3, column K)."""
    turns = _turns(person)
    roll = person.roll
    if roll is not None and roll.left_on is not None and roll.left_on <= on:
        return Scope("left_the_roll", roll.left_on, turns)
    if roll is not None and roll.moved_in_on is not None and on < roll.moved_in_on:
        return Scope("not_moved_in_yet", None, turns)
    year = person.year_on(on)
    if year is not None and year > LAST_TRACKED_YEAR and not person.has_plan_on(on):
        return Scope("past_the_last_tracked_year", _past_since(person), turns)
    return Scope(None, None, turns)


def year_of_cohort(birth_cohort: int, on: date) -> int:
    """Return the year group that people born in that academic year are in on the day."""
    return AcademicYear.containing(on).start - birth_cohort - _YEARS_BEFORE_SCHOOL


def cohort_of_year(year: int, on: date) -> int:
    """Return the academic year of birth of people who are in that year group on the day."""
    return AcademicYear.containing(on).start - _YEARS_BEFORE_SCHOOL - year


def group_of(year: int | None, *, has_plan: bool) -> Group:
    """Return which group of the figures a year group belongs to; a year that nothing tells counts as older."""
    if year in HEADLINE_YEARS:
        return "headline"
    if year is not None and year < HEADLINE_YEARS[0]:
        return "younger"
    return "older with plan" if has_plan else "older"


def _plan_until(roll: RollEntry | None, claims: Sequence[Claim], born_on: date | None) -> date | None:
    """The roll's date comes first; else the newest return that says anything about special needs."""
    until = roll.ehcp_until if roll is not None else None
    if until is None:
        told = [claim for claim in claims if claim.sen is not None]
        if not told or max(told, key=lambda claim: claim.weight).sen != "E":
            return None
        until = date.max
    if born_on is None:
        return until
    return min(until, _birthday(born_on, PLAN_ENDS_AT_AGE) - timedelta(days=1))


def _past_since(person: Person) -> date | None:
    turned = person.turns_year_on(LAST_TRACKED_YEAR + 1)
    if person.plan_until is None or turned is None:
        return turned
    return max(turned, person.plan_until + timedelta(days=1))


def _turns(person: Person) -> tuple[date, ...]:
    roll, plan_until = person.roll, person.plan_until
    days = (
        roll.left_on if roll else None,
        roll.moved_in_on if roll else None,
        person.turns_year_on(HEADLINE_YEARS[0]),
        person.turns_year_on(LAST_TRACKED_YEAR + 1),
        plan_until + timedelta(days=1) if plan_until and plan_until != date.max else None,
    )
    return tuple(day for day in days if day is not None)


def _birthday(born_on: date, age: int) -> date:
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)
