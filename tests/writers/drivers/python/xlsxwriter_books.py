"""XlsxWriter."""

from typing import Any

import xlsxwriter
from common import ERRORS, Book, cells, main, value


def write(book: Book, path: str) -> None:
    """Write one workbook."""
    out = xlsxwriter.Workbook(path, {"date_1904": book["epoch_1904"]})
    formats: dict[str, Any] = {}
    bold = out.add_format({"bold": True})

    def form(cell: dict[str, Any]) -> Any:
        fmt = cell.get("fmt")
        return formats.setdefault(fmt, out.add_format({"num_format": fmt})) if fmt else None

    for sheet in book["sheets"]:
        page = out.add_worksheet(sheet["name"])
        for line, column, cell in cells(sheet):
            if "s" in cell:
                page.write_string(line, column, cell["s"], form(cell))
            elif "e" in cell:
                page.write_formula(line, column, ERRORS[cell["e"]], None, cell["e"])
            elif "f" in cell:
                page.write_formula(line, column, "=" + cell["f"], form(cell), cell.get("v", 0))
            elif "r" in cell:
                pieces = [part for n, run in enumerate(cell["r"]) for part in ((bold, run) if n % 2 else (run,))]
                page.write_rich_string(line, column, *pieces)
            elif "d" in cell or "m" in cell:
                page.write_datetime(line, column, value(cell), form(cell))
            elif "b" in cell:
                page.write_boolean(line, column, cell["b"])
            else:
                page.write_number(line, column, cell["n"], form(cell))
        for line in sheet["hidden_lines"]:
            page.set_row(line - 1, None, None, {"hidden": True})
        for column in sheet["hidden_columns"]:
            page.set_column(column - 1, column - 1, None, None, {"hidden": True})
        for first_line, first, last_line, last in sheet["merged"]:
            title = value(sheet["lines"][first_line - 1][first - 1])
            page.merge_range(first_line - 1, first - 1, last_line - 1, last - 1, title)
        if sheet["hidden"]:
            page.hide()
    out.close()


main(write)
