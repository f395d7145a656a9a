"""January reports to schools and the destination survey: builds what their pages need."""

from services.reporting.adapters.activity_reports.reports import activity_tables
from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.entrypoints.web.activity_reports.pages import ActivityDependencies
from services.reporting.queries.activity_reports.reports import PostgresSchoolReportRows, SchoolReportQueries
from services.reporting.queries.activity_reports.survey import PostgresSurveyRows, SurveyQueries
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.usecases.activity_reports.decide import DecideReports
from shared.runtime.service import ServiceRuntime


def activity_reports_over(runtime: ServiceRuntime) -> ActivityDependencies:
    """Return what the pages of reports and of the survey read through, and what they command."""
    pool, clock = runtime.pool, runtime.clock
    audit = PostgresReadAudit(pool)
    begin = runtime.units_of_work(activity_tables).begin
    return ActivityDependencies(
        queries=SchoolReportQueries(PostgresSchoolReportRows(pool), audit, clock),
        survey=SurveyQueries(PostgresSurveyRows(pool), audit),
        decide=DecideReports(begin, PostgresSnapshots(pool), clock),
    )
