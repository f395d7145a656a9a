"""The work lists, as a table: who stands on each, and who works it.

The condition of each list as SQL stands in `queries/work_lists/conditions.py`.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from services.reporting.domain.currency import Certainty

Column = Literal["since", "lapses", "review", "guarantee", "reasons"]
"""What a list shows of a person besides who they are, what they do and when they were last contacted."""
COLUMN_WORDS: Final[MappingProxyType[Column, str]] = MappingProxyType(
    {
        "since": "Since",
        "lapses": "Lapses after",
        "review": "Look again on",
        "guarantee": "Guarantee",
        "reasons": "Found because",
    }
)
TRACKERS: Final = "The Education People"
INFORMATION: Final = "Management Information"


@dataclass(frozen=True, slots=True)
class WorkList:
    """One list."""

    code: str
    title: str
    sentence: str
    """Who stands on it."""
    worked_by: str
    columns: tuple[Column, ...]
    source: str
    certainty: Certainty
    within_weeks: bool = False
    """It looks some weeks ahead."""


WEEKS: Final = 4
"""How far ahead the list of lapsing activities looks, unless asked for more or fewer (proposed)."""
WEEKS_MAX: Final = 12

LISTS: Final[tuple[WorkList, ...]] = (
    WorkList(
        "not-known",
        "Not known",
        "On the county roll, tracked, and nobody knows what they do.",
        TRACKERS,
        ("since",),
        "features 6 and 8",
        "verified",
    ),
    WorkList(
        "neet",
        "NEET",
        "On the county roll, and not in education, employment or training.",
        TRACKERS,
        ("since", "lapses"),
        "features 6 and 9",
        "verified",
    ),
    WorkList(
        "no-offer",
        "No September Guarantee offer",
        "Of the cohort of the September Guarantee, with a recorded reason why there is no offer.",
        TRACKERS,
        ("guarantee",),
        "features 54 and 55",
        "verified",
    ),
    WorkList(
        "no-record",
        "No record of an offer",
        "Of the cohort of the September Guarantee, and nobody has recorded an offer, nor why there is none.",
        TRACKERS,
        ("guarantee",),
        "features N7: no record is the number to show",
        "verified",
    ),
    WorkList(
        "left",
        "Left without a destination",
        "A school or college says that they left, and not what they do now.",
        TRACKERS,
        ("since",),
        "features 14 and 56",
        "verified",
    ),
    WorkList(
        "no-enrolment",
        "On no enrolment list",
        "In Year 12 or 13 on the county roll, and no enrolment of this academic year that counts has them.",
        INFORMATION,
        ("since",),
        "features 23 and 53: the list that goes out to schools on 9 October is frozen apart, under Lists",
        "verified",
    ),
    WorkList(
        "lapsing",
        "About to lapse",
        "On the county roll, and what is known of them lapses within the weeks that are asked for.",
        TRACKERS,
        ("lapses",),
        "features 73 and A6; the number of weeks is proposed",
        "derived",
        within_weeks=True,
    ),
    WorkList(
        "at-risk",
        "At risk",
        "Found to be at risk of being NEET by a list or by somebody, with reasons, and not closed.",
        TRACKERS,
        ("reasons",),
        "features 10 and N2",
        "verified",
    ),
    WorkList(
        "review-due",
        "Review date has come",
        "On the county roll, and the day has come on which they are to be looked at again.",
        TRACKERS,
        ("review",),
        "features 73",
        "verified",
    ),
)
BY_CODE: Final[MappingProxyType[str, WorkList]] = MappingProxyType({one.code: one for one in LISTS})
