"""How good what is sent is: builds scorecards and unusual leavers."""

from services.reporting.entrypoints.web.quality.routes import QualityDependencies
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.quality.leaver_alerts import LeaverAlertQueries, PostgresAlertRows
from services.reporting.queries.quality.scorecards import PostgresScorecardRows, ScorecardQueries
from services.reporting.usecases.ports import ReportingTables
from services.reporting.usecases.quality.answer_alert import AnswerAlert
from shared.outbox.unit_of_work import Begin
from shared.runtime.service import ServiceRuntime
from shared.vocabulary.establishments import Register


def quality_dependencies(
    runtime: ServiceRuntime, register: Register, begin: Begin[ReportingTables]
) -> QualityDependencies:
    """Return what the pages about quality read and command."""
    pool, clock = runtime.pool, runtime.clock
    return QualityDependencies(
        ScorecardQueries(PostgresScorecardRows(pool), PostgresObligations(pool, register, clock), clock),
        LeaverAlertQueries(PostgresAlertRows(pool), clock),
        AnswerAlert(begin, clock),
    )
