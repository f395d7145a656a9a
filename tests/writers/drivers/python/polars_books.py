"""polars: `xlsx` by XlsxWriter, `csv`; the second word on the command line says which."""

import sys

import polars
import xlsxwriter
from common import Book, grid, main


def write(book: Book, path: str) -> None:
    """Write one workbook: a frame a sheet, the first line as its heading."""
    if sys.argv[2] == "csv":
        _frame(book["sheets"][0]).write_csv(path)
        return
    with xlsxwriter.Workbook(path) as out:
        for sheet in book["sheets"]:
            _frame(sheet).write_excel(out, worksheet=sheet["name"])


def _frame(sheet: dict) -> polars.DataFrame:
    head, *lines = grid(sheet)
    columns = {str(name): [line[place] for line in lines] for place, name in enumerate(head)}
    return polars.DataFrame({name: _series(values) for name, values in columns.items()})


def _series(values: list) -> list:
    kinds = {type(value) for value in values if value is not None}
    return values if len(kinds) < 2 else [None if value is None else str(value) for value in values]


main(write)
