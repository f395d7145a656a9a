"""Which of the driver's failures mean that the same attempt may succeed later."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from shared.errors import Transient

_WORLD_IS_UNWELL: tuple[type[BaseException], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.OperatorInterventionError,  # admin shutdown, crash shutdown, cannot connect now
    asyncpg.InsufficientResourcesError,  # too many connections, disk full, out of memory
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby that was promoted elsewhere
    asyncpg.InvalidCachedStatementError,  # the first statement after a migration
    asyncpg.OutdatedSchemaCacheError,
    ConnectionError,
    TimeoutError,
    asyncio.IncompleteReadError,
    socket.gaierror,
)

_LOST_CONNECTION = ("closed", "closing", "released", "operation is in progress")
"""asyncpg says InterfaceError for a lost connection and for a wrong call alike: these words tell them apart."""


@contextmanager
def transient_failures() -> Iterator[None]:
    """Raise `Transient` for whatever a repetition may mend; its text names the kind of failure, never a value."""
    try:
        yield
    except _WORLD_IS_UNWELL as error:
        raise Transient(_name_of(error)) from error
    except asyncpg.InterfaceError as error:
        if isinstance(error, ValueError) or not any(words in str(error) for words in _LOST_CONNECTION):
            raise
        raise Transient(_name_of(error)) from error


def _name_of(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    return f"postgresql {type(error).__name__}" + (f" {state}" if state else "")
