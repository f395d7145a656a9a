"""The programs, the kinds of file that each writes, and what its driver can be asked for. Versions: the lock files."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Mode:
    """One way in which one program writes."""

    program: str
    name: str
    extension: str
    toolchain: str
    """How its driver is run: a name in `toolchains.py`."""
    arguments: Sequence[str]
    can: frozenset[str]
    """Kinds of cell and of sheet beyond text and numbers; see `Book.needs`."""


def _mode(name: str, extension: str, toolchain: str, arguments: str, can: str) -> Mode:
    program = name.split(" (", maxsplit=1)[0]
    return Mode(program, name, extension, toolchain, tuple(shlex.split(arguments)), frozenset(can.split()))


_SHEETS: Final = "free_layout sheets hidden hidden_lines hidden_columns merged"
_ALL: Final = f"d m b e f no_result r epoch_1904 {_SHEETS}"
_POI: Final = f"d m b e f no_result r {_SHEETS}"
_OFFICE: Final = f"d m b e f r epoch_1904 {_SHEETS}"

_UTF_8_CSV: Final = "'csv:Text - txt - csv (StarCalc):44,34,76,1'"

MODES: Final = (
    _mode("XlsxWriter", "xlsx", "python", "xlsxwriter_books.py", _ALL),
    _mode("openpyxl", "xlsx", "python", "openpyxl_books.py", _ALL),
    _mode("openpyxl (write-only)", "xlsx", "python", "openpyxl_stream_books.py", "d m b sheets hidden free_layout"),
    _mode("PyExcelerate", "xlsx", "python", "pyexcelerate_books.py", "d m b sheets free_layout"),
    _mode("pandas (xlsx)", "xlsx", "python", "pandas_books.py xlsx", "d m b sheets free_layout"),
    _mode("pandas (ods)", "ods", "python", "pandas_books.py ods", "d m b sheets free_layout"),
    _mode("pandas (csv)", "csv", "python", "pandas_books.py csv", "d m b free_layout"),
    _mode("polars (xlsx)", "xlsx", "python", "polars_books.py xlsx", "d m b sheets"),
    _mode("polars (csv)", "csv", "python", "polars_books.py csv", "d m b"),
    _mode("xlwt", "xls", "python", "xlwt_books.py", f"d m b e f no_result r epoch_1904 {_SHEETS}"),
    _mode(
        "odfpy",
        "ods",
        "python",
        "odfpy_books.py",
        "d m b e f no_result r sheets hidden_lines hidden_columns free_layout",
    ),
    _mode("ezodf", "ods", "python", "ezodf_books.py", "d m b sheets free_layout"),
    _mode("pyexcel-ods3", "ods", "python", "pyexcel_ods3_books.py", "d m b sheets free_layout"),
    _mode("SheetJS (xlsx)", "xlsx", "node", "sheetjs_books.mjs xlsx", f"d m b e f epoch_1904 {_SHEETS}"),
    _mode("SheetJS (xls)", "xls", "node", "sheetjs_books.mjs biff8", f"d m b e f epoch_1904 {_SHEETS}"),
    _mode("SheetJS (ods)", "ods", "node", "sheetjs_books.mjs ods", "d m b e f sheets hidden merged free_layout"),
    _mode("SheetJS (csv)", "csv", "node", "sheetjs_books.mjs csv", "d m b e f free_layout"),
    _mode("ExcelJS", "xlsx", "node", "exceljs_books.mjs", f"d m b e f no_result r epoch_1904 {_SHEETS}"),
    _mode("xlsx-populate", "xlsx", "node", "populate_books.mjs", f"d m b f no_result r {_SHEETS}"),
    _mode("write-excel-file", "xlsx", "node", "write_excel_file_books.mjs", "d m b f no_result sheets free_layout"),
    _mode("Apache POI (HSSF)", "xls", "java", "hssf", _POI),
    _mode("Apache POI (XSSF)", "xlsx", "java", "xssf", f"{_POI} epoch_1904"),
    _mode("Apache POI (SXSSF)", "xlsx", "java", "sxssf", _POI),
    _mode("fastexcel", "xlsx", "java", "fastexcel", f"d m b f no_result {_SHEETS}"),
    _mode("JExcelAPI", "xls", "java", "jxl", "d m b f no_result sheets hidden hidden_lines merged free_layout"),
    _mode("SODS", "ods", "java", "sods", "d m b f no_result sheets hidden hidden_lines hidden_columns free_layout"),
    _mode("Excel::Writer::XLSX", "xlsx", "perl", "Excel::Writer::XLSX", _ALL),
    _mode(
        "Spreadsheet::WriteExcel", "xls", "perl", "Spreadsheet::WriteExcel", f"d m e f no_result epoch_1904 {_SHEETS}"
    ),
    _mode("excelize", "xlsx", "go", "excelize", f"d m b f no_result r epoch_1904 {_SHEETS}"),
    _mode("tealeg/xlsx", "xlsx", "go", "tealeg", "d m b r epoch_1904 sheets hidden hidden_lines free_layout"),
    _mode("rust_xlsxwriter", "xlsx", "rust", "xlsxwriter", f"d m b e f no_result r {_SHEETS}"),
    _mode("umya-spreadsheet", "xlsx", "rust", "umya", "d m b sheets free_layout"),
    _mode("LibreOffice (xlsx)", "xlsx", "libreoffice", "xlsx", _OFFICE),
    _mode("LibreOffice (xls)", "xls", "libreoffice", "xls", _OFFICE),
    _mode("LibreOffice (ods)", "ods", "libreoffice", "ods", _OFFICE),
    _mode("LibreOffice (csv)", "csv", "libreoffice", _UTF_8_CSV, "d m b e f r free_layout"),
    _mode("Gnumeric (xlsx)", "xlsx", "gnumeric", "Gnumeric_Excel:xlsx2", _OFFICE),
    _mode("Gnumeric (xls)", "xls", "gnumeric", "Gnumeric_Excel:excel_biff8", _OFFICE),
    _mode("Gnumeric (ods)", "ods", "gnumeric", "Gnumeric_OpenCalc:openoffice", _OFFICE),
    _mode("Gnumeric (csv)", "csv", "gnumeric", "Gnumeric_stf:stf_csv", "d m b e f r free_layout"),
)
