"""Links in PostgreSQL: one row for each record that found or founded its person."""

from collections.abc import Sequence

from services.matching.usecases.ports import LinkedRow
from shared.persistence.pool import Connection


class PostgresLinks:
    """Links, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(self, rows: Sequence[LinkedRow]) -> None:
        await self._connection.copy_records_to_table("links", records=rows, columns=LinkedRow._fields)
