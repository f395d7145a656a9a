"""The cells that senders write about somebody, by column id: what a careful sender fills."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from deploy.demo.population.colleges import College
from deploy.demo.population.enrolments import Row
from deploy.demo.population.people import YoungPerson
from deploy.demo.population.schools import School
from deploy.demo.workbooks.layouts import roll_row
from deploy.demo.year.ledger import Statement
from deploy.demo.year.lives import LEARNING, Activity, Life, Spell

DESTINATION_OF: Final[Mapping[Activity, str]] = {
    "school": "D01", "sixth form": "D02", "college": "D03", "apprenticeship": "D08", "work": "D14",
    "seeking": "D24", "not ready": "D25", "ill": "D28", "custody": "D30", "moved away": "D33",
}  # fmt: skip
CODE_OF: Final[Mapping[Activity, str]] = {
    "school": "110", "sixth form": "210", "college": "230", "apprenticeship": "310", "work": "330",
    "seeking": "619", "not ready": "610", "ill": "640", "custody": "290",
}  # fmt: skip
"""The national activity code of each (nccis fact sheet 1.1; custody below 18 in education)."""
NOT_KNOWN: Final = "D31"
_REASON_OF: Final[Mapping[Activity, str]] = {
    "school": "R02", "sixth form": "R02", "college": "R02", "apprenticeship": "R04", "work": "R04",
    "seeking": "R07", "not ready": "R07", "ill": "R08", "custody": "R10", "moved away": "R03",
}  # fmt: skip
_EMPLOYERS: Final[Mapping[Activity, str]] = {"apprenticeship": "Wealden Joinery Ltd", "work": "Harbour Cafe"}
_WITH_START: Final = LEARNING | _EMPLOYERS.keys()
"""What is a place to go to: its name and first day are given."""
_COURSES: Final = ("Brickwork", "Health and social care", "Motor vehicles", "Catering", "Art and design", "Computing")


def person_columns(person: YoungPerson) -> Row:
    """Return names, numbers and birth date."""
    return {
        "P1": person.upn, "P3": person.uln, "P5": person.surname, "P6": person.forename, "P7": person.middle_names,
        "P10": person.born_on, "P11": person.sex, "P15": str(min(person.year_group, 14)), "P14": person.sen,
    }  # fmt: skip


def contact_columns(person: YoungPerson) -> Row:
    """Return address and telephone numbers."""
    address = person.address
    return {
        "C1": address.line, "C3": address.town, "C5": address.postcode, "C6": person.home_phone, "C7": person.mobile,
        "C8": person.email, "C9": person.carer, "C10": person.carer_phone,
    }  # fmt: skip


def school_columns(school: School) -> Row:
    """Return number and name of a school."""
    return {"E1": school.shown_number, "E2": school.name}


def college_columns(college: College, person: YoungPerson) -> Row:
    """Return number, name and campus of a college. Most of its learners' UPNs it does not know."""
    known = int(person.uln[-2:]) < 40
    return {
        "E3": college.ukprn, "E4": college.name, "E5": college.campuses[int(person.uln[-1]) % len(college.campuses)],
        "P4": person.uln[:8], "P1": person.upn if known else None,
    }  # fmt: skip


def school_course(chance: random.Random, spell: Spell) -> Row:
    """Return what a school teaches somebody."""
    return {
        "L1": "3", "L2": chance.choice(("ALEVEL", "BTEC")), "L3": "Maths, Physics, Art", "L5": "STUDYPROG", "L7": "FT",
        "L8": 600, "L9": spell.began_on, "L10": spell.ends_on, "J4": "C",
    }  # fmt: skip


def college_course(chance: random.Random, spell: Spell) -> Row:
    """Return what a college teaches somebody."""
    return {
        "L5": "STUDYPROG", "L6": f"L2 Dip {chance.choice(_COURSES)}", "L4": "60303900", "L1": "2", "L7": "FT",
        "L8": 580, "L9": spell.began_on, "L10": spell.ends_on, "L11": "25",
    }  # fmt: skip


def joining(spell: Spell, course: Row) -> Row:
    """Return what is said of a joiner; of a pupil of Year 11 or below nothing about a course."""
    if spell.activity == "school":
        return {"J1": spell.began_on}
    return {**course, "J1": spell.began_on}


def leaving(life: Life, place: int, *, known: bool, college: bool) -> Row:
    """Return what is said of somebody whose spell at `place` has ended. `known`: where they went to is known."""
    left_on, following = life.left_on[place], life.spells[place + 1]
    row: Row = {"V1": left_on, "V2": left_on, "V5": NOT_KNOWN, "V3": "R15"}
    if known:
        name = (following.place and "Another place of learning") or _EMPLOYERS.get(following.activity)
        row |= {
            "V3": _REASON_OF[following.activity], "V5": DESTINATION_OF[following.activity], "V6": name,
            "V7": following.place, "V8": following.began_on if name else None, "V9": "Y",
        }  # fmt: skip
    if life.person.year_group <= 11:
        row["V4"] = "a"
    if college:
        row["V10"] = "98" if not known else "2" if following.place else "44"
    return row


def not_known_code(person: YoungPerson) -> str:
    """Return the code of somebody of whom it is not known what they do."""
    return "810" if person.year_group > 11 else "150"


def leaving_statements(life: Life, place: int, *, known: bool) -> tuple[Statement, ...]:
    """Return what the end of the spell at `place` states: nothing is known until what follows has begun."""
    since, following = life.left_on[place] + timedelta(days=1), life.spells[place + 1]
    nothing = not_known_code(life.person)
    if not known or following.activity == "moved away":
        return (Statement(since, nothing, leaves=True),)
    code = CODE_OF[following.activity]
    if following.activity not in _WITH_START or following.began_on == since:
        return (Statement(since, code, leaves=True),)
    return (Statement(since, nothing, leaves=True), Statement(following.began_on, code, leaves=True))


def roll_columns(life: Life, school: School, on: date) -> tuple[Row, YoungPerson]:
    """Return the roll's row of somebody on that day, and the person as the roll then has them."""
    person = life.person
    away = next((spell for spell in life.spells if spell.activity == "moved away" and spell.began_on <= on), None)
    if away is not None:
        person = replace(person, left_on=away.began_on, left_status="T")
    if not person.on_roll:
        person = replace(person, moved_in_on=life.spells[0].began_on - timedelta(days=1))
    return roll_row(person, school), person
