"""Units of work over PostgreSQL: shared plumbing for inbox and outbox, our tables beside it in the same transaction."""

from functools import cached_property

from services.reporting.adapters.decisions import PostgresDecisions
from services.reporting.adapters.generations import PostgresGenerations
from services.reporting.adapters.people import PostgresPeople
from services.reporting.adapters.returns import PostgresReturns
from services.reporting.adapters.submissions import PostgresSubmissions
from shared.outbox.unit_of_work import Units
from shared.outbox.work import UnitWork, UnitWorks


class PostgresWork(UnitWork):
    """One transaction with the tables of this service."""

    @cached_property
    def submissions(self) -> PostgresSubmissions:
        return PostgresSubmissions(self.connection)

    @cached_property
    def generations(self) -> PostgresGenerations:
        return PostgresGenerations(self.connection)

    @cached_property
    def returns(self) -> PostgresReturns:
        return PostgresReturns(self.connection)

    @cached_property
    def decisions(self) -> PostgresDecisions:
        return PostgresDecisions(self.connection)

    @cached_property
    def people(self) -> PostgresPeople:
        return PostgresPeople(self.connection)


class PostgresWorks(UnitWorks[PostgresWork]):
    """Opens units of work."""

    def __init__(self, units: Units) -> None:
        super().__init__(units, PostgresWork)
