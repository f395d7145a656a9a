"""The template of a collection as an Excel workbook, made from what the collection says of itself."""

import io
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from shared.vocabulary.collections import Collection, ColumnUse, Deadline
from shared.vocabulary.columns import Column, get_column
from shared.vocabulary.templates.changes import version_in_force
from shared.vocabulary.templates.guidance import column_lines, due_dates, how, needed, sections
from shared.vocabulary.templates.layout import TemplateSheet, heading_of, sheets_of
from shared.vocabulary.templates.meanings import MEANINGS
from shared.vocabulary.templates.versions import version_cell
from shared.workbooks.looks import BORDER, FILLS, FORMATS, HEADING, WRAPPED, set_page
from shared.workbooks.support_sheets import HEADING_ROW, add_codes, add_columns, add_instructions, begin_sheet

LINES: Final = 100_000
"""Down to here the cells know what may stand in them: the longest return that is read."""
_SHEET_NAME_MAX: Final = 31
_PROMPT_MAX: Final = 255
_PROMPT_TITLE_MAX: Final = 32
_OPEN_ENDS: Final = frozenset({"by", "of", "and"})
_DAYS: Final = ("36526", "73050")
"""1 January 2000 and 31 December 2099, as spreadsheets count days."""
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML holds (XML 1.0, production 2), so no .xlsx file either."""
_FILL: Final = "fill in below the headings; those in orange say (mandatory)"


Prefilled = Mapping[str, str | date | None]
"""What stands in a row before anybody fills it in, by column."""


def template_workbook(
    collection: Collection,
    on: date,
    deadlines: Iterable[Deadline] | None = None,
    rows: Iterable[Prefilled] = (),
) -> bytes:
    """Return the template in force on a day as an .xlsx file.

    `deadlines`: the due dates that the instructions give; None: those of the collection itself. `rows`: what stands on
    its first sheet already.
    """
    version = version_in_force(collection, on)
    stamp = version_cell(collection.code, collection.title, version)
    helping = version_cell(collection.code, collection.title, version, helps=True)
    sheets, due = sheets_of(collection), due_dates(collection) if deadlines is None else deadlines
    book = Workbook()
    book.remove(book.worksheets[0])
    add_instructions(book, collection.title, helping, sections(collection, due))
    names = [begin_sheet(book, sheet_name(one.title), f"{one.title}: {_FILL}", stamp).title for one in sheets]
    add_columns(book, helping, column_lines(sheets))
    lists = [(name, get_column(column).header) for one in sheets for column, name in one.code_lists.items()]
    places = add_codes(book, helping, dict(reversed(lists)))
    for name, sheet in zip(names, sheets, strict=True):
        _head(book, name, sheet, places)
    _fill(book, names[0], sheets[0], rows)
    _describe(book, collection.title, stamp, version.published_on)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_name_of(collection: Collection) -> str:
    """Return the name under which the template is handed out. No year is in it: it would speak for a return's."""
    return f"{collection.title} template.xlsx"


def sheet_name(title: str) -> str:
    """Return the title, or as many of its words as the name of a sheet may have."""
    words = title.split()
    while len(" ".join(words)) > _SHEET_NAME_MAX or words[-1] in _OPEN_ENDS:
        words.pop()
    return " ".join(words)


def _head(book: Workbook, name: str, filled: TemplateSheet, places: Mapping[str, str]) -> None:
    """Put the headings on a sheet; give its columns their formats, lists and prompts."""
    sheet = book[name]
    for place, use in enumerate(filled.columns, 1):
        column = get_column(use.id)
        cell = sheet.cell(HEADING_ROW, place, heading_of(use))
        cell.font, cell.fill, cell.border, cell.alignment = HEADING, FILLS[use.need], BORDER, WRAPPED
        below = sheet.column_dimensions[get_column_letter(place)]
        below.width = max(14, min(40, len(column.header) + 4, column.length_max + 6))
        below.number_format = FORMATS[column.kind]
        check = _check(column, places.get(filled.code_lists.get(use.id, "")))
        _prompt(check, use, column, filled)
        check.add(f"{below.index}{HEADING_ROW + 1}:{below.index}{HEADING_ROW + LINES}")
        sheet.add_data_validation(check)
    sheet.row_dimensions[HEADING_ROW].height = 62
    set_page(sheet, HEADING_ROW, one_wide=False)


def _fill(book: Workbook, name: str, filled: TemplateSheet, rows: Iterable[Prefilled]) -> None:
    """Put what is known into the rows below the headings: text is text, whatever it begins with or holds."""
    for line, row in enumerate(rows, HEADING_ROW + 1):
        for place, use in enumerate(filled.columns, 1):
            value = row.get(use.id)
            if value is not None:
                cell = book[name].cell(line, place)
                cell.value = _UNWRITABLE.sub("", value) if isinstance(value, str) else value
                cell.number_format = FORMATS[get_column(use.id).kind]
                if isinstance(value, str):
                    cell.data_type = "s"


def _check(column: Column, choices: str | None) -> DataValidation:
    """Return what the cells of a column are held against: they warn and forbid nothing, for the rules decide."""
    if choices is not None:
        check = DataValidation(type="list", formula1=choices, allow_blank=True)
        check.error = "This is not on the list. The sheet “Codes” has all of it."
    elif column.kind == "date":
        check = DataValidation(type="date", operator="between", formula1=_DAYS[0], formula2=_DAYS[1], allow_blank=True)
        check.error = "This is no date that can be right. Write day, month, year: dd/mm/yyyy."
    else:
        return DataValidation(allow_blank=True)
    check.errorTitle, check.errorStyle, check.showErrorMessage = "Check this", "warning", True
    return check


def _prompt(check: DataValidation, use: ColumnUse, column: Column, filled: TemplateSheet) -> None:
    """Have the cell say what belongs in it while it is chosen; a screen reader reads it out."""
    check.promptTitle = column.header[:_PROMPT_TITLE_MAX]
    check.prompt = f"{needed(use, filled)}. {MEANINGS[use.id]} {how(column)}".strip()[:_PROMPT_MAX]
    check.showInputMessage = True


def _describe(book: Workbook, title: str, stamp: str, published_on: date) -> None:
    properties = book.properties
    properties.title, properties.subject, properties.creator = f"{title}: template", stamp, "Onward"
    properties.language = "en-GB"
    properties.created = datetime.combine(published_on, time.min, UTC).replace(tzinfo=None)
    book.active = 0
