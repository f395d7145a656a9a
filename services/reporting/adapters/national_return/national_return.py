"""The national return of a snapshot, as whoever closes a month needs it: what is wrong with it, and its bytes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date

from services.reporting.adapters.national_return.csv_file import MARK, csv_lines, readable_columns
from services.reporting.adapters.national_return.records import PostgresReturnRecords
from services.reporting.adapters.national_return.xml_file import XmlFile
from services.reporting.domain.national_return.defaults import defaults_of
from services.reporting.domain.national_return.editions import edition_of
from services.reporting.domain.national_return.rules_of_files import Header
from services.reporting.domain.national_return.tables import (
    GUARANTEE,
    SURVEY,
    TableColumn,
    TableRow,
    in_guarantee,
    in_survey,
    layout_of,
)
from services.reporting.domain.snapshots.snapshot import Snapshot
from shared.persistence.pool import Pool
from shared.vocabulary.establishments import Register
from shared.vocabulary.home_authorities import home_authority_on


class NationalReturn:
    """The return of any made snapshot. Nothing of it is kept: the same snapshot gives the same bytes."""

    def __init__(self, pool: Pool, register: Register) -> None:
        self._records = PostgresReturnRecords(pool, register)

    async def xml(self, snapshot: Snapshot, date_of_send: date) -> AsyncIterator[bytes]:
        """Yield its file, some hundred people at a time. Raises Transient."""
        file = XmlFile(header_of(snapshot.as_at, date_of_send), edition_of(snapshot.as_at))
        yield file.beginning()
        async for records in self._records.records(snapshot):
            yield file.add(records)
            await asyncio.sleep(0)  # pages are answered meanwhile
        yield file.ending()

    async def readable(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        """Yield a copy of the file for a spreadsheet. Raises Transient."""
        columns = readable_columns(snapshot.as_at)
        async for piece in self._table(snapshot, columns, lambda row: bool(row.record.cohort_status)):
            yield piece

    async def guarantee(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        """Yield the September Guarantee return of that day. Raises Transient."""
        columns = layout_of(GUARANTEE, snapshot.as_at).columns
        async for piece in self._table(snapshot, columns, lambda row: in_guarantee(row.line)):
            yield piece

    async def survey(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        """Yield the Annual Activity Survey of that day. Raises Transient."""
        columns = layout_of(SURVEY, snapshot.as_at).columns
        async for piece in self._table(snapshot, columns, lambda row: in_survey(row.line)):
            yield piece

    async def _table(
        self, snapshot: Snapshot, columns: Sequence[TableColumn], belongs: Callable[[TableRow], bool]
    ) -> AsyncIterator[bytes]:
        yield MARK + csv_lines([[column.heading for column in columns]])
        async for rows in self._records.rows(snapshot):
            yield csv_lines([column.cell(row) for column in columns] for row in rows if belongs(row))
            await asyncio.sleep(0)  # pages are answered meanwhile


def header_of(period_end: date, date_of_send: date) -> Header:
    """Return the head of the file for a period that ends on that day."""
    sent = defaults_of(period_end)
    return Header(
        (sent.database_id,),
        (home_authority_on(period_end).code,),
        date_of_send,
        period_end,
        sent.supplier_name,
        sent.supplier_version,
        edition_of(period_end).schema_version,
    )
