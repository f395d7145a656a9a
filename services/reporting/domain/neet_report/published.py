"""The report as it leaves the council: the breakdowns that are published, with what must be left out of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.reporting.domain.neet_report.dimensions import DIMENSIONS, Dimension
from services.reporting.domain.neet_report.measures import COHORT, MEASURES, TREE, Measure
from services.reporting.domain.neet_report.report import NeetReport, ReportCounts
from services.reporting.domain.neet_report.suppression import (
    THRESHOLD,
    Cell,
    PublishedTables,
    Row,
    suppress,
)

PUBLISHED: Final = tuple(dimension for dimension in DIMENSIONS if dimension.published)


@dataclass(frozen=True, slots=True)
class Release:
    """A report with the columns and breakdowns that somebody is given, and what is left out of them."""

    report: NeetReport
    dimensions: tuple[Dimension, ...] = DIMENSIONS
    measures: tuple[Measure, ...] = MEASURES
    left_out: frozenset[Cell] = frozenset()
    threshold: int | None = None
    """Below it every number is left out; None: nothing is."""

    def rows(self, dimension: Dimension) -> Mapping[str, ReportCounts]:
        """Return the rows of a breakdown; where something is left out, also those of nobody."""
        rows = self.report.of(dimension)
        return rows if self.threshold is None else {**_named(dimension), **rows}

    def people(self, row: Row, counts: ReportCounts, measure: Measure) -> int | None:
        """Return a figure; None where it is left out."""
        return None if (row, measure.key) in self.left_out else counts.of(measure)

    def hides_share(self, row: Row, measure: Measure) -> bool:
        """Tell whether a share is left out: where it, or what it is a share of, is."""
        return not self.left_out.isdisjoint({(row, measure.key), (row, COHORT.key)})


def publication_of(report: NeetReport, threshold: int = THRESHOLD) -> Release:
    """Return what of a report of both year groups may be published.

    A report of one year group alone is not published: it and the whole would give the other away.
    """
    tables = {
        one.key: {value: _columns(counts) for value, counts in {**_named(one), **report.of(one)}.items()}
        for one in PUBLISHED
    }
    found = suppress(PublishedTables(_columns(report.total), tables), TREE, threshold)
    return Release(report, PUBLISHED, TREE, found.left_out, threshold)


def _named(dimension: Dimension) -> Mapping[str, ReportCounts]:
    return {value: ReportCounts() for value in dimension.names}


def _columns(counts: ReportCounts) -> Mapping[str, int]:
    return {measure.key: counts.of(measure) for measure in TREE}
