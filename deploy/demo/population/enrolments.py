"""What a school writes about a learner: the cells of one enrolment row, before anything goes wrong."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Final

from deploy.demo.population.names import words
from deploy.demo.population.people import BUSINESS_DATE, YoungPerson
from deploy.demo.population.schools import School
from deploy.demo.workbooks.spreadsheets import Cell

Row = dict[str, Cell]
"""The cells of a row by column id of the dictionary (`shared.vocabulary.columns`)."""

_SUBJECTS: Final = words(
    "Maths Physics Chemistry Biology English History Geography French Spanish Art Drama Music Psychology Sociology"
    " Economics Business Computing Politics Law Media"
)
_LEVELS: Final = ("3", "3", "3", "3", "3", "3", "3", "3", "2", "2", "1", "E")
_TYPES: Final[dict[str, Sequence[str]]] = {
    "3": ("ALEVEL", "ALEVEL", "ALEVEL", "BTEC", "TLEVEL"),
    "2": ("GCSE", "BTEC", "DIPLOMA"),
    "1": ("CERT", "AWARD"),
    "E": ("FUNCSKILL", "ESOL"),
}


def enrolment_row(chance: random.Random, person: YoungPerson, school: School) -> Row:
    """Return the row that a careful school writes: every column of the collection that it fills."""
    return _identity(chance, person, school) | _contact(chance, person) | _learning(chance, person)


def pupil_cells(person: YoungPerson, school: School) -> Row:
    """Return what every return of a school about one of its pupils begins with."""
    return {
        "E1": school.shown_number,
        "E2": school.name,
        "P1": person.upn,
        "P3": person.uln,
        "P5": person.surname,
        "P6": person.forename,
        "P10": person.born_on,
        "P11": person.sex,
        "C5": person.address.postcode,
        "C7": person.mobile,
    }


def lower_level_row(row: Row) -> Row:
    """Return a second line for the same learner at a lower level: the rule is one line, the highest level."""
    return row | {"L1": "1", "L2": "AWARD", "L3": "Sports leadership", "L4": None}


def _identity(chance: random.Random, person: YoungPerson, school: School) -> Row:
    return {
        "E1": school.shown_number,
        "E2": school.name,
        "P1": person.upn,
        "P3": person.uln,
        "P4": f"{chance.randrange(1, 9999):06d}",
        "P5": person.surname,
        "P6": person.forename,
        "P7": person.middle_names,
        "P10": person.born_on,
        "P11": person.sex,
        "P15": str(person.year_group),
        "P12": person.ethnicity,
        "P14": person.sen,
    }


def _contact(chance: random.Random, person: YoungPerson) -> Row:
    objection = chance.random() < 0.01
    basics: Row = {
        "C1": person.address.line,
        "C3": person.address.town,
        "C5": person.address.postcode,
        "C9": person.carer,
        "C12": "Y" if objection else None,
    }
    if objection:
        return basics
    return basics | {
        "C6": person.home_phone,
        "C7": person.mobile,
        "C8": person.email,
        "C10": person.carer_phone,
    }


def _learning(chance: random.Random, person: YoungPerson) -> Row:
    level = chance.choice(_LEVELS)
    kind = chance.choice(_TYPES[level])
    part_time = chance.random() < 0.03
    began_in, ends_in = _years(chance, person.year_group)
    return {
        "L1": level,
        "L2": kind,
        "L3": ", ".join(chance.sample(_SUBJECTS, 3)),
        "L4": f"{chance.randrange(600, 610)}{chance.randrange(10000):04d}0" if chance.random() < 0.5 else None,
        "L5": "TLEVEL" if kind == "TLEVEL" else "STUDYPROG",
        "L7": "PT" if part_time else "FT",
        "L8": chance.randrange(200, 500) if part_time else chance.randrange(540, 720),
        "L9": _start(chance, began_in),
        "L10": date(ends_in, 7, chance.randrange(5, 24)),
        "J4": chance.choices(("C", "M", "S", "G"), (95, 3, 1, 1))[0],
    }


def _years(chance: random.Random, year_group: int) -> tuple[int, int]:
    """Return the calendar years in which the programme began and ends: two years for most."""
    if year_group == 13:
        return 2025, 2027
    if year_group == 12 and chance.random() < 0.85:
        return 2026, 2028
    return 2026, 2027


def _start(chance: random.Random, year: int) -> date:
    """Return a first day of term; one in two hundred of this year's starts is still to come."""
    if year == BUSINESS_DATE.year and chance.random() < 0.005:
        return date(year, 10, chance.randrange(12, 17))
    return date(year, 9, chance.randrange(2, 10))
