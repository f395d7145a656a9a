"""Orders to erase, as far as originals are concerned, in PostgreSQL."""

from pathlib import PurePath
from typing import Final

from services.ingest.usecases.ports import FileToClear, KeptFile
from shared.erasure.orders import ErasureOrder, ErasureOrders
from shared.persistence.pool import Connection, rows_affected

SERVICE: Final = "ingest"
NAME_REMOVED: Final = "name removed"
# Rows that came to stand there again, of an order that was done.
_RETURNED: Final = """
SELECT erasure_id FROM shared.erasure_rows r JOIN shared.erasures e USING (erasure_id)
WHERE e.approved AND $1::integer > 0 LIMIT 1
"""
_FILE: Final = """
SELECT r.submission_id, s.file_id, s.sealed_key, s.file_name, s.rows_only, s.establishment,
       array_agg(r.sheet) AS sheets, array_agg(r.line) AS lines
FROM shared.erasure_rows r JOIN submissions s ON s.id = r.submission_id
WHERE r.erasure_id = $1 GROUP BY r.submission_id, s.id ORDER BY r.submission_id LIMIT 1
"""
_KEEP: Final = """
UPDATE submissions SET file_id = $3, sealed_key = $4, rows_only = $5, file_name = coalesce($6, file_name),
    comment = CASE WHEN $6::text IS NULL THEN comment END, tag = CASE WHEN $6::text IS NULL THEN tag END
WHERE id = $1 AND file_id = $2
"""
_TICK: Final = "DELETE FROM shared.erasure_rows WHERE erasure_id = $1 AND submission_id = $2"
_REST: Final = "DELETE FROM shared.erasure_rows WHERE erasure_id = $1"


class PostgresOriginalErasures:
    """The port `OriginalErasures` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._orders = ErasureOrders(connection, SERVICE, after="reporting")

    async def take(self) -> ErasureOrder | None:
        return await self._orders.take(_RETURNED)

    async def find_file(self, order: ErasureOrder) -> FileToClear | None:
        row = await self._connection.fetchrow(_FILE, order.erasure_id)
        if row is None:
            return None
        places = set(zip(row["sheets"], row["lines"], strict=True))
        return FileToClear(
            submission_id=row["submission_id"],
            file_id=row["file_id"],
            sealed_key=row["sealed_key"],
            file_name=row["file_name"],
            rows_only=row["rows_only"],
            rows=frozenset((sheet, line) for sheet, line in places if line > 0),
            named=any(line == 0 for _, line in places),
            whole=row["submission_id"] in order.submissions,
            establishment=row["establishment"],
        )

    async def keep(self, order: ErasureOrder, file: FileToClear, kept: KeptFile) -> bool:
        names = " ".join(filter(None, (file.establishment, NAME_REMOVED))) + PurePath(file.file_name).suffix
        new_name = names if file.named else None
        tag = await self._connection.execute(
            *(_KEEP, file.submission_id, file.file_id, kept.file_id, kept.sealed_key, kept.rows_only, new_name)
        )
        await self._connection.execute(_TICK, order.erasure_id, file.submission_id)
        return rows_affected(tag) > 0

    async def done(self, order: ErasureOrder, files: int) -> None:
        await self._connection.execute(_REST, order.erasure_id)
        await self._orders.done(order, files)
