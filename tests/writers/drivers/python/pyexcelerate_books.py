"""PyExcelerate."""

from common import Book, cells, main, value
from pyexcelerate import Format, Style, Workbook


def write(book: Book, path: str) -> None:
    """Write one workbook."""
    out = Workbook()
    for sheet in book["sheets"]:
        page = out.new_sheet(sheet["name"])
        for line, column, cell in cells(sheet):
            page.set_cell_value(line + 1, column + 1, value(cell))
            if "fmt" in cell:
                page.set_cell_style(line + 1, column + 1, Style(format=Format(cell["fmt"])))
    out.save(path)


main(write)
