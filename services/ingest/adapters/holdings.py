"""What ingest keeps about young people: files that hold them, and their rows in the originals."""

from typing import Any, Final
from uuid import UUID

from services.ingest.usecases.kept_rows import unpack
from services.ingest.usecases.ports import FileReader, NotInVault, Vault, VaultDamaged
from shared.contracts.ingest import SheetRows
from shared.erasure.holdings import HeldTable
from shared.erasure.subject_access import HeldFile, HeldPart
from shared.persistence.pool import Pool, connection_of

_FILES: Final = """
SELECT s.id AS submission_id, s.file_id, s.sealed_key, s.rows_only, s.file_name, s.comment, s.tag, s.channel,
       s.received_at, s.collection, s.establishment, s.period, s.state,
       array_agg(r.sheet) AS sheets, array_agg(r.line) AS lines, array_agg(r.sure) AS sure
FROM shared.subject_access_rows r JOIN submissions s ON s.id = r.submission_id
WHERE r.access_id = $1 GROUP BY s.id ORDER BY s.received_at
"""
HELD: Final = "ingest.submissions"
_SHOWN: Final = (
    *("submission_id", "file_name", "comment", "tag", "channel", "received_at"),
    *("collection", "establishment", "period", "state"),
)


class HeldByIngest:
    """Puts ingest's part of a subject access together, after reporting has noted where the rows stand."""

    def __init__(self, pool: Pool, vault: Vault, reader: FileReader) -> None:
        self._pool = pool
        self._vault = vault
        self._reader = reader

    async def __call__(self, access_id: UUID, person_id: UUID) -> HeldPart:
        """Return the part. Raises Transient."""
        async with connection_of(self._pool) as connection:
            found = await connection.fetch(_FILES, access_id)
        rows = [{name: row[name] for name in _SHOWN} for row in found]
        table = HeldTable(HELD, "Files that hold them or are named after them, as they came in", True, rows)
        return HeldPart([table], [await self._file(row) for row in found])

    async def _file(self, row: Any) -> HeldFile:
        places = dict(zip(zip(row["sheets"], row["lines"], strict=True), row["sure"], strict=True))
        wanted = {place: sure for place, sure in places.items() if place[1] > 0}
        content = await self._content(row)
        if content is None:
            return HeldFile(row["submission_id"], row["file_name"], False, ())
        reading = unpack(content) if row["rows_only"] else self._reader.read(content, row["file_name"])
        rows = [
            {"sheet": part.sheet, "line": line, "sure": wanted[part.sheet, line], "cells": _cells(part, position)}
            async for part in reading
            if isinstance(part, SheetRows)
            for position, line in enumerate(part.lines)
            if (part.sheet, line) in wanted
        ]
        return HeldFile(row["submission_id"], row["file_name"], bool(rows) or not wanted, rows)

    async def _content(self, row: Any) -> bytes | None:
        if row["sealed_key"] is None:
            return None
        try:
            return await self._vault.get(row["file_id"], row["sealed_key"])
        except (NotInVault, VaultDamaged):
            return None


def _cells(part: SheetRows, position: int) -> dict[str, str | None]:
    return {column.id: cells[position] for column, cells in zip(part.columns, part.cells, strict=True)}
