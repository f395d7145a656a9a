"""The database of a backup: one snapshot that is counted and dumped, and the script that puts it back or nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import asyncpg

from deploy.jobs.recovery.manifest import DUMP, Manifest
from deploy.jobs.recovery.programs import Programs
from shared.persistence.pool import Connection
from shared.service_names import SERVICES

SCHEMAS: Final = ("shared", *SERVICES)
_ABOUT: Final = """
SELECT pg_export_snapshot() AS id, now() AS taken_at, current_setting('server_version') AS postgres
"""
_TABLES: Final = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = ANY ($1) ORDER BY 1
"""
_COUNT: Final = "SELECT count(*) FROM {table}"
_ORIGINALS: Final = "SELECT file_id::text FROM ingest.submissions WHERE sealed_key IS NOT NULL ORDER BY 1"
_STILL_THERE: Final = """
SELECT file_id::text FROM ingest.submissions WHERE sealed_key IS NOT NULL AND file_id = ANY ($1::text[]::uuid[])
"""
_MIGRATIONS: Final = "SELECT folder || '/' || file AS name, checksum FROM shared.migrations"
_PRESENT: Final = "SELECT nspname::text FROM pg_namespace WHERE nspname = ANY ($1)"
_EXTENSIONS: Final = "CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;\n"
"""Extensions are the database's, and a dump of schemas leaves them out."""
_CHECK: Final = """
DO $check$
DECLARE
    counted bigint;
BEGIN
{checks}
END $check$;
"""
_CHECK_ONE: Final = """
    SELECT count(*) INTO counted FROM {table};
    IF counted <> {rows} THEN
        RAISE EXCEPTION 'the backup says {rows} rows of {table}, % were restored', counted;
    END IF;
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The database at one instant, while the transaction that sees it is open."""

    id: str
    taken_at: datetime
    postgres: str
    rows: Mapping[str, int]
    migrations: Mapping[str, str]
    originals: tuple[str, ...]
    """Ids of the originals that it names, less those whose key was destroyed."""


@asynccontextmanager
async def open_snapshot(database_url: str) -> AsyncIterator[Snapshot]:
    """Hold one instant of the database fast; nobody is kept from writing. Raises asyncpg's errors."""
    connection = await asyncpg.connect(database_url, timeout=30)
    try:
        await connection.execute("SET idle_in_transaction_session_timeout = 0")
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            about = await connection.fetchrow(_ABOUT)
            assert about is not None
            yield Snapshot(
                id=about["id"],
                taken_at=about["taken_at"],
                postgres=about["postgres"],
                rows=await _count_rows(connection),
                migrations={row["name"]: row["checksum"] for row in await connection.fetch(_MIGRATIONS)},
                originals=tuple(row["file_id"] for row in await connection.fetch(_ORIGINALS)),
            )
    finally:
        await connection.close(timeout=10)


async def _count_rows(connection: Connection) -> dict[str, int]:
    tables = [row["name"] for row in await connection.fetch(_TABLES, list(SCHEMAS))]
    return {table: int(await connection.fetchval(_COUNT.format(table=table))) for table in tables}


async def dump(programs: Programs, snapshot: Snapshot, folder: Path) -> None:
    """Dump the snapshot into the backup. Raises RecoveryRefused."""
    schemas = [f"--schema={schema}" for schema in SCHEMAS]
    words = ["--format=custom", "--compress=gzip:3", "--no-owner", f"--snapshot={snapshot.id}", *schemas]
    await asyncio.to_thread(programs.run, "pg_dump", f"--dbname={programs.database}", f"--file={folder / DUMP}", *words)


async def still_named(database_url: str, originals: list[str]) -> list[str]:
    """Return which of these originals have a key now: the others were erased meanwhile."""
    connection = await asyncpg.connect(database_url, timeout=30)
    try:
        return [row["file_id"] for row in await connection.fetch(_STILL_THERE, originals)]
    finally:
        await connection.close(timeout=10)


async def present_schemas(connection: Connection) -> list[str]:
    """Return which of our schemas the database has."""
    return [row["nspname"] for row in await connection.fetch(_PRESENT, list(SCHEMAS))]


def restore_dump(programs: Programs, folder: Path, manifest: Manifest, scratch: Path) -> None:
    """Put the dump in the place of our schemas, in one transaction that ends by counting. Raises RecoveryRefused."""
    before, after = scratch / "before.sql", scratch / "after.sql"
    before.write_text("".join(f"DROP SCHEMA IF EXISTS {schema} CASCADE;\n" for schema in SCHEMAS) + _EXTENSIONS)
    checks = "".join(_CHECK_ONE.format(table=table, rows=rows) for table, rows in manifest.rows.items())
    after.write_text(_CHECK.format(checks=checks))
    programs.pipe(
        ("pg_restore", ["--file=-", "--no-owner", str(folder / DUMP)]),
        (
            "psql",
            [
                *(f"--dbname={programs.database}", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
                *("--single-transaction", f"--file={before}", "--file=-", f"--file={after}"),
            ],
        ),
    )
