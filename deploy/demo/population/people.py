"""Invented young people: families with twins and siblings, learner numbers, addresses, plans and characteristics."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from deploy.demo.population import geography, names
from deploy.demo.population.identifiers import Numbers
from deploy.demo.population.names import Sex

BUSINESS_DATE: Final = date(2026, 10, 5)
"""The demonstration's date: after the enrolment returns were due, before the colleges' first return."""

_YEAR_ZERO: Final = 2021
"""Born in the academic year (this minus the year group): Year 12 in 2026-27 was born in 2009/10."""


@dataclass(frozen=True, slots=True)
class YoungPerson:
    """The truth about one invented person. `id` is the authority's own number, or starts with N for a newcomer."""

    id: str
    surname: str
    forename: str
    middle_names: str | None
    sex: Sex
    born_on: date
    year_group: int
    upn: str
    uln: str
    ethnicity: str
    sen: str
    ehcp_until: date | None
    address: geography.Address
    home_phone: str
    mobile: str
    carer: str
    carer_phone: str
    on_roll: bool
    left_on: date | None = None
    left_status: str | None = None
    moved_in_on: date | None = None
    characteristics: tuple[str, ...] = ()
    district_known: bool = True

    @property
    def email(self) -> str:
        """An address that nobody can receive."""
        return f"learner.{self.id.lower()}@example.org"


@dataclass(frozen=True, slots=True)
class Ages:
    """Shares of the year groups among the tracked; what is left over are 18 to 24 with a plan."""

    year_11: float = 0.22
    year_12: float = 0.335
    year_13: float = 0.325
    year_14: float = 0.07


@dataclass(frozen=True, slots=True)
class _Family:
    culture: names.Culture
    surname: str
    address: geography.Address
    home_phone: str
    carer: str
    carer_phone: str


class Population:
    """Makes people one family at a time."""

    def __init__(self, chance: random.Random, ages: Ages) -> None:
        self._chance = chance
        self._ages = ages
        self._numbers = Numbers(chance)
        self._count = 0

    @property
    def numbers(self) -> Numbers:
        """The mint that no two people share a number of."""
        return self._numbers

    def people(self, count: int, *, on_roll: bool = True) -> list[YoungPerson]:
        """Return `count` people; about 3 % have a twin and 12 % a brother or sister among them."""
        found: list[YoungPerson] = []
        while len(found) < count:
            family = self._family()
            first = self._person(family, self._year_group(), on_roll=on_roll)
            found.append(first)
            lot = self._chance.random()
            if lot < 0.03:
                found.append(self._twin(first, family))
            elif lot < 0.15:
                found.append(self._person(family, self._sibling_year(first.year_group), on_roll=on_roll))
        return found[:count]

    def _family(self) -> _Family:
        chance = self._chance
        culture = names.choose_culture(chance)
        surname = names.choose_surname(chance, culture)
        carer = f"{chance.choice(('Ms', 'Mrs', 'Mr', 'Dr'))} {names.choose_forename(chance, culture, 'F')[0]} {surname}"
        return _Family(
            culture=culture,
            surname=surname,
            address=geography.choose_address(chance, geography.choose_district(chance)),
            home_phone=geography.choose_landline(chance),
            carer=carer,
            carer_phone=geography.choose_mobile(chance),
        )

    def _year_group(self) -> int:
        ages, lot = self._ages, self._chance.random()
        for year_group, share in ((11, ages.year_11), (12, ages.year_12), (13, ages.year_13), (14, ages.year_14)):
            if lot < share:
                return year_group
            lot -= share
        return self._chance.randrange(14, 21)

    def _sibling_year(self, year_group: int) -> int:
        other = year_group + self._chance.choice((-2, -1, 1, 2))
        return other if 11 <= other <= 13 else 11 + (year_group + 1) % 3

    def _person(self, family: _Family, year_group: int, *, on_roll: bool) -> YoungPerson:
        chance = self._chance
        sex: Sex = "M" if chance.random() < 0.511 else "F"
        forename = names.choose_forename(chance, family.culture, sex)
        middle = names.choose_forename(chance, family.culture, sex) if chance.random() < 0.7 else None
        born_in = _YEAR_ZERO - year_group
        born_on = date(born_in, 9, 1) + timedelta(days=chance.randrange(365))
        sen, ehcp_until = self._support(year_group, born_on)
        self._count += 1
        person = YoungPerson(
            id=f"{100000 + self._count}" if on_roll else f"N{100000 + self._count}",
            surname=family.surname,
            forename=forename,
            middle_names=middle if middle != forename else None,
            sex=sex,
            born_on=born_on,
            year_group=year_group,
            upn=self._numbers.upn(born_in + chance.choice((4, 5, 5, 5, 6))),
            uln=self._numbers.uln(),
            ethnicity=chance.choice(family.culture.ethnicities),
            sen=sen,
            ehcp_until=ehcp_until,
            address=family.address,
            home_phone=family.home_phone,
            mobile=geography.choose_mobile(chance),
            carer=family.carer,
            carer_phone=family.carer_phone,
            on_roll=on_roll,
            characteristics=self._characteristics(sex),
        )
        return self._with_scope(person) if on_roll else person

    def _twin(self, first: YoungPerson, family: _Family) -> YoungPerson:
        """Return a twin: same surname, birth date, address and phones, next number; the hard case of matching."""
        twin = self._person(family, first.year_group, on_roll=first.on_roll)
        while twin.forename == first.forename:
            twin = replace(twin, forename=names.choose_forename(self._chance, family.culture, twin.sex))
        return replace(
            twin,
            born_on=first.born_on,
            upn=self._numbers.upn(2000 + int(first.upn[8:10])),
            ehcp_until=self._plan_end(first.born_on) if twin.ehcp_until else None,
        )

    def _support(self, year_group: int, born_on: date) -> tuple[str, date | None]:
        """Return SEN provision and, for E, until when the plan runs; past Year 14 only plans keep someone tracked."""
        lot = self._chance.random()
        if year_group > 14 or lot < 0.06:
            return "E", self._plan_end(born_on)
        return ("K" if lot < 0.16 else "N"), None

    def _plan_end(self, born_on: date) -> date:
        """Return the end of the school year in which the person becomes 25; scope ends on that birthday."""
        return date(born_on.year + 25 + (born_on.month >= 9), 8, 31)

    def _characteristics(self, sex: Sex) -> tuple[str, ...]:
        lot = self._chance.random()
        if lot > 0.035:
            return ()
        codes = ("110", "130", "140", "160", "170", "200", "210") + (("120", "180") if sex == "F" else ())
        return (self._chance.choice(codes),)

    def _with_scope(self, person: YoungPerson) -> YoungPerson:
        """Return the person with what only the roll knows: moved in, left scope, district not known."""
        lot = self._chance.random()
        if lot < 0.01:
            left_on = BUSINESS_DATE - timedelta(days=self._chance.randrange(20, 300))
            return replace(person, left_on=left_on, left_status=self._chance.choice("TTTE"))
        if lot < 0.03:
            return replace(person, moved_in_on=BUSINESS_DATE - timedelta(days=self._chance.randrange(20, 700)))
        if lot < 0.04:
            return replace(person, district_known=False)
        return person
