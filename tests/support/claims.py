"""Claims for tests of the rules: everything has a plain value unless the test says otherwise."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from services.reporting.domain.activities import EstablishmentKind
from services.reporting.domain.claim_kinds.authority.county_roll import RollEntry
from services.reporting.domain.claim_kinds.schools.school_enrolment import SchoolEnrolment
from services.reporting.domain.claim_kinds.schools.school_leavers import SchoolLeaver
from services.reporting.domain.claims import Evidence

YEAR_10 = date(2012, 1, 15)
YEAR_11 = date(2011, 1, 15)
YEAR_12 = date(2010, 1, 15)
YEAR_13 = date(2009, 1, 15)
YEAR_14 = date(2008, 1, 15)
"""Birth dates by year group in 2026-27."""

TODAY = date(2026, 10, 5)


def evidence(received_on: date, number: int = 1, ordinal: int = 0) -> Evidence:
    """Return evidence of the numbered submission, received at ten in the morning."""
    received_at = datetime.combine(received_on, time(10), UTC)
    return Evidence(number, UUID(int=number), received_at, ordinal, ordinal + 2)


HEAD: Mapping[str, Any] = {"period": "", "sen": None, "born_on": YEAR_12, "year_group": None}
"""What a claim says of who somebody is, unless the test says otherwise."""


def enrolment(
    received_on: date = date(2026, 9, 18), number: int = 1, ordinal: int = 0, **changes: Any
) -> SchoolEnrolment:
    """Return a full-time sixth-form enrolment for 2026-27."""
    plain: dict[str, Any] = {
        "establishment": "8860001",
        "started_on": date(2026, 9, 7),
        "ends_on": date(2027, 7, 9),
        "attendance": "FT",
        "qualification_type": "ALEVEL",
        "level": "3",
    }
    return SchoolEnrolment(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def on_roll(received_on: date = date(2026, 9, 10), number: int = 90, ordinal: int = 0, **changes: Any) -> RollEntry:
    """Return a line of the county roll."""
    plain: dict[str, Any] = {"establishment": "886", "school": "8860001", "district": "E07000110"}
    return RollEntry(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def leaver(received_on: date = date(2026, 9, 30), number: int = 50, ordinal: int = 0, **changes: Any) -> SchoolLeaver:
    """Return a leaver of a sixth form whose destination is not known."""
    plain: dict[str, Any] = {"establishment": "8860001", "left_on": date(2026, 9, 25)}
    return SchoolLeaver(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def school(_: str) -> EstablishmentKind:
    """Say that every establishment is a school."""
    return "school"
