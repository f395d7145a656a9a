"""What the pages of January reports and of the destination survey read, in plain lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from services.reporting.entrypoints.web.activity_reports.pages import ActivityDependencies
from services.reporting.queries.activity_reports.reports import (
    MadeSnapshot,
    ReportLine,
    SchoolCount,
    SchoolReportQueries,
)
from services.reporting.queries.activity_reports.survey import SurveyFilter, SurveyPath, SurveyPerson, SurveyQueries
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.usecases.activity_reports.decide import Refusal, ReportCommand, ReportResult
from services.reporting.usecases.activity_reports.ports import ActivityReport, SchoolSource
from shared.clock import Clock
from shared.persistence.listing import Listing
from tests.support.person_views import PERSON
from tests.support.submission_views import OTHER, OWN

KNOWN_AT: Final = datetime(2027, 1, 11, 9, tzinfo=UTC)
REPORT: Final = ActivityReport(4, 2026, 12, date(2026, 11, 1), KNOWN_AT, KNOWN_AT, "officer", KNOWN_AT, "officer")
LINE: Final = ReportLine(
    *("Fernhollow", "Imogen", date(2009, 10, 14), 11),
    withheld=False,
    group="education",
    code="210",
    lapsed=False,
    destination="8869998",
    verified_on=date(2026, 10, 12),
    rule="enrolled",
)
OBJECTED: Final = replace(
    LINE, surname="Ashdown", withheld=True, group=None, code=None, destination=None, verified_on=None, rule=""
)
PATHS: Final = (
    SurveyPath(OWN, ("education", "education", None), 40),
    SurveyPath(OWN, ("education", "neet", None), 3),
    SurveyPath(None, ("not known", "no record", None), 1),
)


@dataclass(slots=True)
class MemoryActivity:
    """The ports `SchoolReportRows` and `SurveyRows`, and the use case that decides about reports."""

    report: ActivityReport | None = REPORT
    found: Sequence[ReportLine] = (LINE, OBJECTED)
    ways: Sequence[SurveyPath] = PATHS
    result: ReportResult | Refusal = "released"
    commands: list[ReportCommand] = field(default_factory=list)

    def forget(self) -> None:
        """Be as new, with reports that are released."""
        self.report, self.found, self.ways, self.result = REPORT, (LINE, OBJECTED), PATHS, "released"
        self.commands.clear()

    def needs(self, audit: ReadAudit, clock: Clock) -> ActivityDependencies:
        """Return what the pages need."""
        return ActivityDependencies(SchoolReportQueries(self, audit, clock), SurveyQueries(self, audit), self.decide)

    async def decide(self, command: ReportCommand) -> ReportResult | Refusal:
        self.commands.append(command)
        return self.result

    async def reports(self) -> Sequence[ActivityReport]:
        return [] if self.report is None else [self.report]

    async def snapshots(self, as_at: Sequence[date]) -> Sequence[MadeSnapshot]:
        return [MadeSnapshot(number, day, KNOWN_AT, made=True) for number, day in enumerate(as_at, 12)]

    async def schools(self, report_id: int) -> Sequence[SchoolCount]:
        return [SchoolCount(OWN, len(self.found), 0, 0), SchoolCount(OTHER, 1, 1, 0)]

    async def own(self, establishment: str) -> Sequence[ActivityReport]:
        released = self.report is not None and self.report.released_at is not None
        return [self.report] if released and self.report is not None and establishment in (OWN, OTHER) else []

    async def lines(self, report_id: int, establishment: str) -> Sequence[ReportLine]:
        return self.found if establishment in (OWN, OTHER) else ()

    async def summers(self) -> Sequence[int]:
        return [2026, 2025] if self.ways else []

    async def made(self, as_at: date, known_until: datetime | None = None) -> tuple[int, datetime] | None:
        return (as_at.year, KNOWN_AT) if as_at.year <= 2027 and self.ways else None

    async def paths(
        self, days: Sequence[int | None], sources: Sequence[SchoolSource], *, confidential: bool
    ) -> Sequence[SurveyPath]:
        return self.ways

    async def people(
        self,
        days: Sequence[int | None],
        sources: Sequence[SchoolSource],
        wanted: SurveyFilter,
        *,
        confidential: bool,
        page: int,
        page_size: int,
    ) -> Listing[SurveyPerson]:
        one = SurveyPerson(PERSON.person_id, "Fernhollow", "Imogen", OWN, ("education", "neet", None))
        return Listing([one], 1, page, page_size)
