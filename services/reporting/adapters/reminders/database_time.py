"""Business time by the database's clock, which all replicas share."""

from datetime import datetime

from shared.clock import Clock, SystemClock
from shared.persistence.pool import Pool, connection_of


class PostgresTime:
    """`DatabaseTime`: PostgreSQL's clock, moved by as much as the business date is moved from this machine's."""

    def __init__(self, pool: Pool, clock: Clock, wall: Clock | None = None) -> None:
        self._pool = pool
        self._clock = clock
        self._wall = wall or SystemClock()

    async def now(self) -> datetime:
        """Return the business time: a machine whose clock is wrong gets the same answer as the others."""
        moved = self._clock.now() - self._wall.now()
        async with connection_of(self._pool) as connection:
            now: datetime = await connection.fetchval("SELECT clock_timestamp()")
        return now + moved
