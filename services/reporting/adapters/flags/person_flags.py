"""Flags of young people in PostgreSQL."""

from typing import Final

from services.reporting.usecases.erasure.ports import NewFlag
from shared.persistence.pool import Connection

_KNOWN: Final = "SELECT EXISTS (SELECT FROM people WHERE person_id = $1)"
_ADD: Final = """
INSERT INTO person_flags (entry_id, person_id, flag, in_force, since, reason, account, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""


class PostgresPersonFlags:
    """The table `person_flags`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, flag: NewFlag) -> bool:
        if not await self._connection.fetchval(_KNOWN, flag.person_id):
            return False
        await self._connection.execute(_ADD, *flag)
        return True
