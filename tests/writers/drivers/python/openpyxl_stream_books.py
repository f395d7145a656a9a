"""openpyxl in its write-only mode."""

from common import Book, main, value
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell


def write(book: Book, path: str) -> None:
    """Write one workbook."""
    out = Workbook(write_only=True)
    for sheet in book["sheets"]:
        page = out.create_sheet(sheet["name"])
        for line in sheet["lines"]:
            row = []
            for cell in line:
                place = WriteOnlyCell(page, value=None if cell is None else value(cell))
                if cell is not None and "fmt" in cell:
                    place.number_format = cell["fmt"]
                if cell is not None and "s" in cell:
                    place.data_type = "s"
                row.append(place)
            page.append(row)
        if sheet["hidden"]:
            page.sheet_state = "hidden"
    out.save(path)


main(write)
