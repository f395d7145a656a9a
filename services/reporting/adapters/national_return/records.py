"""Everybody in a snapshot who belongs in the national return, in the order of their numbers, some at a time."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any, Final

from services.reporting.adapters.snapshots.snapshots import COLUMNS
from services.reporting.domain.national_return.record import (
    PlaceOf,
    YoungPersonsRecord,
    cohort_status_of,
    places_of,
    record_of,
)
from services.reporting.domain.national_return.tables import TableRow
from services.reporting.domain.snapshots.line import SnapshotLine
from services.reporting.domain.snapshots.snapshot import Snapshot
from shared.persistence.pool import Pool, transaction
from shared.vocabulary.establishments import Register

_BATCH: Final = 500
_LINE: Final = ", ".join(f"s.{name}" for name in COLUMNS[1:])
_MAY_BELONG: Final = "(s.in_national_return OR s.left_status IS NOT NULL OR s.guarantee_member)"
_NUMBER: Final = f"""
INSERT INTO return_numbers (person_id)
SELECT s.person_id FROM snapshot_people s
WHERE s.snapshot_id = $1 AND {_MAY_BELONG} AND NOT EXISTS (
    SELECT FROM return_numbers n WHERE n.person_id = s.person_id)
ORDER BY s.person_id ON CONFLICT (person_id) DO NOTHING
"""  # noqa: S608 (our own names)
_LINES: Final = f"""
SELECT n.number, {_LINE} FROM snapshot_people s JOIN return_numbers n USING (person_id)
WHERE s.snapshot_id = $1 AND {_MAY_BELONG} ORDER BY n.number
"""  # noqa: S608 (our own names)


class PostgresReturnRecords:
    """`ReturnRecords` over PostgreSQL."""

    def __init__(self, pool: Pool, register: Register) -> None:
        self._pool = pool
        self._register = register

    async def records(self, snapshot: Snapshot) -> AsyncIterator[Sequence[YoungPersonsRecord]]:
        """Yield whoever stands in the file; whoever has no number yet is given one first. Raises Transient."""
        place_of = places_of(self._named, snapshot.as_at)
        async for rows in self._rows(snapshot):
            yield _records(rows, snapshot.as_at, place_of)

    async def rows(self, snapshot: Snapshot) -> AsyncIterator[Sequence[TableRow]]:
        """Yield whoever may stand in a return beside the file, too. Raises Transient."""
        place_of = places_of(self._named, snapshot.as_at)
        async for rows in self._rows(snapshot):
            yield [_table_row(row, snapshot.as_at, place_of) for row in rows]

    async def _rows(self, snapshot: Snapshot) -> AsyncIterator[Sequence[Any]]:
        async with transaction(self._pool) as connection:
            await connection.execute(_NUMBER, snapshot.snapshot_id)
        async with transaction(self._pool) as connection:
            cursor = await connection.cursor(_LINES, snapshot.snapshot_id)
            while rows := await cursor.fetch(_BATCH):
                yield rows

    def _named(self, number: str) -> tuple[str | None, str | None, str | None] | None:
        found = self._register.find(number)
        return None if found is None else (found.dfe_number, found.ukprn, found.name)


def _records(rows: Sequence[Any], period_end: date, place_of: PlaceOf) -> Sequence[YoungPersonsRecord]:
    found = []
    for row in rows:
        number, *values = row
        line = SnapshotLine._make(values)
        status = cohort_status_of(line, period_end)
        if status is not None:
            found.append(record_of(line, number, period_end, status, place_of))
    return found


def _table_row(row: Any, as_at: date, place_of: PlaceOf) -> TableRow:
    number, *values = row
    line = SnapshotLine._make(values)
    record = record_of(line, number, as_at, cohort_status_of(line, as_at) or "", place_of)
    return TableRow(line, record, as_at)
