"""Templates as somebody fills them with openpyxl, and what a good row of each sheet is."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from openpyxl import load_workbook

from deploy.demo.workbooks.spreadsheets import Cell
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.templates.layout import sheets_of
from shared.workbooks.support_sheets import HEADING_ROW
from shared.workbooks.templates import sheet_name, template_workbook
from tests.support.good_files import day_of, rows_of

Rows = Sequence[Mapping[str, Cell]]


def rows_meant(code: str) -> Sequence[tuple[str, Rows]]:
    """Return good rows for each sheet of the template, with the code of the return whose rows they are."""
    collection = COLLECTIONS[code]
    made_of = collection.parts if len(sheets_of(collection)) > 1 else (code,)
    return [(part, rows_of(part)) for part in made_of]


def filled_sheets(code: str) -> Mapping[str, Rows]:
    """Return good rows for each sheet of the template, by the sheet's name."""
    names = [sheet_name(sheet.title) for sheet in sheets_of(COLLECTIONS[code])]
    return {name: rows for name, (_, rows) in zip(names, rows_meant(code), strict=True)}


@cache
def template_of(code: str) -> bytes:
    """Return the template in force when the good file of the collection comes."""
    return template_workbook(COLLECTIONS[code], day_of(code))


def filled_by_openpyxl(code: str, sheets: Mapping[str, Rows] | None = None) -> bytes:
    """Return the template with rows typed below its headings, in the order of its columns."""
    book = load_workbook(io.BytesIO(template_of(code)))
    for sheet, (name, rows) in zip(
        sheets_of(COLLECTIONS[code]), (filled_sheets(code) if sheets is None else sheets).items(), strict=True
    ):
        for line, row in enumerate(rows, HEADING_ROW + 1):
            for place, use in enumerate(sheet.columns, 1):
                book[name].cell(line, place, row.get(use.id))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def typed(cell: Cell) -> str:
    """Return a value as somebody types it."""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else "" if cell is None else str(cell)
