"""Reporting's tables inside one transaction."""

from services.reporting.adapters.calendar.changes import PostgresCalendarChanges
from services.reporting.adapters.contradictions.found import PostgresContradictions
from services.reporting.adapters.contradictions.notes import PostgresContradictionNotes
from services.reporting.adapters.decisions import PostgresDecisions
from services.reporting.adapters.entries import PostgresEntries
from services.reporting.adapters.erasure.erasures import PostgresErasures
from services.reporting.adapters.flags.person_flags import PostgresPersonFlags
from services.reporting.adapters.generations import PostgresGenerations
from services.reporting.adapters.guarantee.cohorts import PostgresGuaranteeCohorts
from services.reporting.adapters.lists.issues import PostgresListIssues
from services.reporting.adapters.people import PostgresPeople
from services.reporting.adapters.quality.alert_notes import PostgresAlertNotes
from services.reporting.adapters.returns import PostgresReturns
from services.reporting.adapters.routing.routes import PostgresRoutes
from services.reporting.adapters.submissions import PostgresSubmissions
from services.reporting.usecases.ports import ReportingTables
from shared.persistence.pool import Connection


def reporting_tables(connection: Connection) -> ReportingTables:
    """Return the tables as the transaction of this connection sees them."""
    return ReportingTables(
        submissions=PostgresSubmissions(connection),
        generations=PostgresGenerations(connection),
        entries=PostgresEntries(connection),
        returns=PostgresReturns(connection),
        decisions=PostgresDecisions(connection),
        people=PostgresPeople(connection),
        guarantee_cohorts=PostgresGuaranteeCohorts(connection),
        contradiction_notes=PostgresContradictionNotes(connection),
        contradictions=PostgresContradictions(connection),
        calendar_changes=PostgresCalendarChanges(connection),
        routes=PostgresRoutes(connection),
        alert_notes=PostgresAlertNotes(connection),
        lists=PostgresListIssues(connection),
        erasures=PostgresErasures(connection),
        flags=PostgresPersonFlags(connection),
    )
