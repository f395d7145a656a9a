"""Everything that is owed, and how it stands: what the board, reminders and scorecards read."""

from collections.abc import Collection, Sequence
from typing import Protocol

from services.reporting.domain.returns.obligations import Obligation
from services.reporting.queries.board.known import known_returns
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
        today = self._clock.today()
        async with connection_of(self._pool) as connection:
            known = await known_returns(connection, establishments)
        return known.obligations(self._register, today, establishments)
