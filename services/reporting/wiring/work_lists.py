"""Work lists: builds what their pages need."""

from services.reporting.adapters.work_lists.risks import risk_tables
from services.reporting.adapters.work_lists.states import work_tables
from services.reporting.domain.claim_state import KindOf
from services.reporting.entrypoints.web.work_lists.pages import WorkListDependencies
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.queries.work_lists.rows import PostgresWorkListRows
from services.reporting.queries.work_lists.work_lists import WorkListQueries
from services.reporting.usecases.work_lists.record_risk import RecordRisk, TakeRiskList
from services.reporting.usecases.work_lists.work_on import WorkOn
from shared.runtime.service import ServiceRuntime


def add_work_lists(runtime: ServiceRuntime, kind_of: KindOf) -> WorkListDependencies:
    """Return what the pages of work lists need."""
    rows = PostgresWorkListRows(runtime.pool, kind_of)
    queries = WorkListQueries(rows, PostgresReadAudit(runtime.pool), runtime.clock)
    clock, risks = runtime.clock, runtime.units_of_work(risk_tables).begin
    return WorkListDependencies(
        queries,
        WorkOn(runtime.units_of_work(work_tables).begin, clock),
        clock,
        TakeRiskList(risks, clock),
        RecordRisk(risks, clock),
    )
