"""Which of the driver's failures mean that the same attempt may succeed later, and which that it never will."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from shared.errors import Poison, Transient

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

_NO_SUCH_VALUE = (
    asyncpg.CharacterNotInRepertoireError,
    asyncpg.UntranslatableCharacterError,
    asyncpg.StringDataRightTruncationError,
    asyncpg.NumericValueOutOfRangeError,
    asyncpg.DatetimeFieldOverflowError,
)
"""The data is at fault, whoever asks. (Other errors of data may as well be a wrong statement of ours.)"""

_LOST_CONNECTION = ("closed", "closing", "released", "operation is in progress")
"""asyncpg says InterfaceError for a lost connection and for a wrong call alike: these words tell them apart."""


@contextmanager
def named_failures() -> Iterator[None]:
    """Raise `Transient` for whatever may succeed when repeated, and `Poison` for a value that no column can hold.

    Their texts name the kind of failure, never a value.
    """
    try:
        yield
    except _NO_SUCH_VALUE as error:
        raise Poison(f"data_{error.sqlstate}") from None  # the error itself tells the value
    except _WORLD_IS_UNWELL as error:
        raise Transient(_name_of(error)) from error
    except asyncpg.InterfaceError as error:
        if isinstance(error, ValueError) or not any(words in str(error) for words in _LOST_CONNECTION):
            raise
        raise Transient(_name_of(error)) from error


def _name_of(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    return f"postgresql {type(error).__name__}" + (f" {state}" if state else "")
