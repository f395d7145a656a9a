"""Whom the January report of a school is about, as of which day, and which school was theirs. Tables.

Sources: the contract of The Education People asks for one report a school, with the situation on 1 November of those
who were in Years 11, 12 and 13 before; the national survey takes the same day (ONE-IYSS).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.reporting.domain.currency import Certainty
from shared.vocabulary.activities import find_activity

YEARS_BEFORE: Final = (11, 12, 13)
"""Year groups, in the academic year that ended with the summer, of whom the report tells."""
SURVEYED_YEAR: Final = 11
"""The survey over several years is about those who finished this year group."""
SURVEY_YEARS: Final = 3
"""On so many 1 Novembers, the first in the year of their summer (source: the national survey follows for three years
where an authority asks for it; the number is proposed)."""
Taken = Literal["establishment", "school"]
"""Of a snapshot: where the claim that decided says that somebody learns, or the school where the roll has them."""
Of = Literal["census day", "summer", "report day"]


@dataclass(frozen=True, slots=True)
class SchoolRule:
    """One way of telling which school was somebody's; the first that names a school of the county holds."""

    name: str
    of: Of
    taken: Taken
    sentence: str
    source: str
    certainty: Certainty


SCHOOL_RULES: Final = (
    SchoolRule(
        "learnt_there",
        "census day",
        "establishment",
        "They learnt there on 31 May.",
        "ONE-IYSS: educated in the area on 31 May",
        "verified",
    ),
    SchoolRule(
        "on_its_roll_then",
        "summer",
        "school",
        "The county roll had them there, by what was known at the end of August.",
        "proposed: only where a snapshot of that summer was made in time",
        "proposed",
    ),
    SchoolRule(
        "on_its_roll",
        "report day",
        "school",
        "The county roll has them there.",
        "proposed: as lists of leavers for schools do",
        "proposed",
    ),
)
RULE_SENTENCES: Final[Mapping[str, str]] = {rule.name: rule.sentence for rule in SCHOOL_RULES}


def report_day(summer: int) -> date:
    """Return the day whose situation is reported of those whose year ended in that summer."""
    return date(summer, 11, 1)


def census_day(summer: int) -> date:
    """Return the day by which it is told where somebody learnt before."""
    return date(summer, 5, 31)


def end_of_summer(summer: int) -> date:
    """Return the last day of the academic year that ended with that summer."""
    return date(summer, 8, 31)


def survey_days(summer: int) -> tuple[date, ...]:
    """Return the days on which those who finished Year 11 in that summer are looked at."""
    return tuple(report_day(summer + later) for later in range(SURVEY_YEARS))


def shown_code(code: str | None) -> str | None:
    """Return the activity code as a school may read it: none where it reveals health, custody, belief or the like."""
    found = find_activity(code) if code is not None else None
    return None if found is None or found.sensitive else code
