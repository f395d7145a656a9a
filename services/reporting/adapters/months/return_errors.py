"""The errors of the national return as the pre-flight has counted them."""

from collections.abc import Mapping
from typing import Final

from services.reporting.domain.national_return.preflight import counted_by_priority
from shared.persistence.pool import Pool, connection_of

_COUNTS: Final = "SELECT counts FROM return_checks WHERE snapshot_id = $1"


class PostgresReturnErrors:
    """`MonthChecks` over the table `return_checks`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def errors_of(self, snapshot_id: int) -> Mapping[int, int] | None:
        async with connection_of(self._pool) as connection:
            counts = await connection.fetchval(_COUNTS, snapshot_id)
        return None if counts is None else counted_by_priority({int(number): n for number, n in counts.items()})
