"""pyexcel-ods3."""

from collections import OrderedDict

from common import Book, grid, main
from pyexcel_ods3 import save_data


def write(book: Book, path: str) -> None:
    """Write one workbook; a blank cell is an empty text."""
    sheets = OrderedDict()
    for sheet in book["sheets"]:
        sheets[sheet["name"]] = [["" if value is None else value for value in line] for line in grid(sheet)]
    save_data(path, sheets)


main(write)
