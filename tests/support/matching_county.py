"""Records of the demonstration county as validation would accept them, each with the person it is truly about."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from deploy.demo.population.enrolments import Row, enrolment_row
from deploy.demo.population.people import Ages, Population, YoungPerson
from deploy.demo.population.schools import make_schools
from deploy.demo.workbooks.damage import BY_KIND, Surroundings, damage
from services.validation.domain.values.uln import read_uln
from services.validation.domain.values.upn import read_upn
from tests.support.rows import ContactDetails, Enrolment, PersonDetails, Record, RollEntry


@dataclass(frozen=True, slots=True)
class Labelled:
    """A record and the truth about it."""

    record: Record
    person: str
    damage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountyRecords:
    """The roll, and one return a school."""

    roll: tuple[Labelled, ...]
    returns: tuple[tuple[Labelled, ...], ...]


def county_records(people: int, *, learners: int, seed: int = 1) -> CountyRecords:
    """Return a roll of `people` and returns of about 230 rows with `learners` learners in all, one in 20 a newcomer."""
    chance = random.Random(seed)
    population = Population(chance, Ages())
    known = population.people(people)
    roll = tuple(_roll_record(number, person, chance) for number, person in enumerate(known))
    enrolled = [person for person in known if 12 <= person.year_group <= 14]
    chance.shuffle(enrolled)
    enrolled = enrolled[: learners - learners // 21]
    newcomers = population.people(learners // 21, on_roll=False)
    return CountyRecords(roll, tuple(_returns(chance, population, enrolled, newcomers)))


def _returns(
    chance: random.Random, population: Population, enrolled: list[YoungPerson], newcomers: list[YoungPerson]
) -> Iterator[tuple[Labelled, ...]]:
    count = max((len(enrolled) + len(newcomers)) // 230, 1)
    schools = make_schools(chance, [230] * count)
    for number, school in enumerate(schools):
        pupils = [*enrolled[number::count], *newcomers[number::count]]
        around = Surroundings(chance, population.numbers, pupils)
        rows: list[Labelled] = []
        for person in pupils:
            row = enrolment_row(chance, person, school)
            kinds = damage(row, school.habits.carelessness, around)
            record = _record(len(rows), row, kinds)
            if record is not None:
                rows.append(Labelled(record, person.id, kinds))
        yield tuple(rows)


def _roll_record(number: int, person: YoungPerson, chance: random.Random) -> Labelled:
    lot = chance.random()
    details = PersonDetails(
        surname=person.surname,
        forename=person.forename,
        middle_names=person.middle_names,
        born_on=person.born_on,
        sex=person.sex,
        upn=None if lot < 0.01 else person.upn,
        upn_kind=None if lot < 0.01 else "permanent",
        uln=None if 0.01 <= lot < 0.12 else person.uln,
        authority_ref=person.id,
        year_group=person.year_group,
        postcode=person.address.postcode,
    )
    contact = ContactDetails(address=(person.address.line, person.address.town))
    return Labelled(
        Record(ordinal=number, line=number + 2, person=details, contact=contact, facts=RollEntry()), person.id
    )


def _record(ordinal: int, row: Row, kinds: Sequence[str]) -> Record | None:
    """Return what validation lets through: numbers that are wrong in themselves are dropped, some rows refused."""
    upn, uln, born_on = read_upn(_text(row, "P1") or ""), read_uln(_text(row, "P3") or ""), row.get("P10")
    if any(BY_KIND[kind].refuses for kind in kinds) or not (upn.value or uln.value or born_on):
        return None
    details = PersonDetails(
        surname=str(row["P5"]),
        forename=str(row["P6"]),
        middle_names=_text(row, "P7"),
        born_on=born_on if isinstance(born_on, date) else None,
        sex=_text(row, "P11"),
        upn=upn.value,
        upn_kind=upn.kind,
        uln=uln.value,
        year_group=int(str(row["P15"])),
        postcode=_text(row, "C5"),
    )
    contact = ContactDetails(
        address=(str(row["C1"]), str(row["C3"])), mobile=_text(row, "C7"), home_phone=_text(row, "C6")
    )
    return Record(ordinal=ordinal, line=ordinal + 2, person=details, contact=contact, facts=_enrolment(row))


def _enrolment(row: Row) -> Enrolment:
    started_on, ends_on = row["L9"], row["L10"]
    assert isinstance(started_on, date)
    assert isinstance(ends_on, date)
    return Enrolment(
        level=str(row["L1"]),
        qualification_type=str(row["L2"]),
        attendance="PT" if row["L7"] == "PT" else "FT",
        started_on=started_on,
        ends_on=ends_on,
    )


def _text(row: Row, column: str) -> str | None:
    value = row.get(column)
    return None if value is None else str(value)
