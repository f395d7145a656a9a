"""What a program itself loses or changes: the value is not in its file, so no reader could tell.

Each was looked up in the file. An entry whose file is read right all the same is reported as out of date.
"""

from collections.abc import Mapping
from typing import Final

_AS_SHOWN: Final = "the text file has the number as the cell shows it"
_COUNTS_FROM_1900: Final = "says that dates count from 1904 and writes them as counted from 1900"
_NO_ERROR: Final = "writes an empty cell for an error"
_NO_1904: Final = "writes dates counted from 1904 and does not say so"

LOSSES: Final[Mapping[tuple[str, str], str]] = {
    ("Gnumeric (xlsx)", "a hidden sheet of lists"): "the sheet is no longer hidden",
    ("LibreOffice (csv)", "leading zeros by format"): _AS_SHOWN,
    ("LibreOffice (csv)", "numbers in the file's own formats"): _AS_SHOWN,
    ("PyExcelerate", "a sheet's name with signs"): "writes & in the workbook's XML as it stands, which is no XML",
    ("SheetJS (csv)", "leading zeros by format"): _AS_SHOWN,
    ("SheetJS (csv)", "numbers in the file's own formats"): _AS_SHOWN,
    ("SheetJS (ods)", "a hidden sheet of lists"): "the sheet is no longer hidden",
    ("SheetJS (ods)", "an error in a birth date"): _NO_ERROR,
    ("SheetJS (ods)", "an error in a name"): _NO_ERROR,
    ("SheetJS (ods)", "an error in the objection"): _NO_ERROR,
    ("SheetJS (xls)", "dates from 1904"): _COUNTS_FROM_1900,
    ("SheetJS (xls)", "hidden lines"): "the lines are no longer hidden",
    ("SheetJS (xlsx)", "dates from 1904"): _COUNTS_FROM_1900,
    ("Spreadsheet::WriteExcel", "computed text"): "swaps the bytes of a formula's text beyond Latin-1",
    ("tealeg/xlsx", "dates from 1904"): _NO_1904,
    ("tealeg/xlsx", "plain serials from 1904"): _NO_1904,
    ("tealeg/xlsx", "hidden lines"): "the lines are no longer hidden",
}
"""By the names of mode and trait: what the program writes instead, as seen in its file."""
