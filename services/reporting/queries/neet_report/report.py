"""The NEET report of a snapshot, the people behind each of its figures, and the counts of other months beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.neet_report.dimensions import DIMENSIONS
from services.reporting.domain.neet_report.measures import BY_KEY, Measure
from services.reporting.domain.neet_report.outcomes import TYPE_OF_CODE, Duty, Outcome, duty_edition, duty_of_codes
from services.reporting.domain.neet_report.published import Release, publication_of
from services.reporting.domain.neet_report.reference_figures import BESIDE, ReferenceFigures, reference_of
from services.reporting.domain.neet_report.report import Group, Kind, NeetReport, ReportCounts, report_of
from services.reporting.domain.neet_report.suppression import THRESHOLD
from services.reporting.domain.neet_report.trend import ThreeMonthHeadline, headline_of, headline_year, month_ends
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.queries.neet_report.statements import COUNT, LIST, SNAPSHOTS, TREND
from services.reporting.queries.read_audit import PostgresReadAudit, ReadAudit
from shared.persistence.arrays import array_of
from shared.persistence.listing import Listing, listing_of
from shared.persistence.pool import Pool, connection_of

SNAPSHOTS_MAX: Final = 500
"""Newest days that are looked through for the ends of months."""


class Figure(NamedTuple):
    """Which figure of a report: a measure, of one year group or both, of one row of a breakdown or of everybody."""

    measure: Measure = BY_KEY["cohort"]
    year: int | None = None
    dimension: str | None = None
    """Key of the breakdown; None: everybody."""
    value: str | None = None


class ReportedPerson(NamedTuple):
    """Somebody behind a figure, with the row of the file that decided."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    code: str | None
    lapsed: bool
    hidden: bool
    """Nobody who looks may learn where they are; nothing of a file is told either."""
    outcome: Outcome
    year: str
    district: str
    establishment: str
    submission_id: UUID | None
    file_name: str | None
    sheet: str | None
    line: int | None


class ReportRows(Protocol):
    """What reports are counted from."""

    async def snapshots(self) -> Sequence[Snapshot]:
        """Return what there is of made snapshots, the newest day first. Raises Transient."""
        ...

    async def groups(self, snapshot: Snapshot, year: int | None, *, confidential: bool) -> Sequence[Group]:
        """Return the reported people counted by all that the report looks at. Raises Transient.

        `confidential`: whether those whose record is confidential are counted where they are.
        """
        ...

    async def people(
        self, snapshot: Snapshot, figure: Figure, *, confidential: bool, page: int, page_size: int
    ) -> Listing[ReportedPerson]:
        """Return a page of those whom that figure counts, by name. Raises Transient."""
        ...

    async def totals(self, snapshots: Sequence[Snapshot]) -> Mapping[int, ReportCounts]:
        """Return everybody who is reported, by snapshot. Raises Transient."""
        ...


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report, and what stands beside it."""

    snapshot: Snapshot
    report: NeetReport
    snapshots: Sequence[Snapshot] = ()
    """Those that can be chosen."""
    months: Mapping[date, ReportCounts] = field(default_factory=dict)
    """Both year groups at each end of a month of which there is a snapshot, the oldest first."""
    headline: ThreeMonthHeadline | None = None
    """Of the year that the snapshot's day belongs to."""
    beside: Sequence[ReferenceFigures] = ()
    """What was published of the county, the region and England, for that year or the newest before."""


