"""Pools and transactions: every wait is bounded, and every failure of the world is called `Transient`."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg

from shared.errors import Transient
from shared.persistence.failures import named_failures

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection

COMMAND_TIMEOUT_S = 60.0
LOCK_TIMEOUT_MS = 20_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 120_000
ACQUIRE_TIMEOUT_S = 30.0
READY = 4
"""Connections opened at the start: a new one costs PostgreSQL as much as matching a hundred rows."""


async def open_pool(
    dsn: str,
    *,
    schema: str,
    size_max: int = 8,
    application: str | None = None,
    statement_cache_size: int = 200,
    read_only: bool = False,
) -> Pool:
    """Return a pool whose connections see `schema` first, then `public` (extensions).

    `statement_cache_size=0` is for a PgBouncer in transaction mode that does not track prepared statements.
    `read_only`: no transaction of these connections writes anything.
    Raises Transient when the database cannot be reached.
    """
    settings = _server_settings(schema, application or f"onward-{schema}")
    try:
        with named_failures():
            return await asyncpg.create_pool(
                dsn,
                min_size=min(READY, size_max),
                max_size=size_max,
                init=_prepare,
                reset=_leave_as_it_is,
                command_timeout=COMMAND_TIMEOUT_S,
                timeout=10,
                statement_cache_size=statement_cache_size,
                max_inactive_connection_lifetime=300,
                server_settings=settings | {"default_transaction_read_only": "on" if read_only else "off"},
            )
    except (OSError, asyncpg.PostgresError) as error:
        if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError | asyncpg.InvalidCatalogNameError):
            raise
        raise Transient(f"postgresql {type(error).__name__}") from error


def _server_settings(schema: str, application: str) -> dict[str, str]:
    return {
        "application_name": application,
        "search_path": f"{schema}, public",
        "timezone": "UTC",
        "lock_timeout": str(LOCK_TIMEOUT_MS),
        "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_TIMEOUT_MS),
        # Our statements are short and set-based: compiling them costs more than it saves.
        "jit": "off",
    }


async def _prepare(connection: Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _leave_as_it_is(connection: Connection) -> None:
    """Nothing of ours outlives its transaction (no session locks, temporary tables or settings), so that asking the
    server to reset each connection it gets back, as asyncpg does by default, would be a round trip for nothing.
    """


@asynccontextmanager
async def connection_of(pool: Pool) -> AsyncIterator[Connection]:
    """Lend a connection without opening a transaction, for reads and single statements. Raises Transient."""
    try:
        connection = await pool.acquire(timeout=ACQUIRE_TIMEOUT_S)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
        # Whatever keeps us from connecting, it is not the work's fault.
        raise Transient(f"postgresql {type(error).__name__}") from error
    with named_failures():
        try:
            yield connection
        finally:
            await pool.release(connection, timeout=ACQUIRE_TIMEOUT_S)


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """Open one READ COMMITTED transaction; commit on a normal exit, roll back on any exception.

    Raises Transient for lost connections, deadlocks, serialization failures, lock and statement time-outs and
    administrator shutdowns: the whole transaction may then be tried again. A commit whose answer was lost is
    Transient too, although it may have happened: what is tried again must be safe to do twice. Raises Poison for a
    value that no column can hold.
    """
    async with connection_of(pool) as connection, connection.transaction():
        yield connection


async def close_pool(pool: Pool, *, timeout_s: float = 10.0) -> None:
    """Close the pool; connections still in use after `timeout_s` are cut."""
    try:
        await asyncio.wait_for(pool.close(), timeout_s)
    except (TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, socket.gaierror):
        pool.terminate()


async def reachable(pool: Pool, *, timeout_s: float = 2.0) -> bool:
    """Return whether the database answers within `timeout_s`; for readiness."""
    try:
        async with asyncio.timeout(timeout_s), pool.acquire(timeout=timeout_s) as connection:
            answer: Any = await connection.fetchval("SELECT 1")
            return bool(answer == 1)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False


def rows_affected(tag: str) -> int:
    """Return how many rows a statement wrote, by the tag that the driver gives for it: "UPDATE 3"."""
    return int(tag.rsplit(" ", 1)[-1])
