"""How the sheets of a workbook look: one table of fonts, colours and widths."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from shared.vocabulary.collections.collection import Need
from shared.vocabulary.columns import ColumnKind

_FACE: Final = "Arial"
TITLE: Final = Font(name=_FACE, size=14, bold=True)
HEADING: Final = Font(name=_FACE, size=11, bold=True, color="FF000000")
BODY: Final = Font(name=_FACE, size=11)
_LINE: Final = Side(style="thin", color="FF505050")
BORDER: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")

_COLOURS: Final[Mapping[Need, str]] = {"M": "FFFFA940", "m": "FFFFE9C7", "c": "FFFFE9C7", "O": "FFEDEDED"}
FILLS: Final[Mapping[Need, PatternFill]] = MappingProxyType(
    {need: PatternFill("solid", start_color=colour, end_color=colour) for need, colour in _COLOURS.items()}
)
"""Behind headings. Orange is mandatory, as on the county's page; black on any of them has a contrast over 10 to 1."""
TABLE_FILL: Final = FILLS["O"]

FORMATS: Final[Mapping[ColumnKind, str]] = MappingProxyType(
    {"text": "@", "code": "@", "yn": "@", "date": "dd/mm/yyyy", "int": "0"}
)
"""Text keeps leading noughts and long numbers as they are typed."""


def set_page(sheet: Worksheet, heading_row: int | None, *, one_wide: bool = True) -> None:
    """Have a sheet print its headings on every page, and keep these in sight.

    `one_wide`: it prints one page wide. A sheet of forty columns would be too small to read.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    if one_wide:
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if heading_row is not None:
        sheet.freeze_panes = f"A{heading_row + 1}"
        sheet.print_title_rows = f"{heading_row}:{heading_row}"
