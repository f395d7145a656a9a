"""January reports: how those of each summer stand, how many stand in each school's, and one school's with its names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol

from services.reporting.adapters.activity_reports.reports import REPORT
from services.reporting.domain.activity_reports.rules import census_day, report_day, shown_code
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.usecases.activity_reports.ports import ActivityReport
from shared.clock import Clock
from shared.persistence.own_rows import own_rows
from shared.persistence.pool import Pool, connection_of


class MadeSnapshot(NamedTuple):
    """A snapshot that a draft may be made from, or that is being made for it."""

    snapshot_id: int
    as_at: date
    known_at: datetime
    made: bool


@dataclass(frozen=True, slots=True)
class SummerReports:
    """How the reports about one summer stand."""

    summer: int
    report: ActivityReport | None
    """The draft, or what is released; None: there is neither."""
    snapshots: Sequence[MadeSnapshot]
    """As at 1 November, the newest first."""
    census: Sequence[MadeSnapshot]
    """As at 31 May, the newest first."""

    @property
    def can_draft(self) -> bool:
        """Whether both snapshots that a draft takes are made."""
        return any(one.made for one in self.snapshots) and any(one.made for one in self.census)


class SchoolCount(NamedTuple):
    """How many stand in the report of a school, by what they do."""

    establishment: str
    people: int
    not_known: int
    neet: int


@dataclass(frozen=True, slots=True)
class ReportLine:
    """Somebody in the report of their school, as that school may read it."""

    surname: str | None
    forename: str | None
    born_on: date | None
    year_before: int
    withheld: bool
    """There is an objection: nothing but name, birth date and year is passed on."""
    group: str | None
    code: str | None
    """None: no code, or one that tells more than a school is told."""
    lapsed: bool
    destination: str | None
    verified_on: date | None
    rule: str


class DestinationCount(NamedTuple):
    """How many of a year group do the same at the same place."""

    year_before: int
    group: str | None
    """None: withheld."""
    code: str | None
    destination: str | None
    people: int


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """The report of one school."""

    report: ActivityReport
    establishment: str
    lines: Sequence[ReportLine]

    @property
    def counts(self) -> Sequence[DestinationCount]:
        """How many do what and where, by year group; the most first. They add up to the list."""
        found = Counter((one.year_before, one.group, one.code, one.destination) for one in self.lines)
        ordered = sorted(found.items(), key=lambda one: (one[0][0], -one[1], str(one[0])))
        return [DestinationCount(*key, people) for key, people in ordered]

    @property
    def groups(self) -> Sequence[tuple[int, str | None, int]]:
        """How many of each year group are in which group of activities; the most first."""
        found = Counter((one.year_before, one.group) for one in self.lines)
        return [(*key, people) for key, people in sorted(found.items(), key=lambda one: (one[0][0], -one[1]))]


class SchoolReportRows(Protocol):
    """What the pages of reports read. Each raises Transient."""

    async def reports(self) -> Sequence[ActivityReport]:
        """Return the draft, or what is released, of each summer; the newest first."""
        ...

    async def snapshots(self, as_at: Sequence[date]) -> Sequence[MadeSnapshot]:
        """Return those as at these days, the newest first."""
        ...

    async def schools(self, report_id: int) -> Sequence[SchoolCount]:
        """Return how many stand in the report of each school, without whose record is confidential."""
        ...

    async def own(self, establishment: str) -> Sequence[ActivityReport]:
        """Return the released reports in which somebody of a school stands; the newest first."""
        ...

    async def lines(self, report_id: int, establishment: str) -> Sequence[ReportLine]:
        """Return who stands in the report of a school, by year group and name, without whose record is confidential."""
        ...


class SchoolReportQueries:
    """What pages show of the reports; each look at names is noted."""

    def __init__(self, rows: SchoolReportRows, audit: ReadAudit, clock: Clock) -> None:
        self._rows = rows
        self._audit = audit
        self._clock = clock

    async def summers(self) -> Sequence[SummerReports]:
        """Return how those of each summer stand: of the newest that can be reported, and of all that were drafted."""
        today = self._clock.today()
        newest = today.year if today >= report_day(today.year) else today.year - 1
        reports = {one.summer: one for one in await self._rows.reports()}
        summers = sorted({newest, *reports}, reverse=True)
        days = [day for summer in summers for day in (report_day(summer), census_day(summer))]
        made = await self._rows.snapshots(days)
        return [
            SummerReports(
                summer,
                reports.get(summer),
                [one for one in made if one.as_at == report_day(summer)],
                [one for one in made if one.as_at == census_day(summer)],
            )
            for summer in summers
        ]

    async def summer(self, summer: int) -> tuple[SummerReports, Sequence[SchoolCount]] | None:
        """Return how those of a summer stand, and what stands in each; None: it cannot be reported."""
        found = next((one for one in await self.summers() if one.summer == summer), None)
        if found is None:
            return None
        return found, [] if found.report is None else await self._rows.schools(found.report.report_id)

    async def own(self, establishment: str) -> Sequence[ActivityReport]:
        """Return what is released to a school."""
        return await self._rows.own(establishment)

    async def school(
        self, summer: int, establishment: str, *, account: str, released_only: bool
    ) -> SchoolReport | None:
        """Return the report of a school, and note that this account read it; None: there is none it may read."""
        reports = await (self._rows.own(establishment) if released_only else self._rows.reports())
        report = next((one for one in reports if one.summer == summer), None)
        if report is None:
            return None
        lines = await self._rows.lines(report.report_id, establishment)
        if not lines:
            return None
        await self._audit.note_read(account, None, "activity report", f"{summer} of {establishment}")
        return SchoolReport(report, establishment, lines)


_REPORTS: Final = f"""
SELECT {REPORT} FROM activity_reports WHERE taken_back_at IS NULL ORDER BY summer DESC
"""  # noqa: S608 (our own names)
_SNAPSHOTS: Final = """
SELECT snapshot_id, as_at, known_at, made_at IS NOT NULL AS made FROM snapshots
WHERE as_at = ANY ($1::date[]) AND scenario IS NULL ORDER BY known_at DESC
"""
_OPEN: Final = "NOT EXISTS (SELECT FROM flagged c WHERE c.person_id = a.person_id AND c.flag = 'confidential')"
_SCHOOLS: Final = f"""
SELECT a.establishment, count(*) AS people, count(*) FILTER (WHERE a.status_group = 'not known') AS not_known,
       count(*) FILTER (WHERE a.status_group = 'neet') AS neet
