"""Everything that is owed, and how it stands: what the board, reminders and scorecards read."""

from collections.abc import Collection, Sequence
from typing import Protocol

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.returns.obligations import Obligation, obligations
from services.reporting.domain.returns.owed import everything_owed
from services.reporting.queries.board.arrivals import arrivals_of
from services.reporting.queries.board.reminded import reminded_of
from shared.clock import Clock
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.establishments import Register


class ObligationQueries(Protocol):
    """What is owed."""

    async def obligations(self, establishments: Collection[str] | None = None) -> Sequence[Obligation]:
        """Return everything that is asked of these establishments (None: of all), as it stands today.

        An establishment that never sent anything is there too.
        """
        ...


class PostgresObligations:
    """`ObligationQueries` over PostgreSQL: one statement for what came, whatever the number of establishments."""

    def __init__(self, pool: Pool, register: Register, clock: Clock) -> None:
        self._pool = pool
        self._register = register
        self._clock = clock

    async def obligations(self, establishments: Collection[str] | None = None) -> Sequence[Obligation]:
        async with connection_of(self._pool) as connection:
            arrivals, calendar = await arrivals_of(connection, establishments), await read_calendar(connection)
            reminded = await reminded_of(connection, establishments)
        owed = everything_owed(self._register.establishments, calendar, establishments)
        return obligations(owed, arrivals, calendar, self._clock.today(), reminded)
