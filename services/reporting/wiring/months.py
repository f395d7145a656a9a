"""The monthly cycle of the national return: builds what its pages need."""

from services.reporting.adapters.months.months import PostgresMonths
from services.reporting.adapters.months.return_errors import PostgresReturnErrors
from services.reporting.entrypoints.web.months.pages import MonthDependencies
from services.reporting.queries.months.months import MonthQueries, PostgresMonthRows
from services.reporting.usecases.months.take_step import TakeStep
from shared.runtime.service import ServiceRuntime


def month_dependencies(runtime: ServiceRuntime) -> MonthDependencies:
    """Return what the pages of months need."""
    checks, clock = PostgresReturnErrors(runtime.pool), runtime.clock
    return MonthDependencies(
        MonthQueries(PostgresMonthRows(runtime.pool), checks, clock),
        TakeStep(PostgresMonths(runtime.pool), checks, clock),
    )
