"""Known answers: what contradicts each other about somebody on a day.

The manual prints them (`docs/generated/between-returns.md`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.claims import Claim
from tests.support.claims import (
    TODAY,
    YEAR_11,
    YEAR_13,
    YEAR_14,
    answer,
    contact,
    correction,
    enrolment,
    joiner,
    leaver,
    offer,
    on_roll,
)

SCHOOL: Final = "8860001"
OTHER: Final = "8860002"
COLLEGE: Final = "10004340"
OCTOBER: Final = date(2026, 10, 2)
"""A day on which a return was received after the leaver had gone."""
LAST_YEAR: Final = date(2025, 9, 18)


class ContradictionExample(NamedTuple):
    """What is said of somebody, and which contradictions that makes."""

    words: str
    claims: Sequence[Claim]
    found: Sequence[tuple[str, tuple[str, ...]]]
    """Code and establishments of each."""
    as_at: date = TODAY
    listing: frozenset[str] = frozenset({SCHOOL, COLLEGE})
    """Whose enrolment return of the academic year counts."""


def _alone(
    words: str, *claims: Claim, as_at: date = TODAY, listing: frozenset[str] | None = None
) -> ContradictionExample:
    """Return an example in which nothing contradicts anything."""
    return _one(words, "", *claims, as_at=as_at, listing=listing)


def _one(
    words: str, code: str, *claims: Claim, as_at: date = TODAY, listing: frozenset[str] | None = None
) -> ContradictionExample:
    """Return an example in which the school contradicts itself, by that code; none: nothing is contradicted."""
    found = ((code, (SCHOOL,)),) if code else ()
    return ContradictionExample(words, claims, found, as_at, frozenset({SCHOOL}) if listing is None else listing)


EXAMPLES: Final = (
    _alone("enrolled, and on the roll", on_roll(), enrolment()),
    # P001
    ContradictionExample(
        "two establishments list the learner",
        (enrolment(), enrolment(number=2, establishment=OTHER)),
        (("P001", (SCHOOL, OTHER)),),
    ),
    ContradictionExample(
        "three establishments list the learner",
        (enrolment(), enrolment(number=2, establishment=OTHER), enrolment(number=3, establishment=COLLEGE)),
        (("P001", (COLLEGE, SCHOOL)), ("P001", (COLLEGE, OTHER)), ("P001", (SCHOOL, OTHER))),
    ),
    _alone("a guest at another school", enrolment(), enrolment(number=2, establishment=OTHER, enrolment_status="G")),
    _alone(
        "two establishments, and one says that the learner left",
        enrolment(number=2, establishment=OTHER),
        enrolment(),
        leaver(),
    ),
    # P002
    _one("listed by a return that came after the day on which they left", "P002", enrolment(OCTOBER), leaver()),
    _alone("left after the enrolment return came: they did learn there", enrolment(), leaver()),
    _alone("the enrolment return came on the last day on roll", enrolment(date(2026, 9, 25)), leaver()),
    _one("the enrolment return came on the day after", "P002", enrolment(date(2026, 9, 26)), leaver()),
    _alone(
        "the course was over by the day on which they left", enrolment(OCTOBER, ends_on=date(2026, 9, 25)), leaver()
    ),
    _alone("they have not left yet", enrolment(OCTOBER), leaver(left_on=date(2026, 10, 5))),
    _alone(
        "they have left since, and the return came before",
        enrolment(OCTOBER),
        leaver(left_on=date(2026, 10, 5)),
        as_at=date(2026, 10, 6),
    ),
    _alone(
        "another school's leaver", on_roll(), enrolment(OCTOBER, establishment=OTHER), leaver(), listing=frozenset()
    ),
    _alone("joined and left within a month: both lines are true", joiner(started_on=date(2026, 9, 10)), leaver()),
    _alone("listed again, and the joiners say that they came back", enrolment(OCTOBER), leaver(), joiner()),
    _one("the last day of the academic year", "P002", on_roll(), enrolment(OCTOBER), leaver(), as_at=date(2027, 8, 31)),
    _alone(
        "the next academic year", on_roll(), enrolment(OCTOBER), leaver(), as_at=date(2027, 9, 1), listing=frozenset()
    ),
    _alone(
        "a leaver of last year whom last year's list had",
        on_roll(),
        enrolment(LAST_YEAR, period="2025-26", started_on=date(2025, 9, 3), ends_on=date(2026, 7, 9)),
        leaver(date(2026, 5, 29), left_on=date(2026, 5, 22), period="2026-05"),
    ),
    # P003
    _one("on the roll of a school that lists others", "P003", on_roll()),
    _alone("the school's return of the year does not count yet", on_roll(), listing=frozenset()),
    _alone("on the roll of no school", on_roll(school=None)),
    _alone("of compulsory school age", on_roll(born_on=YEAR_11)),
    _alone("no longer tracked", on_roll(born_on=YEAR_14)),
    _alone("of an age that nobody knows", on_roll(born_on=None)),
    _alone("among the leavers", on_roll(), leaver()),
    _alone("among the joiners", on_roll(), joiner()),
    _alone("among the guests of the school", on_roll(), enrolment(enrolment_status="G")),
    _alone("the school answered that it does not know", on_roll(), answer(date(2026, 10, 2), destination="D31")),
    _one("the school offered a place, which says nothing of today", "P003", on_roll(), offer(date(2026, 9, 30))),
    _alone("learns elsewhere", on_roll(), enrolment(establishment=OTHER)),
    _alone("begins elsewhere soon", on_roll(), enrolment(establishment=OTHER, started_on=date(2026, 10, 12))),
    _alone(
        "a tracker found out what they do",
        on_roll(),
        contact(date(2026, 10, 1), contacted_on=date(2026, 10, 1)),
    ),
    _alone("the authority has corrected it", on_roll(), correction(date(2026, 10, 1), corrected_on=date(2026, 10, 1))),
    _one(
        "in last year's list of the school and in no roll",
        "P003",
        enrolment(LAST_YEAR, period="2025-26", born_on=YEAR_13, started_on=date(2025, 9, 3), ends_on=date(2026, 7, 9)),
    ),
    ContradictionExample(
        "in last year's list of the college: the roll's school knows less",
        (
            on_roll(born_on=YEAR_13),
            enrolment(
                LAST_YEAR,
                period="2025-26",
                establishment=COLLEGE,
                started_on=date(2025, 9, 3),
                ends_on=date(2026, 7, 9),
            ),
        ),
        (("P003", (COLLEGE,)),),
    ),
    # P010
    _one("a leaver whom the school never listed", "P010", leaver()),
    _one("a leaver whom the roll has elsewhere", "P010", on_roll(school=OTHER), leaver()),
    _alone("a leaver whom last year's list of the school had", leaver(), enrolment(LAST_YEAR, period="2025-26")),
    _alone("a leaver whom the school said to be still there", answer(date(2026, 9, 15), stays=True), leaver()),
    _alone("a leaver of last year", on_roll(school=OTHER), leaver(period="2026-06", left_on=date(2026, 6, 5))),
    # P011
    _one(
        "listed from a day after they left",
        "P011",
        enrolment(OCTOBER, started_on=date(2026, 9, 28)),
        leaver(),
    ),
    _alone(
        "listed from a day to come",
        on_roll(),
        enrolment(OCTOBER, started_on=date(2026, 10, 12)),
        leaver(),
    ),
    _alone(
        "listed from a day after they left, and the joiners say so",
        enrolment(OCTOBER, started_on=date(2026, 9, 28)),
        leaver(),
        joiner(),
    ),
    _alone(
        "left last year, and listed this year",
        enrolment(OCTOBER),
        leaver(date(2026, 6, 30), left_on=date(2026, 6, 26), period="2026-06"),
    ),
)