class NeetReportQueries:
    """Reports of snapshots; each look at a list of people is noted."""

    def __init__(self, rows: ReportRows, audit: ReadAudit, *, threshold: int = THRESHOLD) -> None:
        """`threshold`: numbers below it are not published."""
        self._rows = rows
        self._audit = audit
        self._threshold = threshold

    async def snapshots(self) -> Sequence[Snapshot]:
        """Return the snapshots that a report can be made of, the newest day first. Raises Transient."""
        return await self._rows.snapshots()

    async def view(self, snapshot_id: int | None, year: int | None, *, confidential: bool) -> ReportView | None:
        """Return the report of that snapshot (None: of the newest) with the months beside it; None: there is none."""
        snapshots = await self._rows.snapshots()
        snapshot = _chosen(snapshots, snapshot_id)
        if snapshot is None:
            return None
        report = report_of(await self._rows.groups(snapshot, year, confidential=confidential))
        months = month_ends(snapshots)
        totals = await self._rows.totals(list(months.values()))
        found = {day: totals.get(one.snapshot_id, ReportCounts()) for day, one in months.items()}
        year_of = headline_year(snapshot.as_at)
        beside = [one for area in BESIDE if (one := reference_of(area, year_of)) is not None]
        return ReportView(snapshot, report, snapshots, found, headline_of(year_of, found), beside)

    def publication(self, report: NeetReport) -> Release:
        """Return what of a report of both year groups may be published."""
        return publication_of(report, self._threshold)

    async def people(
        self, snapshot_id: int, figure: Figure, *, account: str, confidential: bool, page: int, page_size: int
    ) -> tuple[Snapshot, Listing[ReportedPerson]] | None:
        """Return a page of whom a figure counts, and note that this account read it; None: no such snapshot."""
        await self._audit.note_read(account, None, "NEET report", str(snapshot_id))
        snapshot = _chosen(await self._rows.snapshots(), snapshot_id)
        if snapshot is None:
            return None
        return snapshot, await self._rows.people(
            snapshot, figure, confidential=confidential, page=page, page_size=page_size
        )


def _chosen(snapshots: Sequence[Snapshot], snapshot_id: int | None) -> Snapshot | None:
    return next((one for one in snapshots if snapshot_id in (None, one.snapshot_id)), None)


class PostgresReportRows:
    """`ReportRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def snapshots(self) -> Sequence[Snapshot]:
        async with connection_of(self._pool) as connection:
            return [Snapshot(*row) for row in await connection.fetch(SNAPSHOTS, SNAPSHOTS_MAX)]

    async def groups(self, snapshot: Snapshot, year: int | None, *, confidential: bool) -> Sequence[Group]:
        asked = (snapshot.snapshot_id, year, confidential, *_kinds(snapshot.as_at))
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(COUNT, *asked)
        keys = [dimension.key for dimension in DIMENSIONS]
        return [Group(None if at is None else keys[at], value or "", *rest) for at, value, *rest in rows]

    async def people(
        self, snapshot: Snapshot, figure: Figure, *, confidential: bool, page: int, page_size: int
    ) -> Listing[ReportedPerson]:
        measure = figure.measure
        asked = (
            *(snapshot.snapshot_id, figure.year, confidential, *_kinds(snapshot.as_at)),
            *(list(measure.outcomes), list(measure.duties), figure.dimension, figure.value),
            *(page_size, (page - 1) * page_size),
        )
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(LIST, *asked)
        found = [ReportedPerson(*(row[name] for name in ReportedPerson._fields)) for row in rows]
        return listing_of(rows, found, page=page, page_size=page_size)

    async def totals(self, snapshots: Sequence[Snapshot]) -> Mapping[int, ReportCounts]:
        found: dict[int, ReportCounts] = {one.snapshot_id: ReportCounts() for one in snapshots}
        editions = {duty_edition(one.as_at).effective_from for one in snapshots}
        async with connection_of(self._pool) as connection:
            for edition in editions:
                ids = [one.snapshot_id for one in snapshots if duty_edition(one.as_at).effective_from == edition]
                for row in await connection.fetch(TREND, array_of(ids), *_kinds(edition)):
                    kind: Kind = (row["outcome"], row["duty"])
                    found[row["snapshot_id"]].kinds[kind] = row["people"]
        return found


def _kinds(on: date) -> tuple[list[str], list[str | None], list[Duty | None]]:
    """Return the codes with how each participates and their duty category on that day."""
    duties = duty_of_codes(on)
    codes = sorted({*TYPE_OF_CODE, *duties})
    return codes, [TYPE_OF_CODE.get(code) for code in codes], [duties.get(code) for code in codes]


def neet_report_over(pool: Pool, threshold: int) -> NeetReportQueries:
    """Return the reports of the snapshots in that database. `threshold`: numbers below it are not published."""
    return NeetReportQueries(PostgresReportRows(pool), PostgresReadAudit(pool), threshold=threshold)
