"""How returns stand, as metrics: how many are late or overdue, and how long one has waited for a decision."""

from datetime import datetime
from typing import NamedTuple, Protocol

from services.reporting.queries.board.headline import HeadlineQueries
from shared.clock import Clock
from shared.observability.measures import Measures
from shared.persistence.pool import Pool, connection_of

_HELD = "SELECT count(*) AS number, min(received_at) AS oldest_at FROM generations WHERE state = 'held'"


class Held(NamedTuple):
    """Returns that wait for somebody's decision."""

    number: int
    oldest_at: datetime | None
    """When the one that has waited longest was received."""


class HeldRows(Protocol):
    """What is held."""

    async def held(self) -> Held:
        """Return how much is held. Raises Transient."""
        ...


class PostgresHeldRows:
    """`HeldRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def held(self) -> Held:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_HELD)
        assert row is not None
        return Held(row["number"], row["oldest_at"])


class ShowReturnMetrics:
    """Shows how returns stand, by the business clock."""

    def __init__(self, headline: HeadlineQueries, held: HeldRows, clock: Clock, measures: Measures) -> None:
        self._headline = headline
        self._held = held
        self._clock = clock
        self._measures = measures

    async def __call__(self) -> None:
        """Look once. Raises Transient."""
        headline, held = await self._headline.headline(None), await self._held.held()
        waited = (self._clock.now() - held.oldest_at).total_seconds() if held.oldest_at else 0.0
        self._measures.gauge("onward_returns_missing", headline.late, state="late")
        self._measures.gauge("onward_returns_missing", headline.overdue, state="overdue")
        self._measures.gauge("onward_returns_held", held.number)
        self._measures.gauge("onward_returns_held_oldest_seconds", max(0.0, waited))