FROM activity_report_people a WHERE a.report_id = $1 AND {_OPEN} GROUP BY a.establishment ORDER BY a.establishment
"""  # noqa: S608 (our own names)
_OWN: Final = f"""
SELECT {REPORT}
FROM activity_reports r
WHERE r.taken_back_at IS NULL AND r.released_at IS NOT NULL
  AND EXISTS (SELECT FROM activity_report_people a
              WHERE a.report_id = r.report_id AND a.establishment = $1 AND {_OPEN})
ORDER BY r.summer DESC
"""  # noqa: S608 (our own names)
_LINES: Final = f"""
SELECT a.surname, a.forename, a.born_on, a.year_before, o.flag IS NOT NULL AS withheld, a.status_group, a.code,
       a.lapsed, a.destination, a.verified_on, a.rule
FROM activity_report_people a LEFT JOIN flagged o ON o.person_id = a.person_id AND o.flag = 'objection'
WHERE a.report_id = $1 AND a.establishment = $2 AND {_OPEN}
ORDER BY a.year_before, a.surname, a.forename, a.person_id
"""  # noqa: S608 (our own names)


class PostgresSchoolReportRows:
    """`SchoolReportRows` over PostgreSQL; what a school reads, behind the wall of its own rows."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def reports(self) -> Sequence[ActivityReport]:
        async with connection_of(self._pool) as connection:
            return [ActivityReport(*row) for row in await connection.fetch(_REPORTS)]

    async def snapshots(self, as_at: Sequence[date]) -> Sequence[MadeSnapshot]:
        async with connection_of(self._pool) as connection:
            return [MadeSnapshot(*row) for row in await connection.fetch(_SNAPSHOTS, list(as_at))]

    async def schools(self, report_id: int) -> Sequence[SchoolCount]:
        async with connection_of(self._pool) as connection:
            return [SchoolCount(*row) for row in await connection.fetch(_SCHOOLS, report_id)]

    async def own(self, establishment: str) -> Sequence[ActivityReport]:
        async with own_rows(self._pool) as connection:
            return [ActivityReport(*row) for row in await connection.fetch(_OWN, establishment)]

    async def lines(self, report_id: int, establishment: str) -> Sequence[ReportLine]:
        async with own_rows(self._pool) as connection:
            return [_line(row) for row in await connection.fetch(_LINES, report_id, establishment)]


def _line(row: Any) -> ReportLine:
    withheld = row["withheld"]
    code = None if withheld else shown_code(row["code"])
    hides = withheld or (row["code"] is not None and code is None)  # the place would tell the code
    return ReportLine(
        surname=row["surname"],
        forename=row["forename"],
        born_on=row["born_on"],
        year_before=row["year_before"],
        withheld=withheld,
        group=None if withheld else row["status_group"],
        code=code,
        lapsed=not withheld and row["lapsed"],
        destination=None if hides else row["destination"],
        verified_on=None if withheld else row["verified_on"],
        rule="" if withheld else row["rule"],
    )
