"""The sheets beside those to fill: instructions, what each column means, and the codes to choose from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from shared.vocabulary.templates.guidance import COLUMN_HEADINGS, Section
from shared.vocabulary.templates.layout import choices_of
from shared.workbooks.looks import BODY, BORDER, HEADING, TABLE_FILL, TITLE, WRAPPED, set_page

HEADING_ROW: Final = 3
"""Below the title and the version cell, on every sheet."""
CODES: Final = "Codes"


def begin_sheet(book: Workbook, name: str, title: str, version: str) -> Worksheet:
    """Add a sheet with its title and the version cell above whatever stands there."""
    sheet: Worksheet = book.create_sheet(name)
    sheet["A1"], sheet["A2"] = title, version
    sheet["A1"].font, sheet["A2"].font = TITLE, BODY
    return sheet


def add_instructions(book: Workbook, title: str, version: str, sections: Iterable[Section]) -> None:
    """Add the sheet of instructions: headings and sentences, one below the other."""
    sheet = begin_sheet(book, "Instructions", f"How to fill in: {title}", version)
    sheet.column_dimensions["A"].width = 110
    row = HEADING_ROW
    for section in sections:
        row += 1
        sheet.cell(row, 1, section.title).font = HEADING
        for line in section.lines:
            row += 1
            cell = sheet.cell(row, 1, line)
            cell.font, cell.alignment = BODY, WRAPPED
        row += 1
    set_page(sheet, None)


def add_columns(book: Workbook, version: str, lines: Iterable[Sequence[str]]) -> None:
    """Add the sheet that says what each column means."""
    sheet = begin_sheet(book, "Columns", "What each column means", version)
    _add_table(sheet, COLUMN_HEADINGS, lines, (24, 34, 34, 48, 42, 22))


def add_codes(book: Workbook, version: str, lists: Mapping[str, str]) -> dict[str, str]:
    """Add the sheet of codes; return where the choices of each list stand, by its name, as a formula has it.

    `lists`: the heading of a column of codes by the name of its list.
    """
    sheet = begin_sheet(book, CODES, "Codes and what they mean", version)
    lines: list[Sequence[str]] = []
    places = {}
    for name, heading in lists.items():
        first = HEADING_ROW + len(lines) + 1
        lines += [(heading, choice, *choice.split(" - ", 1)) for choice in choices_of(name)]
        places[name] = f"{CODES}!$B${first}:$B${HEADING_ROW + len(lines)}"
    _add_table(sheet, ("List", "Choose", "Code", "Meaning"), lines, (30, 60, 16, 60))
    return places


def _add_table(
    sheet: Worksheet, headings: Sequence[str], lines: Iterable[Sequence[str]], widths: Sequence[int]
) -> None:
    for place, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        cell = sheet.cell(HEADING_ROW, place, heading)
        cell.font, cell.fill, cell.border, cell.alignment = HEADING, TABLE_FILL, BORDER, WRAPPED
        sheet.column_dimensions[cell.column_letter].width = width
    for row, line in enumerate(lines, HEADING_ROW + 1):
        for place, text in enumerate(line, 1):
            cell = sheet.cell(row, place, text)
            cell.font, cell.border, cell.alignment, cell.number_format = BODY, BORDER, WRAPPED, "@"
    set_page(sheet, HEADING_ROW)
