"""Units of work over PostgreSQL: shared plumbing for inbox and outbox, our tables beside it in the same transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from uuid import UUID

from services.matching.adapters.links import PostgresLinks
from services.matching.adapters.people import PostgresPeople
from services.matching.adapters.reviews import PostgresReviews
from services.matching.adapters.tallies import PostgresTallies
from shared.contracts.events import Event
from shared.messaging.units import Unit, Units


class PostgresWork:
    """One transaction with the tables of this service."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @property
    def repeated(self) -> bool:
        return self._unit.repeated

    @cached_property
    def people(self) -> PostgresPeople:
        return PostgresPeople(self._unit.connection)

    @cached_property
    def links(self) -> PostgresLinks:
        return PostgresLinks(self._unit.connection)

    @cached_property
    def reviews(self) -> PostgresReviews:
        return PostgresReviews(self._unit.connection)

    @cached_property
    def tallies(self) -> PostgresTallies:
        return PostgresTallies(self._unit.connection)

    def announce(self, *events: Event) -> None:
        self._unit.announce(*events)


class PostgresWorks:
    """Opens units of work."""

    def __init__(self, units: Units) -> None:
        self._units = units

    @asynccontextmanager
    async def begin(self, consumer: str, event_id: UUID | None = None) -> AsyncIterator[PostgresWork]:
        async with self._units.begin(consumer, event_id) as unit:
            yield PostgresWork(unit)
