"""One role and one schema for each service, made by the administrator's connection."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final

import asyncpg

from shared.errors import OnwardError
from shared.persistence.own_rows import ROLE as SCHOOL_READER
from shared.persistence.pool import Connection
from shared.service_names import SERVICES

SHARED: Final = "shared"
_ITERATIONS: Final = 4096
_MEMBER_RIGHTS: Final = (
    ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
    ("SEQUENCES", "USAGE, SELECT"),
    ("FUNCTIONS", "EXECUTE"),
)


class RolesNeeded(OnwardError):  # noqa: N818
    """The administrator's role may not create the services' roles, and they do not exist."""


def role_of(service: str) -> str:
    """Return the name of a service's role."""
    return f"onward_{service}"


def scram_verifier(password: str) -> str:
    """Return what PostgreSQL stores for a password, so that the password itself never reaches the server's log."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${_ITERATIONS}:{salt64}${stored64}:{server64}"


async def make_roles(connection: Connection, passwords: Mapping[str, str] | None) -> bool:
    """Create the services' roles where they are missing and set the passwords given (by service name).

    Returns False in single-role mode: the administrator may not create roles and no passwords were given, so every
    service connects as the administrator. Raises RolesNeeded when passwords were given all the same.
    """
    existing = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
    missing = [role_of(service) for service in SERVICES if role_of(service) not in existing]
    if not await _may_create_roles(connection):
        if missing and passwords:
            raise RolesNeeded(
                f"this database role may not create roles: create {', '.join(missing)} with LOGIN first, "
                "or give no passwords, so that all services share this one role"
            )
        return not missing
    for role in missing:
        await _create(connection, role)
    await _wall_school_reads(connection)
    for service, password in (passwords or {}).items():
        await _set_password(connection, role_of(service), password)
    return True


async def _may_create_roles(connection: Connection) -> bool:
    allowed = await connection.fetchval("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    return bool(allowed)


async def _create(connection: Connection, role: str) -> None:
    try:
        await connection.execute(f"CREATE ROLE {role} LOGIN")
    except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        return  # a runner in another database of this server was faster


_WALLED: Final = """
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1 AND rolbypassrls)
       AND EXISTS (SELECT FROM pg_roles WHERE rolname = $2 AND pg_has_role($1, oid, 'SET'))
"""


async def _wall_school_reads(connection: Connection) -> None:
    """Make the role under which schools' pages read, and let reporting's own role pass by what walls it in.

    Where the administrator may not let a role pass by policies there is no such role, and there are no policies.
    """
    service = role_of("reporting")
    for _ in range(10):
        if await connection.fetchval(_WALLED, service, SCHOOL_READER):
            return
        try:
            await connection.execute(f"ALTER ROLE {service} BYPASSRLS")
            if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", SCHOOL_READER):
                await connection.execute(f"CREATE ROLE {SCHOOL_READER} NOLOGIN")
            await connection.execute(f"GRANT {SCHOOL_READER} TO {service} WITH INHERIT FALSE, SET TRUE")
        except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError, asyncpg.InternalServerError):
            continue  # a runner in another database of this server was faster
        except asyncpg.InsufficientPrivilegeError:
            return


async def _set_password(connection: Connection, role: str, password: str) -> None:
    # Roles belong to the server: two databases may be migrated at once, and one of the two then gets this error.
    for _ in range(10):
        try:
            await connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{scram_verifier(password)}'")
        except asyncpg.InternalServerError:
            continue
        return
    raise RolesNeeded(f"the password of {role} could not be set: another migration kept changing it")


async def make_schemas(connection: Connection, *, with_roles: bool) -> None:
    """Create the schemas, and let each service's role use its own and `shared`, and nothing else."""
    for schema in (SHARED, *SERVICES):
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    # Before the grants, so that no service may touch it.
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS shared.migrations (folder text, file text, checksum text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (folder, file))"
    )
    if with_roles:
        await _grant(connection)


async def _grant(connection: Connection) -> None:
    database = await connection.fetchval("SELECT quote_ident(current_database())")
    for service in SERVICES:
        role = role_of(service)
        await connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}")
        for schema in (SHARED, service):
            await connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
            for kind, rights in _MEMBER_RIGHTS:
                await connection.execute(
                    f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rights} ON {kind} TO {role}"
                )
