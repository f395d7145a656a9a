"""Workbooks that hold tables to be read: a sheet a table, with a title and a note above it."""

import io
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shared.workbooks.looks import BODY, FORMATS, HEADING, TABLE_FILL, TITLE, set_page

Cell = str | int | date | None
_HEADING_ROW = 4
_WIDTH_MIN, _WIDTH_MAX = 10, 60


class TableSheet(NamedTuple):
    """A sheet. Text of it never becomes a formula."""

    name: str
    """At most 31 letters."""
    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def table_workbook(sheets: Sequence[TableSheet]) -> bytes:
    """Return the workbook, one sheet at least."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for one in sheets:
        _fill(book.create_sheet(one.name), one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, of: TableSheet) -> None:
    sheet["A1"], sheet["A2"] = of.title, of.note
    sheet["A1"].font, sheet["A2"].font = TITLE, BODY
    for place, text in enumerate(of.columns, start=1):
        cell = sheet.cell(_HEADING_ROW, place, text)
        cell.font, cell.fill = HEADING, TABLE_FILL
        longest = max((len(str(row[place - 1] or "")) for row in of.rows), default=0)
        width = min(_WIDTH_MAX, max(_WIDTH_MIN, len(text) + 2, longest + 2))
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line, row in enumerate(of.rows, start=_HEADING_ROW + 1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(line, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, date):
                cell.number_format = FORMATS["date"]
    set_page(sheet, _HEADING_ROW)
