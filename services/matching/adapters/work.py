"""Units of work over PostgreSQL: shared plumbing for inbox and outbox, our tables beside it in the same transaction."""

from functools import cached_property

from services.matching.adapters.links import PostgresLinks
from services.matching.adapters.people import PostgresPeople
from services.matching.adapters.reviews import PostgresReviews
from services.matching.adapters.tallies import PostgresTallies
from shared.outbox.unit_of_work import Units
from shared.outbox.work import UnitWork, UnitWorks


class PostgresWork(UnitWork):
    """One transaction with the tables of this service."""

    @cached_property
    def people(self) -> PostgresPeople:
        return PostgresPeople(self.connection)

    @cached_property
    def links(self) -> PostgresLinks:
        return PostgresLinks(self.connection)

    @cached_property
    def reviews(self) -> PostgresReviews:
        return PostgresReviews(self.connection)

    @cached_property
    def tallies(self) -> PostgresTallies:
        return PostgresTallies(self.connection)


class PostgresWorks(UnitWorks[PostgresWork]):
    """Opens units of work."""

    def __init__(self, units: Units) -> None:
        super().__init__(units, PostgresWork)
