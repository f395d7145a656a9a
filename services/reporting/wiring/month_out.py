"""What is counted from snapshots: builds each of its rooms."""

from services.reporting.adapters.what_if.asked import PostgresWhatIfs
from services.reporting.domain.establishment_kinds import kinds_of
from services.reporting.entrypoints.web.month_out import MonthOutDependencies
from services.reporting.entrypoints.web.what_if.pages import WhatIfDependencies
from services.reporting.queries.movements.movements import movements_over
from services.reporting.queries.neet_report.report import neet_report_over
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries
from services.reporting.queries.what_if.what_ifs import PostgresWhatIfRows, WhatIfQueries
from services.reporting.settings import ReportingSettings
from services.reporting.wiring.activity_reports import activity_reports_over
from services.reporting.wiring.months import month_dependencies
from services.reporting.wiring.national_return import add_national_return
from services.reporting.wiring.snapshots import add_snapshots
from services.reporting.wiring.work_lists import add_work_lists
from shared.runtime.service import ServiceRuntime
from shared.vocabulary.establishments import Register


def add_month_out(runtime: ServiceRuntime, settings: ReportingSettings, register: Register) -> MonthOutDependencies:
    """Begin the work of these rooms; return what their pages need."""
    return MonthOutDependencies(
        snapshots=add_snapshots(runtime, settings, kinds_of(register)),
        months=month_dependencies(runtime),
        neet_report=neet_report_over(runtime.pool, settings.publication_threshold),
        national_return=add_national_return(runtime, register),
        movements=movements_over(runtime.pool),
        work_lists=add_work_lists(runtime, kinds_of(register)),
        activity_reports=activity_reports_over(runtime),
        what_ifs=WhatIfDependencies(
            WhatIfQueries(PostgresWhatIfRows(runtime.pool), PostgresReadAudit(runtime.pool)),
            PostgresSnapshotQueries(runtime.pool),
            PostgresWhatIfs(runtime.pool),
        ),
    )
