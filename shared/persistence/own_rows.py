"""Reads on behalf of one establishment, behind a second wall: PostgreSQL itself shows it no row that is not its own.

Whoever answers a request says once for whom it is (`seeing`). What is then read through `own_rows` runs in a
transaction under a role that has no other rows: a WHERE that was forgotten shows nobody else's.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Final

from shared.persistence.pool import Connection, Pool, connection_of

ROLE: Final = "onward_reporting_school"
"""It may read, of the tables with a policy, the rows of the establishment that is set, and nothing else."""
_SEES: Final[ContextVar[str | None]] = ContextVar("sees", default=None)
# Both for the transaction alone. Where all services share one role of the database there is no such role, and no wall.
_WALL: Final = f"""
SELECT set_config('onward.sees', $1, true),
       (SELECT set_config('role', rolname, true) FROM pg_roles
        WHERE rolname = '{ROLE}' AND pg_has_role(oid, 'SET')
          AND has_schema_privilege(oid, to_regnamespace('reporting'), 'USAGE'))
"""  # noqa: S608 (our own name)
_MISSING: Final = f"""
SELECT CASE WHEN r.oid IS NULL THEN 'no_role_for_schools'
            WHEN NOT pg_has_role(r.oid, 'SET') THEN 'role_for_schools_may_not_be_taken'
            WHEN NOT has_schema_privilege(r.oid, to_regnamespace('reporting'), 'USAGE')
              OR NOT EXISTS (SELECT FROM pg_policies WHERE schemaname = 'reporting' AND policyname = 'own_rows')
            THEN 'no_policies' END
FROM (SELECT) AS one LEFT JOIN pg_roles r ON r.rolname = '{ROLE}'
"""  # noqa: S608 (our own name)
_BEYOND: Final = "SELECT set_config('role', 'none', true)"


@contextmanager
def seeing(establishment: str | None) -> Iterator[None]:
    """Say for whom everything within is read: DfE number or UKPRN; None: for the authority, which sees all."""
    token = _SEES.set(establishment)
    try:
        yield
    finally:
        _SEES.reset(token)


@asynccontextmanager
async def own_rows(pool: Pool, *, one_instant: bool = False) -> AsyncIterator[Connection]:
    """Lend a connection for reading; for an establishment one that sees its own rows alone. Raises Transient.

    `one_instant`: all that is read on it is as it was when the first was read.
    """
    sees = _SEES.get()
    async with connection_of(pool) as connection:
        if sees is None and not one_instant:
            yield connection
            return
        async with connection.transaction(isolation="repeatable_read" if one_instant else None):
            if sees is not None:
                await connection.execute(_WALL, sees)
            yield connection


async def missing_wall(pool: Pool) -> str | None:
    """Return what keeps the wall from standing, in a word; None: it stands. Raises Transient."""
    async with connection_of(pool) as connection:
        missing: str | None = await connection.fetchval(_MISSING)
    return missing


@asynccontextmanager
async def beyond(connection: Connection) -> AsyncIterator[None]:
    """Let what is read within, on a connection of `own_rows`, be anybody's: facts of what was found behind the wall.

    Such a statement asks by the ids that were found there, and by nothing else.
    """
    sees = _SEES.get()
    if sees is None:
        yield
        return
    await connection.execute(_BEYOND)
    yield
    await connection.execute(_WALL, sees)
