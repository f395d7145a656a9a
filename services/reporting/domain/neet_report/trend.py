"""The report over time: one snapshot for each end of a month, and the headline of three months as DfE counts it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from services.reporting.domain.neet_report.measures import COHORT, PARTICIPATING, Measure, in_tenths, percent
from services.reporting.domain.neet_report.report import ReportCounts
from services.reporting.domain.snapshots.snapshot import Snapshot

HEADLINE_MONTHS: Final = ((-1, 12), (0, 1), (0, 2))
"""Years from that of the headline, and months: December to February, named after the February (source: SCORECARD)."""
PARTICIPATION_MONTH: Final = 3


def end_of_month(year: int, month: int) -> date:
    """Return the last day of that month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def month_ends(snapshots: Iterable[Snapshot]) -> Mapping[date, Snapshot]:
    """Return the snapshot that stands for each end of a month, the oldest first.

    One that was made of a month that was checked or closed comes before others, then the one that knows most.
    """
    found: dict[date, Snapshot] = {}
    for one in snapshots:
        if one.as_at != end_of_month(one.as_at.year, one.as_at.month):
            continue
        if one.as_at not in found or _weight(one) > _weight(found[one.as_at]):
            found[one.as_at] = one
    return dict(sorted(found.items()))


def _weight(one: Snapshot) -> tuple[bool, float]:
    return one.purpose == "month", one.known_at.timestamp()


@dataclass(frozen=True, slots=True)
class ThreeMonthHeadline:
    """The published figures of one year, as DfE counts them: counts are averaged over the months, then divided."""

    year: int
    months: Mapping[date, ReportCounts | None]
    """December to February; None: there is no snapshot of it."""
    march: ReportCounts | None

    @property
    def is_whole(self) -> bool:
        """Whether each of the three months is known."""
        return all(counts is not None for counts in self.months.values())

    def average(self, measure: Measure) -> Fraction | None:
        """Return the average number of people over the three months; None where one of them is missing."""
        counts = [one.of(measure) for one in self.months.values() if one is not None]
        return Fraction(sum(counts), len(counts)) if counts and self.is_whole else None

    def average_in_tenths(self, measure: Measure) -> Decimal | None:
        """Return the average to one decimal."""
        found = self.average(measure)
        return None if found is None else in_tenths(found)

    def share(self, measure: Measure) -> Decimal | None:
        """Return the average of a measure as a share of the average cohort."""
        part, whole = self.average(measure), self.average(COHORT)
        return None if part is None or whole is None else percent(part, whole)

    def participation(self, measure: Measure = PARTICIPATING) -> Decimal | None:
        """Return the share of those participating in March, of all or of a type; None without a snapshot of March."""
        return None if self.march is None else self.march.share(measure)


def headline_of(year: int, months: Mapping[date, ReportCounts]) -> ThreeMonthHeadline:
    """Return the headline of the year that this February is in."""
    wanted = [end_of_month(year + years, month) for years, month in HEADLINE_MONTHS]
    return ThreeMonthHeadline(
        year, {day: months.get(day) for day in wanted}, months.get(end_of_month(year, PARTICIPATION_MONTH))
    )


def headline_year(on: date) -> int:
    """Return the year of the headline that a day belongs to: from December on that of the next February."""
    return on.year + (on.month >= HEADLINE_MONTHS[0][1])
