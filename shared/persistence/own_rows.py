"""Reads on behalf of one establishment, behind a second wall: PostgreSQL itself shows it no row that is not its own.

Whoever answers a request says once for whom it is (`seeing`). What is then read through `own_rows` runs in a
transaction under a role that has no other rows: a WHERE that was forgotten shows nobody else's.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Final

from shared.persistence.pool import Connection, Pool, connection_of, transaction

ROLE: Final = "onward_reporting_school"
"""It may read, of the tables with a policy, the rows of the establishment that is set, and nothing else."""
_SEES: Final[ContextVar[str | None]] = ContextVar("sees", default=None)
# Both for the transaction alone. Where all services share one role of the database there is no such role, and no wall.
_WALL: Final = f"""
SELECT set_config('onward.sees', $1, true),
       (SELECT set_config('role', rolname, true) FROM pg_roles WHERE rolname = '{ROLE}')
"""  # noqa: S608 (our own name)


@contextmanager
def seeing(establishment: str | None) -> Iterator[None]:
    """Say for whom everything within is read: DfE number or UKPRN; None: for the authority, which sees all."""
    token = _SEES.set(establishment)
    try:
        yield
    finally:
        _SEES.reset(token)


@asynccontextmanager
async def own_rows(pool: Pool) -> AsyncIterator[Connection]:
    """Lend a connection for reading; for an establishment one that sees its own rows alone. Raises Transient."""
    sees = _SEES.get()
    if sees is None:
        async with connection_of(pool) as connection:
            yield connection
        return
    async with transaction(pool) as connection:
        await connection.execute(_WALL, sees)
        yield connection
