"""What a school writes about a place that it offers to a pupil of Year 11: the cells of one row."""

import random

from deploy.demo.population.enrolments import Row
from deploy.demo.population.people import YoungPerson
from deploy.demo.population.schools import School


def offer_row(chance: random.Random, person: YoungPerson, school: School) -> Row:
    """Return the row of an offer to the school's own pupil."""
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
        "G10": "11",
        "G1": "INT",
        "G4": chance.choice(("CONDITIONAL", "CONDITIONAL", "GUARANTEED")),
        "G6": chance.choice(("OFFERED", "ACCEPTED")),
        "G7": "A levels",
        "G8": "3",
    }
