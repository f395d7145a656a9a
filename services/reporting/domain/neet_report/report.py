"""The report itself: counts by outcome and duty of the whole and of every row, from which all measures are taken."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.reporting.domain.neet_report.dimensions import DIMENSIONS, Dimension, values_of
from services.reporting.domain.neet_report.measures import COHORT, Measure, percent
from services.reporting.domain.neet_report.outcomes import Duty, Outcome, duty_of, outcome_of
from services.reporting.domain.snapshots.line import SnapshotLine

Kind = tuple[Outcome, Duty]


class Group(NamedTuple):
    """So many people alike, in one breakdown or (None) at all."""

    dimension: str | None
    value: str
    outcome: Outcome
    duty: Duty
    people: int


class ReportCounts:
    """One row: how many people of each kind."""

    def __init__(self, kinds: Mapping[Kind, int] | None = None) -> None:
        self.kinds = Counter[Kind](kinds or {})

    def of(self, measure: Measure) -> int:
        """Return how many people a measure counts."""
        return sum(people for kind, people in self.kinds.items() if measure.takes(*kind))

    def share(self, measure: Measure) -> Decimal | None:
        """Return a measure as a share of the row's cohort, in per cent; None for an empty cohort."""
        return percent(self.of(measure), self.of(COHORT))


@dataclass(frozen=True, slots=True)
class NeetReport:
    """Everybody of the headline cohort on the county roll, in one year group or in both."""

    total: ReportCounts = field(default_factory=ReportCounts)
    rows: Mapping[str, Mapping[str, ReportCounts]] = field(default_factory=dict)
    """By breakdown, then by value: those of its table in their order, then others by value. Empty rows stay away."""

    def of(self, dimension: Dimension) -> Mapping[str, ReportCounts]:
        """Return the rows of one breakdown."""
        return self.rows.get(dimension.key, {})


def report_of(groups: Iterable[Group]) -> NeetReport:
    """Return the report that these groups make up."""
    by_key = {dimension.key: dimension for dimension in DIMENSIONS}
    total = ReportCounts()
    found: dict[str, dict[str, ReportCounts]] = {key: {} for key in by_key}
    for group in groups:
        kind: Kind = (group.outcome, group.duty)
        if group.dimension is None:
            total.kinds[kind] += group.people
            continue
        for value in values_of(by_key[group.dimension], group.value):
            found[group.dimension].setdefault(value, ReportCounts()).kinds[kind] += group.people
    return NeetReport(total, {key: _in_order(by_key[key], rows) for key, rows in found.items()})


def groups_of(lines: Iterable[SnapshotLine], on: date, hidden: frozenset[UUID]) -> Iterable[Group]:
    """Yield what the database counts, from lines of a snapshot: the pure twin of its statement."""
    for line in lines:
        if line.line != "headline":
            continue
        outcome, duty = outcome_of(line), duty_of(line, on)
        yield Group(None, "", outcome, duty, 1)
        for dimension in DIMENSIONS:
            yield Group(dimension.key, dimension.twin(line, line.person_id in hidden), outcome, duty, 1)


def _in_order(dimension: Dimension, rows: Mapping[str, ReportCounts]) -> Mapping[str, ReportCounts]:
    listed = list(dimension.names)
    order = sorted(rows, key=lambda value: (listed.index(value) if value in listed else -1, value))
    return {value: rows[value] for value in order}
