"""Everything that is owed, and how it stands: what the board, reminders and scorecards read."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.obligations import Obligation, obligations
from services.reporting.domain.returns.owed import everything_owed
from services.reporting.queries.board.arrivals import arrivals_of
from services.reporting.queries.board.reminded import reminded_of
from shared.clock import Clock
from shared.persistence.pool import Connection, Pool, connection_of
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
            today = self._clock.today()
            found, _ = await obligations_of(connection, self._register, today, establishments, reminded=True)
        return found


async def obligations_of(
    connection: Connection, register: Register, on: date, establishments: Collection[str] | None, *, reminded: bool
) -> tuple[Sequence[Obligation], Calendar]:
    """Return what is asked of these establishments (None: of all) as it stands on a day, and by which calendar.

    `reminded`: tell what its sender has been reminded of from what is only expected; it is a statement more.
    """
    arrivals, calendar = await arrivals_of(connection, establishments), await read_calendar(connection)
    of_which = await reminded_of(connection, establishments) if reminded else ()
    owed = everything_owed(register.establishments, calendar, establishments)
    return obligations(owed, arrivals, calendar, on, of_which), calendar
