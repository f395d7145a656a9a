"""pandas: `xlsx` by openpyxl, `ods` by odfpy, `csv`; the second word on the command line says which."""

import sys

import pandas
from common import Book, grid, main


def write(book: Book, path: str) -> None:
    """Write one workbook as pandas users do: a frame a sheet, the first line as its heading."""
    kind = sys.argv[2]
    if kind == "csv":
        _frame(book["sheets"][0]).to_csv(path, index=False)
        return
    engine = {"xlsx": "openpyxl", "ods": "odf"}[kind]
    with pandas.ExcelWriter(path, engine=engine) as out:
        for sheet in book["sheets"]:
            _frame(sheet).to_excel(out, sheet_name=sheet["name"], index=False)


def _frame(sheet: dict) -> pandas.DataFrame:
    head, *lines = grid(sheet)
    return pandas.DataFrame(lines, columns=head)


main(write)
