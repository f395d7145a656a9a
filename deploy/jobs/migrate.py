"""Migrations: numbered plain SQL, each in one transaction, remembered by checksum; two runners at once are safe.

A file whose first line is `-- no-transaction` holds exactly one statement (CREATE INDEX CONCURRENTLY …) that can be
run again after a crash. Inside a file, unqualified names mean the folder's own schema.
"""

import asyncio
import hashlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from deploy.jobs.roles import SHARED, make_roles, make_schemas
from shared.errors import OnwardError
from shared.observability.terminal import say
from shared.persistence.pool import Connection
from shared.service_names import SERVICES

REPOSITORY: Final = Path(__file__).resolve().parents[2]
_NAME: Final = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")
_LOCK: Final = 0x0A11_5EED
_LOCK_WAIT_S: Final = 120.0
_NO_TRANSACTION: Final = "-- no-transaction"
_LOCK_TIMEOUT_MS: Final = 2_000
_TRIES: Final = 60
_PAUSE_S: Final = 1.0
"""Services at work hold tables for moments, in an order of their own: a migration makes way, and tries again."""


class MigrationRefused(OnwardError):  # noqa: N818
    """A migration file is not what it was when it was applied, is misnamed, or another runner never ended."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of migrations and the schema that they build."""

    name: str
    schema: str
    path: Path


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file of a folder."""

    folder: Folder
    file: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migration_folders(repository: Path = REPOSITORY) -> list[Folder]:
    """Return all folders in the order in which they are applied: shared first, then outbox and tables by service."""
    common = repository / "shared" / "persistence" / "migrations"
    folders = [Folder("shared", SHARED, common / "shared")]
    for service in SERVICES:
        folders.append(Folder(f"{service}/outbox", service, common / "service"))
        folders.append(Folder(service, service, repository / "services" / service / "migrations"))
    return folders


def migrations_of(folder: Folder) -> list[Migration]:
    """Return a folder's files by number. Raises MigrationRefused for a misnamed file or a number used twice."""
    files = sorted(folder.path.glob("*.sql")) if folder.path.is_dir() else []
    numbers: set[str] = set()
    for file in files:
        match = _NAME.match(file.name)
        if match is None or match[1] in numbers:
            raise MigrationRefused(f"{folder.name}/{file.name}: name it NNNN_what_it_does.sql, each number once")
        numbers.add(match[1])
    return [Migration(folder, file.name, file.read_text(encoding="utf-8")) for file in files]


async def migrate(
    admin_dsn: str, *, passwords: Mapping[str, str] | None = None, folders: list[Folder] | None = None
) -> list[str]:
    """Bring the database up to date and return what was applied, as `folder/file`.

    Creates the services' roles (with `passwords` by service name, if given), schemas and grants first. Raises
    MigrationRefused or RolesNeeded; a file that fails leaves nothing behind.
    """
    connection = await asyncpg.connect(admin_dsn, timeout=30, command_timeout=600)
    try:
        async with _only_runner(connection):
            with_roles = await make_roles(connection, passwords)
            await make_schemas(connection, with_roles=with_roles)
            pending = await _pending(connection, migration_folders() if folders is None else folders)
            for migration in pending:
                await _apply(connection, migration)
            return [f"{migration.folder.name}/{migration.file}" for migration in pending]
    finally:
        await connection.close(timeout=10)


@asynccontextmanager
async def _only_runner(connection: Connection) -> AsyncIterator[None]:
    # Polled, not waited for: a waiting statement holds a snapshot that CREATE INDEX CONCURRENTLY would wait for.
    deadline = asyncio.get_running_loop().time() + _LOCK_WAIT_S
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
        if asyncio.get_running_loop().time() > deadline:
            raise MigrationRefused("another migration has been running for two minutes")
        await asyncio.sleep(0.1)
    try:
        yield
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK)


async def _pending(connection: Connection, folders: list[Folder]) -> list[Migration]:
    rows = await connection.fetch("SELECT folder, file, checksum FROM shared.migrations")
    applied = {(row["folder"], row["file"]): row["checksum"] for row in rows}
    pending = []
    for migration in (migration for folder in folders for migration in migrations_of(folder)):
        checksum = applied.get((migration.folder.name, migration.file))
        if checksum is None:
            pending.append(migration)
        elif checksum != migration.checksum:
            raise MigrationRefused(
                f"{migration.folder.name}/{migration.file} was changed after it was applied: add a new file instead"
            )
    return pending


async def _apply(connection: Connection, migration: Migration) -> None:
    if migration.sql.startswith(_NO_TRANSACTION):
        await connection.execute(f"SET search_path TO {migration.folder.schema}, public")
        await connection.execute(migration.sql)
        await connection.execute("RESET search_path")
        await _remember(connection, migration)
        return
    for _ in range(_TRIES):
        try:
            await _apply_at_once(connection, migration)
        except (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError):
            await asyncio.sleep(_PAUSE_S)
        else:
            return
    raise MigrationRefused(f"{migration.folder.name}/{migration.file}: its tables were busy for minutes; do it again")


async def _apply_at_once(connection: Connection, migration: Migration) -> None:
    """Apply a file in one transaction. A table that others hold is not waited for long: they would queue behind us."""
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = {_LOCK_TIMEOUT_MS}")
        await connection.execute(f"SET LOCAL search_path TO {migration.folder.schema}, public")
        await connection.execute(migration.sql)
        await _remember(connection, migration)


async def _remember(connection: Connection, migration: Migration) -> None:
    await connection.execute(
        "INSERT INTO shared.migrations (folder, file, checksum) VALUES ($1, $2, $3)",
        migration.folder.name,
        migration.file,
        migration.checksum,
    )


def passwords_from(environment: Mapping[str, str]) -> dict[str, str] | None:
    """Return the passwords of the services' roles: ONWARD_ROLE_PASSWORDS is JSON, or a file of it."""
    text = environment.get("ONWARD_ROLE_PASSWORDS")
    if not text:
        return None
    if not text.lstrip().startswith("{"):
        text = Path(text).read_text(encoding="utf-8")
    passwords = json.loads(text)
    return {str(service): str(password) for service, password in passwords.items()}


def main() -> None:
    """Migrate the database at DATABASE_URL (an administrator's), with ONWARD_ROLE_PASSWORDS as JSON or a file of it."""
    try:
        applied = asyncio.run(migrate(os.environ["DATABASE_URL"], passwords=passwords_from(os.environ)))
    except KeyError:
        sys.exit("DATABASE_URL is not set: give the address of the database under an administrator's role")
    except OnwardError as refusal:
        sys.exit(str(refusal))
    say([f"applied {name}" for name in applied] or ["nothing to apply"])


if __name__ == "__main__":
    main()
