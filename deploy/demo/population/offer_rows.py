"""What a school or a college writes about a place that it offers to a pupil of Year 11: the cells of one row."""

import random
from datetime import date, timedelta
from typing import Final

from deploy.demo.population.colleges import College
from deploy.demo.population.enrolments import Row, pupil_cells
from deploy.demo.population.people import YoungPerson
from deploy.demo.population.schools import School

_FIRST_OFFER: Final = date(2026, 9, 7)
_DAYS: Final = 28


def offer_row(chance: random.Random, person: YoungPerson, school: School) -> Row:
    """Return the row of an offer to the school's own pupil."""
    return pupil_cells(person, school) | {
        "G10": "11",
        "G1": "INT",
        "G4": chance.choice(("CONDITIONAL", "CONDITIONAL", "GUARANTEED")),
        "G6": chance.choice(("OFFERED", "ACCEPTED")),
        "G7": "A levels",
        "G8": "3",
    }


def college_offer_row(chance: random.Random, person: YoungPerson, college: College, school: School) -> Row:
    """Return the row of a college's offer to a pupil of that school."""
    return {
        "E3": college.ukprn,
        "E4": college.name,
        "E5": chance.choice(college.campuses),
        "P1": person.upn if chance.random() < 0.4 else None,
        "P3": person.uln,
        "P5": person.surname,
        "P6": person.forename,
        "P10": person.born_on,
        "P11": person.sex,
        "C1": person.address.line,
        "C5": person.address.postcode,
        "C7": person.mobile,
        "C8": person.email,
        "G10": "11",
        "G2": school.shown_number,
        "G4": chance.choice(("CONDITIONAL", "CONDITIONAL", "GUARANTEED")),
        "G5": _FIRST_OFFER + timedelta(days=chance.randrange(_DAYS)),
        "G6": chance.choice(("OFFERED", "ACCEPTED", "ACCEPTED")),
        "G7": "Level 2 programme",
        "G8": "2",
    }
