"""Units of work over PostgreSQL: shared plumbing for inbox and outbox, our tables beside it in the same transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from uuid import UUID

from services.reporting.adapters.generations import PostgresGenerations
from services.reporting.adapters.people import PostgresPeople
from services.reporting.adapters.returns import PostgresReturns
from services.reporting.adapters.submissions import PostgresSubmissions
from shared.contracts.events import Event
from shared.contracts.topics import Topic
from shared.messaging.units import Unit, Units


class PostgresWork:
    """One transaction with the tables of this service."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @property
    def repeated(self) -> bool:
        return self._unit.repeated

    @cached_property
    def submissions(self) -> PostgresSubmissions:
        return PostgresSubmissions(self._unit.connection)

    @cached_property
    def generations(self) -> PostgresGenerations:
        return PostgresGenerations(self._unit.connection)

    @cached_property
    def returns(self) -> PostgresReturns:
        return PostgresReturns(self._unit.connection)

    @cached_property
    def people(self) -> PostgresPeople:
        return PostgresPeople(self._unit.connection)

    def announce(self, *events: Event) -> None:
        self._unit.announce(*events)

    def announce_tombstone(self, topic: Topic, key: str) -> None:
        self._unit.announce_tombstone(topic, key)


class PostgresWorks:
    """Opens units of work."""

    def __init__(self, units: Units) -> None:
        self._units = units

    @asynccontextmanager
    async def begin(self, consumer: str, event_id: UUID | None = None) -> AsyncIterator[PostgresWork]:
        async with self._units.begin(consumer, event_id) as unit:
            yield PostgresWork(unit)
