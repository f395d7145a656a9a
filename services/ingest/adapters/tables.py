"""Ingest's tables inside one transaction."""

from services.ingest.adapters.postgres_erasures import PostgresOriginalErasures
from services.ingest.adapters.postgres_submissions import PostgresSubmissions
from services.ingest.usecases.ports import IngestTables
from shared.persistence.pool import Connection


def ingest_tables(connection: Connection) -> IngestTables:
    """Return the tables as the transaction of this connection sees them."""
    return IngestTables(submissions=PostgresSubmissions(connection), erasures=PostgresOriginalErasures(connection))
