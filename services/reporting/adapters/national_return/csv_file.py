"""Tables of the national return as CSV, written piece by piece: UTF-8 with a mark, by which a spreadsheet knows it."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from services.reporting.domain.national_return.dates import EXPLANATIONS
from services.reporting.domain.national_return.editions import edition_of
from services.reporting.domain.national_return.record import YoungPersonsRecord
from services.reporting.domain.national_return.tables import TableColumn, TableRow
from shared.workbooks.safe_cells import safe_cell

MARK: Final = "\ufeff".encode()


def csv_lines(lines: Iterable[Iterable[object]]) -> bytes:
    """Return lines as CSV; what looks like a formula gets an apostrophe before it."""
    out = io.StringIO()
    csv.writer(out).writerows([_cell(value) for value in line] for line in lines)
    return out.getvalue().encode()


def readable_columns(period_end: date) -> Sequence[TableColumn]:
    """Return the columns of a readable copy of the file: its elements in their order, and why dates were put right."""
    edition = edition_of(period_end)
    guarantee = (
        ("GuaranteeYear11", "guarantee_year_11"),
        ("GuaranteeYear12", "guarantee_year_12"),
    )
    elements = (
        *((one.name, one.field) for one in edition.personal),
        *guarantee,
        *((one.name, one.field) for one in edition.need),
        ("CharacteristicCode", "characteristics"),
        *((one.name, one.field) for one in edition.activity),
        ("IntendedDestinationYr11", "intended_destination"),
    )
    found = [TableColumn(name, _of_record(field)) for name, field in elements]
    return [*found, TableColumn("Put right", _put_right)]


def _of_record(field: str) -> Callable[[TableRow], object]:
    place = YoungPersonsRecord._fields.index(field)
    return lambda row: row.record[place]


def _put_right(row: TableRow) -> str:
    return " ".join(EXPLANATIONS[why] for why in row.record.explained)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = " ".join(value) if isinstance(value, tuple) else str(value)
    return safe_cell(text)
