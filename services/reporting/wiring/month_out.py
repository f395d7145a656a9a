"""What is counted from snapshots: builds each of its rooms."""

from services.reporting.domain.claim_state import KindOf
from services.reporting.entrypoints.web.month_out import MonthOutDependencies
from services.reporting.queries.neet_report.report import neet_report_over
from services.reporting.settings import ReportingSettings
from services.reporting.wiring.snapshots import add_snapshots
from services.reporting.wiring.work_lists import add_work_lists
from shared.runtime.service import ServiceRuntime


def add_month_out(runtime: ServiceRuntime, settings: ReportingSettings, kind_of: KindOf) -> MonthOutDependencies:
    """Begin the work of these rooms; return what their pages need."""
    return MonthOutDependencies(
        snapshots=add_snapshots(runtime, settings, kind_of),
        neet_report=neet_report_over(runtime.pool),
        work_lists=add_work_lists(runtime, kind_of),
    )
