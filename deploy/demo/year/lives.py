"""The truth: what each young person does from September to August, spell by spell."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from deploy.demo.population.colleges import College
from deploy.demo.population.people import Population, YoungPerson
from deploy.demo.population.schools import School
from deploy.demo.year.calendar import FIRST_DAY, MONTHS_OF_MOVES, days_of_moves

Activity = Literal[
    "school", "sixth form", "college", "apprenticeship", "work", "seeking", "not ready", "ill", "custody", "moved away"
]  # fmt: skip
LEARNING: Final[frozenset[Activity]] = frozenset({"school", "sixth form", "college"})
_NEET: Final[Mapping[Activity, float]] = {"seeking": 7, "not ready": 2, "ill": 1}

_STARTS: Final[Mapping[Activity, float]] = {
    "sixth form": 56, "college": 30, "apprenticeship": 3, "work": 4, "seeking": 5, "not ready": 1, "ill": 1,
}  # fmt: skip
"""Shares of what Years 12 and 13 do on 1 September."""
_STARTS_WITH_PLAN: Final[Mapping[Activity, float]] = {"college": 60, "work": 10, "not ready": 15, "ill": 15}
_LEAVES_IN_A_MONTH: Final[Mapping[Activity, float]] = {
    "school": 0.002, "sixth form": 0.012, "college": 0.015, "apprenticeship": 0.01, "work": 0.04,
    "seeking": 0.10, "not ready": 0.04, "ill": 0.02, "custody": 0.2,
}  # fmt: skip
_GOES_TO: Final[Mapping[Activity, Mapping[Activity, float]]] = {
    "school": {"school": 9, "moved away": 1},
    "sixth form": {"college": 36, "sixth form": 5, "apprenticeship": 15, "work": 9, "seeking": 22, "not ready": 4,
                   "ill": 2, "moved away": 6, "custody": 1},
    "college": {"college": 5, "sixth form": 5, "apprenticeship": 25, "work": 20, "seeking": 30, "not ready": 6,
                "ill": 4, "moved away": 4, "custody": 1},
    "apprenticeship": {"work": 40, "seeking": 60},
    "work": {"apprenticeship": 30, "seeking": 70},
    "seeking": {"college": 50, "apprenticeship": 25, "work": 25},
    "not ready": {"college": 50, "seeking": 50},
    "ill": {"college": 50, "seeking": 50},
    "custody": {"seeking": 1},
}  # fmt: skip
_MOVE_IN_A_MONTH: Final = 0.001
_LAST_DAY_OF_MOVING_IN: Final = 18


@dataclass(frozen=True, slots=True)
class Spell:
    """What somebody does from a day on, until the next spell."""

    began_on: date
    activity: Activity
    place: str | None = None
    """Number of the school or college."""
    ends_on: date | None = None
    """Planned end of a course."""


@dataclass(slots=True)
class Life:
    """One young person and their year."""

    person: YoungPerson
    school: str
    """The school at which the roll has them."""
    spells: list[Spell] = field(default_factory=list)
    left_on: dict[int, date] = field(default_factory=dict)
    """Last day of a spell by its place in `spells`, where another follows."""

    def at(self, on: date) -> Spell | None:
        """Return what they do on that day; None before they moved in, and on the days between two spells."""
        for place in range(len(self.spells) - 1, -1, -1):
            if self.spells[place].began_on <= on:
                return None if self.left_on.get(place, on) < on else self.spells[place]
        return None


class County:
    """Draws lives: the same chance gives the same year."""

    def __init__(
        self, chance: random.Random, population: Population, schools: Sequence[School], colleges: Sequence[College]
    ) -> None:
        self._chance = chance
        self._population = population
        self._schools = schools
        self._colleges = colleges
        self._near = {school.district.code: school.dfe_number for school in schools}

    def lives(self, count: int) -> list[Life]:
        """Return the year of `count` people who are there in September, and of those who move in later."""
        found = [self._life(person, FIRST_DAY) for person in self._population.people(count)]
        for month in MONTHS_OF_MOVES:
            for life in found:
                self._month_of(life, month)
            if month > FIRST_DAY:
                found += self._movers_in(round(count * _MOVE_IN_A_MONTH) or 1, month)
        return found

    def _movers_in(self, count: int, month: date) -> list[Life]:
        people = self._population.people(count * 4, on_roll=False)
        tracked = [person for person in people if 12 <= person.year_group <= 13][:count]
        day = month.replace(day=self._chance.randrange(2, _LAST_DAY_OF_MOVING_IN))
        return [self._life(person, day, learning=True) for person in tracked]

    def _life(self, person: YoungPerson, began_on: date, *, learning: bool = False) -> Life:
        school = self._near.get(person.address.district, self._schools[0].dfe_number)
        life = Life(person, school)
        if person.year_group <= 11:
            life.spells.append(Spell(began_on, "school", school))
            return life
        shares = _STARTS if person.year_group <= 13 else _STARTS_WITH_PLAN
        if learning:
            shares = {activity: share for activity, share in shares.items() if activity in LEARNING}
        first_day = began_on if learning else began_on + timedelta(days=self._chance.randrange(1, 7))
        life.spells.append(self._spell(life, self._draw(shares), first_day))
        return life

    def _month_of(self, life: Life, month: date) -> None:
        now = life.spells[-1]
        if self._chance.random() >= _LEAVES_IN_A_MONTH.get(now.activity, 0.0) or life.person.left_on is not None:
            return
        left_on = month.replace(day=self._chance.choice(days_of_moves(month)))
        if now.ends_on is not None and now.ends_on <= left_on:
            return
        life.left_on[len(life.spells) - 1] = left_on
        begins_on = left_on + timedelta(days=self._chance.randrange(1, 5))
        life.spells.append(self._spell(life, self._draw(_GOES_TO[now.activity]), begins_on))

    def _spell(self, life: Life, activity: Activity, began_on: date) -> Spell:
        been_at = {spell.place for spell in life.spells}
        if activity in ("school", "sixth form"):
            schools = [life.school, *(school.dfe_number for school in self._chance.sample(self._schools, 3))]
            return Spell(began_on, activity, next(one for one in schools if one not in been_at), self._end(life))
        if activity == "college":
            open_to = [college.ukprn for college in self._colleges if college.ukprn not in been_at]
            if not open_to:
                return Spell(began_on, "seeking")
            short = began_on < date(2026, 10, 1) and self._chance.random() < 0.06
            ends_on = date(2027, 2, self._chance.randrange(5, 19)) if short else self._end(life)
            return Spell(began_on, activity, self._chance.choice(open_to), ends_on)
        return Spell(began_on, activity)

    def _end(self, life: Life) -> date:
        year = 2028 if life.person.year_group == 12 and self._chance.random() < 0.8 else 2027
        return date(year, 7, self._chance.randrange(5, 24))

    def _draw(self, shares: Mapping[Activity, float]) -> Activity:
        return self._chance.choices(tuple(shares), tuple(shares.values()))[0]
