"""Workbooks that hold tables of text to be read: a sheet a table, with a title and a note above it."""

import io
from collections.abc import Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from shared.workbooks.looks import BODY, HEADING, TABLE_FILL, TITLE, set_page

_HEADING_ROW = 4
_WIDTH_MIN, _WIDTH_MAX = 10, 60


class TableSheet(NamedTuple):
    """A sheet: every cell of it is text."""

    name: str
    """At most 31 letters."""
    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def table_workbook(sheets: Sequence[TableSheet]) -> bytes:
    """Return the workbook, one sheet at least."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for one in sheets:
        sheet = book.create_sheet(one.name)
        sheet["A1"], sheet["A2"] = one.title, one.note
        sheet["A1"].font, sheet["A2"].font = TITLE, BODY
        for place, text in enumerate(one.columns, start=1):
            cell = sheet.cell(_HEADING_ROW, place, text)
            cell.font, cell.fill = HEADING, TABLE_FILL
            longest = max((len(row[place - 1]) for row in one.rows), default=0)
            width = min(_WIDTH_MAX, max(_WIDTH_MIN, len(text) + 2, longest + 2))
            sheet.column_dimensions[get_column_letter(place)].width = width
        for row in one.rows:
            sheet.append(list(row))
        set_page(sheet, _HEADING_ROW)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
