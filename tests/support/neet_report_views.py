"""The NEET report over lines in memory: the pure twin of what the database counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from services.reporting.domain.neet_report.dimensions import BY_KEY, values_of
from services.reporting.domain.neet_report.outcomes import duty_of, outcome_of
from services.reporting.domain.neet_report.report import Group, ReportCounts, groups_of, report_of
from services.reporting.domain.snapshots.line import SnapshotLine
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.queries.neet_report.report import Figure, ReportedPerson
from shared.persistence.listing import Listing
from tests.support.person_views import PERSON
from tests.support.snapshot_lines import SNAPSHOT, a_county, a_line
from tests.support.submission_views import EFFECTIVE

_SOMEBODY: Final = a_line(1, person_id=PERSON.person_id, status_group="neet", code="619", establishment="8860001")


def few() -> list[SnapshotLine]:
    """Return some people of a small county, one of them the person whom the other pages know."""
    return [_SOMEBODY, *a_county(60)]


def counted(lines: Sequence[SnapshotLine], figure: Figure, on: date, hidden: frozenset[UUID]) -> list[SnapshotLine]:
    """Return whom a figure counts, by the pure functions alone."""
    found = []
    for line in lines:
        if line.line != "headline" or figure.year not in (None, line.year_group):
            continue
        if not figure.measure.takes(outcome_of(line), duty_of(line, on)):
            continue
        if figure.dimension is not None:
            dimension = BY_KEY[figure.dimension]
            if figure.value not in values_of(dimension, dimension.twin(line, line.person_id in hidden)):
                continue
        found.append(line)
    return found


@dataclass(slots=True)
class MemoryReportRows:
    """The port `ReportRows`."""

    lines: Sequence[SnapshotLine] = field(default_factory=few)
    kept: Sequence[Snapshot] = (SNAPSHOT,)
    hidden: frozenset[UUID] = frozenset()

    async def snapshots(self) -> Sequence[Snapshot]:
        return self.kept

    async def groups(self, snapshot: Snapshot, year: int | None, *, confidential: bool) -> Sequence[Group]:
        wanted = [line for line in self.lines if year in (None, line.year_group)]
        return list(groups_of(wanted, snapshot.as_at, frozenset() if confidential else self.hidden))

    async def people(
        self, snapshot: Snapshot, figure: Figure, *, confidential: bool, page: int, page_size: int
    ) -> Listing[ReportedPerson]:
        hidden = frozenset() if confidential else self.hidden
        found = counted(self.lines, figure, snapshot.as_at, hidden)
        shown = found[(page - 1) * page_size : page * page_size]
        return Listing([self._person(line, hidden) for line in shown], len(found), page, page_size)

    def _person(self, line: SnapshotLine, hidden: frozenset[UUID]) -> ReportedPerson:
        apart = line.person_id in hidden
        evidence = (None, None, None, None) if apart else (EFFECTIVE.submission_id, EFFECTIVE.file_name, "Sheet1", 14)
        year, district, establishment = (BY_KEY[key].twin(line, apart) for key in ("year", "district", "establishment"))
        who = (line.person_id, line.surname, line.forename, line.born_on, line.code, line.lapsed, apart)
        return ReportedPerson(*who, outcome_of(line), year, district, establishment, *evidence)

    async def totals(self, snapshots: Sequence[Snapshot]) -> Mapping[int, ReportCounts]:
        found = report_of(groups_of(self.lines, snapshots[0].as_at, frozenset())) if snapshots else None
        return {one.snapshot_id: found.total for one in snapshots if found is not None}
