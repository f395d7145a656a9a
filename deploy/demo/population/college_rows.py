"""What a college writes about a learner: the cells of one row of its enrolment, before anything goes wrong."""

import random
from datetime import date
from typing import Final

from deploy.demo.population.colleges import College
from deploy.demo.population.enrolments import Row
from deploy.demo.population.names import words
from deploy.demo.population.people import YoungPerson

_COURSES: Final = words("Brickwork Catering Computing Engineering Floristry Hairdressing Plumbing Photography")
_UPN_KNOWN: Final = 0.4
"""Source: LINKAGE-ERRORS: colleges lack the UPN of 60 % of their learners."""


def college_row(chance: random.Random, person: YoungPerson, college: College) -> Row:
    """Return the row that a careful college writes of a learner on a study programme."""
    level = chance.choice("3321E")
    part_time = chance.random() < 0.04
    return {
        "E3": college.ukprn,
        "E4": college.name,
        "E5": chance.choice(college.campuses),
        "P3": person.uln,
        "P1": person.upn if chance.random() < _UPN_KNOWN else None,
        "P4": f"{chance.randrange(1, 99999999):08d}",
        "P5": person.surname,
        "P6": person.forename,
        "P7": person.middle_names,
        "P10": person.born_on,
        "P11": person.sex,
        "P12": person.ethnicity,
        "P14": person.sen,
        "P15": str(min(person.year_group, 14)),
        "C1": person.address.line,
        "C3": person.address.town,
        "C5": person.address.postcode,
        "C6": person.home_phone,
        "C7": person.mobile,
        "C8": person.email,
        "C10": person.carer_phone,
        "L5": "STUDYPROG",
        "L6": f"L{level} Diploma {chance.choice(_COURSES)}",
        "L4": f"{chance.randrange(600, 610)}{chance.randrange(10000):04d}0",
        "L1": level,
        "L7": "PT" if part_time else "FT",
        "L8": chance.randrange(200, 500) if part_time else chance.randrange(540, 640),
        "L9": date(2026, 9, chance.randrange(1, 12)),
        "L10": date(chance.choice((2027, 2027, 2028)), 7, chance.randrange(5, 24)),
        "L11": "25",
    }
