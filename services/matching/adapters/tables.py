"""Matching's tables inside one transaction."""

from services.matching.adapters.links import PostgresLinks
from services.matching.adapters.people import PostgresPeople
from services.matching.adapters.reviews import PostgresReviews
from services.matching.adapters.tallies import PostgresTallies
from services.matching.usecases.ports import MatchingTables
from shared.persistence.pool import Connection


def matching_tables(connection: Connection) -> MatchingTables:
    """Return the tables as the transaction of this connection sees them."""
    return MatchingTables(
        people=PostgresPeople(connection),
        links=PostgresLinks(connection),
        reviews=PostgresReviews(connection),
        tallies=PostgresTallies(connection),
    )
