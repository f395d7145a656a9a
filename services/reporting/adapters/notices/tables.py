"""The tables of notices inside one transaction."""

from services.reporting.adapters.notices.kept import PostgresNotices
from services.reporting.adapters.notices.to_send import PostgresNoticesToSend
from services.reporting.usecases.notices.ports import NoticeTables
from shared.persistence.pool import Connection


def notice_tables(connection: Connection) -> NoticeTables:
    """Return the tables as the transaction of a connection sees them."""
    return NoticeTables(PostgresNotices(connection), PostgresNoticesToSend(connection))
