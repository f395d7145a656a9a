"""ezodf."""

import ezodf
from common import Book, cells, main, value


def write(book: Book, path: str) -> None:
    """Write one workbook."""
    out = ezodf.newdoc(doctype="ods", filename=path)
    for sheet in book["sheets"]:
        width = max((len(line) for line in sheet["lines"]), default=1)
        page = ezodf.Sheet(sheet["name"], size=(len(sheet["lines"]), width))
        out.sheets.append(page)
        for line, column, cell in cells(sheet):
            if "d" in cell or "m" in cell:
                page[line, column].set_value(cell.get("d") or cell["m"], "date")
            else:
                page[line, column].set_value(value(cell))
    out.save()


main(write)
