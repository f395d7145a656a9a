"""Claims for tests of the rules: everything has a plain value unless the test says otherwise."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from services.reporting.domain.activities import EstablishmentKind
from services.reporting.domain.claim_kinds.schools.school_joiners import SchoolJoiner
from services.reporting.domain.claims import Evidence
from services.reporting.domain.roles.answered import AnsweredClaim
from services.reporting.domain.roles.contact import ContactClaim
from services.reporting.domain.roles.correction import CorrectionClaim
from services.reporting.domain.roles.leaving import LeavingClaim
from services.reporting.domain.roles.offer import OfferClaim
from services.reporting.domain.roles.roll import RollEntry
from services.reporting.domain.roles.stay import StayClaim

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


def enrolment(received_on: date = date(2026, 9, 18), number: int = 1, ordinal: int = 0, **changes: Any) -> StayClaim:
    """Return a full-time sixth-form enrolment for 2026-27."""
    plain: dict[str, Any] = {
        "establishment": "8860001",
        "started_on": date(2026, 9, 7),
        "ends_on": date(2027, 7, 9),
        "attendance": "FT",
        "qualification_type": "ALEVEL",
        "level": "3",
    }
    return StayClaim(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def joiner(received_on: date = date(2026, 9, 30), number: int = 40, ordinal: int = 0, **changes: Any) -> SchoolJoiner:
    """Return somebody who came to a sixth form late in September."""
    plain: dict[str, Any] = {
        "establishment": "8860001",
        "started_on": date(2026, 9, 28),
        "ends_on": date(2027, 7, 9),
        "attendance": "FT",
        "qualification_type": "ALEVEL",
        "level": "3",
    }
    return SchoolJoiner(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def on_roll(received_on: date = date(2026, 9, 10), number: int = 90, ordinal: int = 0, **changes: Any) -> RollEntry:
    """Return a line of the county roll."""
    plain: dict[str, Any] = {"establishment": "886", "school": "8860001", "district": "E07000110"}
    return RollEntry(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def leaver(received_on: date = date(2026, 9, 30), number: int = 50, ordinal: int = 0, **changes: Any) -> LeavingClaim:
    """Return a leaver of a sixth form whose destination is not known."""
    plain: dict[str, Any] = {"establishment": "8860001", "left_on": date(2026, 9, 25)}
    return LeavingClaim(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def answer(received_on: date = date(2026, 10, 20), number: int = 60, ordinal: int = 0, **changes: Any) -> AnsweredClaim:
    """Return the answer that somebody is seeking work or learning."""
    plain: dict[str, Any] = {"establishment": "8860001", "destination": "D24"}
    return AnsweredClaim(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def contact(received_on: date = date(2026, 11, 9), number: int = 70, ordinal: int = 0, **changes: Any) -> ContactClaim:
    """Return a contact by which somebody is seeking work or learning."""
    plain: dict[str, Any] = {"establishment": "886", "contacted_on": date(2026, 11, 9), "activity": "619"}
    return ContactClaim(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def correction(
    received_on: date = date(2026, 11, 16), number: int = 80, ordinal: int = 0, **changes: Any
) -> CorrectionClaim:
    """Return a correction by which somebody is at work."""
    plain: dict[str, Any] = {"establishment": "886", "corrected_on": date(2026, 11, 16), "activity": "330"}
    return CorrectionClaim(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def offer(received_on: date = date(2027, 4, 30), number: int = 85, ordinal: int = 0, **changes: Any) -> OfferClaim:
    """Return an offer of a place."""
    plain: dict[str, Any] = {"establishment": "8860001", "offer_type": "GUARANTEED"}
    return OfferClaim(evidence(received_on, number, ordinal), **{**HEAD, **plain, **changes})


def school(_: str) -> EstablishmentKind:
    """Say that every establishment is a school."""
    return "school"
