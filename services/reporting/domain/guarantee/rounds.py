"""Rounds of the September Guarantee: each summer has one, for the Years 11 and 12 of that summer, until March.

Source: NCCIS-2019. Period ends April to August expect the Year 11 node for Year 11 and the Year 12 node for Year 12;
September to March expect them for the same people, who are then in Years 12 and 13.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.reporting.domain.year_groups import cohort_of_year, year_of_cohort
from shared.vocabulary.academic_year import AcademicYear

Node = Literal["Year 11", "Year 12"]
"""Node of the national return: SG02 for Year 11, SG11 for Year 12."""
NODES: Final[tuple[Node, ...]] = ("Year 11", "Year 12")
_YEARS: Final[dict[int, Node]] = {11: "Year 11", 12: "Year 12"}
_FIRST_MONTH: Final = 4


@dataclass(frozen=True, slots=True)
class Round:
    """The round of one summer."""

    year: int
    """Calendar year of the summer."""

    @classmethod
    def of(cls, period_end: date) -> "Round":
        """Return the round that the return with this period end reports: from April that of the summer to come."""
        return cls(period_end.year if period_end.month >= _FIRST_MONTH else period_end.year - 1)

    @property
    def period(self) -> str:
        """The academic year in which its offers are made, as returns of offers have it: 2026-27."""
        return AcademicYear(self.year - 1).label

    @property
    def cohort_on(self) -> date:
        """The day at whose end its cohort is fixed: 31 May (source: STAFFORDSHIRE)."""
        return date(self.year, 5, 31)

    @property
    def last_day_of_school(self) -> date:
        """Last day of the academic year: a course that goes on after it is continued."""
        return date(self.year, 8, 31)

    @property
    def kept_by(self) -> date:
        """The day by which everybody must have an offer: the end of September (source: STAFFORDSHIRE)."""
        return date(self.year, 9, 30)

    def days_left(self, on: date) -> int:
        """Return how many days there are after this one to keep the guarantee; 0: that day has come, or is over."""
        return max(0, (self.kept_by - on).days)

    def node_of(self, birth_cohort: int | None) -> Node | None:
        """Return the node for people born in that academic year; None: the round is not about them."""
        if birth_cohort is None:
            return None
        return _YEARS.get(year_of_cohort(birth_cohort, self.last_day_of_school))

    @property
    def birth_cohorts(self) -> dict[int, Node]:
        """The academic years of birth that it is about, each with its node."""
        return {cohort_of_year(year, self.last_day_of_school): node for year, node in _YEARS.items()}
