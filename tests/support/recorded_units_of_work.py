"""Units of work on a real database without Kafka: what they publish is recorded when, and only if, they commit."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

from shared.contracts.events import Event
from shared.outbox.inbox import first_time
from shared.outbox.unit_of_work import UnitOfWork
from shared.persistence.pool import Connection, Pool, transaction
from tests.support.memory_unit_of_work import Published

T = TypeVar("T")


class RecordedUnitsOfWork(Generic[T]):
    """Real transactions and a real inbox."""

    def __init__(self, pool: Pool, tables: Callable[[Connection], T]) -> None:
        self.published = Published()
        self._pool = pool
        self._tables = tables

    @asynccontextmanager
    async def begin(self, use_case: object, events: Sequence[Event] = ()) -> AsyncIterator[UnitOfWork[T]]:
        async with transaction(self._pool) as connection:
            ids = [event.event_id for event in events]
            new_ids = await first_time(connection, type(use_case).__name__, ids) if events else None
            work = UnitOfWork(self._tables(connection), new_ids)
            yield work
        self.published.add(work.outgoing)
        work.committed()
