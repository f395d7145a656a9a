"""The bare limit: COPY of as many rows, as wide as a stored claim, into one table without indexes."""

import time
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

TABLE: Final = "bench_copy"
BATCH: Final = 500
"""As many as a part has: COPY does not get larger bites than the stages do."""
_COLUMNS: Final = """
SELECT attname, format_type(atttypid, NULL) AS kind FROM pg_attribute
WHERE attrelid = 'reporting.claims'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""
_VALUES: Final[dict[str, Any]] = {
    "bigint": 7,
    "integer": 412,
    "smallint": 12,
    "uuid": UUID("6f0d7a52-3a3f-5c4e-9a70-0f5b4a1f8c11"),
    "text": "Kempton-Sand",
    "boolean": True,
    "date": date(2026, 9, 7),
    "bytea": bytes(range(24)),
    "bigint[]": [1 << 60, -(1 << 59), 1 << 58],
    "text[]": ["120"],
}


async def copy_rows_per_s(admin_url: str, rows: int) -> float:
    """Return the rows a second that COPY takes in, durably, in transactions of a part each."""
    connection = await asyncpg.connect(admin_url)
    try:
        kinds = [row["kind"] for row in await connection.fetch(_COLUMNS)]
        record = tuple(_VALUES[kind] for kind in kinds)
        await connection.execute(f"CREATE TABLE {TABLE} (LIKE reporting.claims)")
        try:
            began = time.perf_counter()
            for start in range(0, rows, BATCH):
                await connection.copy_records_to_table(TABLE, records=[record] * min(BATCH, rows - start))
            return rows / (time.perf_counter() - began)
        finally:
            await connection.execute(f"DROP TABLE {TABLE}")
    finally:
        await connection.close()
