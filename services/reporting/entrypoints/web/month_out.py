"""The routes of what is counted from snapshots: one room of pages a line."""

from dataclasses import dataclass

from services.reporting.entrypoints.web.activity_reports.pages import ActivityDependencies, activity_routes
from services.reporting.entrypoints.web.activity_reports.survey import survey_routes
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.months.pages import MonthDependencies, month_routes
from services.reporting.entrypoints.web.movements.pages import movement_routes
from services.reporting.entrypoints.web.national_return.pages import national_return_routes
from services.reporting.entrypoints.web.neet_report.pages import neet_report_routes
from services.reporting.entrypoints.web.snapshots.pages import SnapshotDependencies, snapshot_routes
from services.reporting.entrypoints.web.what_if.pages import WhatIfDependencies, what_if_routes
from services.reporting.entrypoints.web.work_lists.pages import WorkListDependencies
from services.reporting.entrypoints.web.work_lists.routes import work_list_routes
from services.reporting.queries.movements.movements import MovementQueries
from services.reporting.queries.national_return.returns import NationalReturnQueries
from services.reporting.queries.neet_report.report import NeetReportQueries
from shared.web.requests.routes import GuardedRoute


@dataclass(frozen=True, slots=True)
class MonthOutDependencies:
    """What these pages read through, and what they command."""

    snapshots: SnapshotDependencies
    months: MonthDependencies
    neet_report: NeetReportQueries
    national_return: NationalReturnQueries
    movements: MovementQueries
    work_lists: WorkListDependencies
    activity_reports: ActivityDependencies
    what_ifs: WhatIfDependencies


def month_out_routes(needs: MonthOutDependencies, names: Names) -> list[GuardedRoute]:
    """Return every route with the permission that it needs."""
    return [
        *snapshot_routes(needs.snapshots),
        *month_routes(needs.months),
        *neet_report_routes(needs.neet_report, names),
        *national_return_routes(needs.national_return),
        *movement_routes(needs.movements),
        *work_list_routes(needs.work_lists, names),
        *activity_routes(needs.activity_reports, names),
        *survey_routes(needs.activity_reports, names),
        *what_if_routes(needs.what_ifs, names),
    ]
