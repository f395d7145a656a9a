"""Who has left or joined a school or a college since the enrolment return, and what is written about it."""

import random
from datetime import date, timedelta
from typing import Final

from deploy.demo.population.college_rows import college_row
from deploy.demo.population.colleges import College
from deploy.demo.population.enrolments import Row, enrolment_row, pupil_cells
from deploy.demo.population.people import YoungPerson
from deploy.demo.population.schools import School
from shared.vocabulary.collections import C_LEAVE, S_JOIN

_FIRST_DAY: Final = date(2026, 9, 14)
_DAYS: Final = 12
_IN_OCTOBER: Final = date(2026, 10, 2)
_REASON: Final = {"D03": "R02", "D08": "R04", "D14": "R04", "D24": "R07", "D25": "R08", "D31": "R15"}
_DESTINATIONS: Final = tuple(_REASON)
_WEIGHTS: Final = (25, 15, 8, 30, 8, 14)
_PLACES: Final = {"D03": "MidKent College", "D08": "Medway Builders Ltd"}
_WITHDRAWN: Final = {"D03": "2", "D31": "98"}
_WITHDRAWN_OTHERWISE: Final = "44"
"""Of colleges: to another provider, not known, personal reasons."""

ACTIVITY_OF: Final = {
    "D03": ("education", "230"),
    "D08": ("employment", "310"),
    "D14": ("employment", "330"),
    "D24": ("neet", "619"),
    "D25": ("neet", "610"),
    "D31": ("not known", "810"),
}
"""Status group and activity code that each destination stands for."""


def leaver_row(chance: random.Random, person: YoungPerson, school: School, *, later: bool = False) -> Row:
    """Return the row of a leaver of a school: a few days after the enrolment return was made up, or in October."""
    row = pupil_cells(person, school) | {"P15": str(person.year_group)}
    leaving = _leaving(chance)
    return row | leaving | ({"V1": _IN_OCTOBER, "V8": None} if later else {})


def stray_leaver_row(chance: random.Random, person: YoungPerson, school: School, left_on: date | None = None) -> Row:
    """Return the row of somebody as a leaver who cannot be one, whose destination is not known."""
    row = leaver_row(chance, person, school)
    return row | {"V1": left_on or row["V1"], "V3": _REASON["D31"], "V5": "D31", "V6": None, "V8": None}


def joiner_row(chance: random.Random, person: YoungPerson, school: School) -> Row:
    """Return the row of somebody who has joined a school since."""
    row = {column: cell for column, cell in enrolment_row(chance, person, school).items() if S_JOIN.use_of(column)}
    return row | _joining(chance) | {"J4": "C", "C12": None, "C7": person.mobile}


def college_leaver_row(chance: random.Random, person: YoungPerson, college: College) -> Row:
    """Return the row of a leaver of a college."""
    row = {column: cell for column, cell in college_row(chance, person, college).items() if C_LEAVE.use_of(column)}
    leaving = _leaving(chance)
    return row | leaving | {"V10": _WITHDRAWN.get(str(leaving["V5"]), _WITHDRAWN_OTHERWISE)}


def college_joiner_row(chance: random.Random, person: YoungPerson, college: College) -> Row:
    """Return the row of somebody who has joined a college since."""
    return college_row(chance, person, college) | _joining(chance)


def _joining(chance: random.Random) -> Row:
    joined_on = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    return {"J1": joined_on, "L9": joined_on}


def _leaving(chance: random.Random) -> Row:
    left_on = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    (destination,) = chance.choices(_DESTINATIONS, _WEIGHTS)
    starts_on = left_on + timedelta(days=chance.randrange(3, 8)) if destination in _PLACES else None
    return {
        "V1": left_on,
        "V3": _REASON[destination],
        "V5": destination,
        "V6": _PLACES.get(destination),
        "V8": starts_on,
    }
