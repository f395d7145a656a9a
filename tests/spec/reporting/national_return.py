"""A record of the national return in which nothing is wrong, and lines of snapshots that become one."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from services.reporting.domain.national_return.record import LearningPlace, YoungPersonsRecord, record_of
from services.reporting.domain.national_return.rules import Period
from services.reporting.domain.snapshots.line import SnapshotLine

PERIOD_END: Final = date(2026, 10, 31)
PERIOD: Final = Period.of(PERIOD_END)
BORN: Final = date(2010, 3, 4)
"""In Year 12 at the end of the period."""


def line(**changes: Any) -> SnapshotLine:
    """Return somebody in the sixth form of their school, with these differences."""
    good: dict[str, Any] = {
        "person_id": UUID(int=7),
        "surname": "Fernhollow",
        "forename": "Imogen",
        "postcode": "ME14 1XX",
        "upn": "A000000000001",
        "uln": "1000000001",
        "authority_ref": None,
        "born_on": BORN,
        "sex": "F",
        "ethnicity": "WBRI",
        "sen": "N",
        "characteristics": None,
        "address": "1 High Street\nMaidstone",
        "on_roll": True,
        "district": "E07000110",
        "school": "8865400",
        "left_on": None,
        "left_status": None,
        "plan_until": None,
        "has_plan": False,
        "birth_cohort": 2009,
        "year_group": 12,
        "status_group": "education",
        "code": "210",
        "lapsed": False,
        "effective_on": date(2026, 9, 3),
        "due_on": date(2027, 8, 31),
        "neet_since": None,
        "review_on": None,
        "rule": "enrolled",
        "establishment": "8865400",
        "collection": "S_ENR",
        "ascertained_on": date(2026, 9, 18),
        "verified_on": date(2026, 9, 18),
        "ends_on": date(2028, 8, 31),
        "decided_generation_id": 1,
        "decided_ordinal": 1,
        "line": "headline",
        "in_denominator": True,
        "in_national_return": True,
        "guarantee_node": "Year 11",
        "guarantee_code": "110",
        "guarantee_member": True,
    }
    return SnapshotLine(**(good | changes))


def place_of(number: str) -> LearningPlace:
    """Stand for the register: seven digits are a school of that authority, eight a college nobody knows."""
    return (
        LearningPlace(number[:3], number, None, "School")
        if len(number) == 7
        else LearningPlace(None, None, number, None)
    )


def record(**changes: Any) -> YoungPersonsRecord:
    """Return a record in which nothing is wrong, with these differences."""
    return record_of(line(), 12, PERIOD_END, "P", place_of)._replace(**changes)
