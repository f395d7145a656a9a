"""Every template, filled and saved, is read back as it was meant: nothing lost, nothing complained of."""

import io
from collections.abc import Mapping, Sequence

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from services.validation.domain.collections import COLLECTION_RULES
from services.validation.domain.columns.readings import READINGS
from shared.vocabulary.collections import COLLECTIONS, ColumnUse
from shared.vocabulary.columns import get_column
from shared.vocabulary.templates.guidance import column_lines
from shared.vocabulary.templates.layout import TemplateSheet, choices_of, heading_of, sheets_of
from shared.vocabulary.templates.versions import read_version_cell
from shared.workbooks.support_sheets import HEADING_ROW
from shared.workbooks.templates import sheet_name
from tests.support.arrivals import Arrived, arrive
from tests.support.filled_templates import filled_by_openpyxl, filled_sheets, rows_meant, template_of
from tests.support.good_files import day_of, file_of, sender_of

every_collection = pytest.mark.parametrize("code", COLLECTIONS)
MADE_OF_SHEETS = [code for code, one in COLLECTIONS.items() if len(sheets_of(one)) > 1]
ORANGE = "FFFFA940"


async def read(code: str, content: bytes, name: str = "Book1.xlsx") -> Arrived:
    return await arrive(content, name, sender_of(code), day_of(code))


def opened(code: str) -> Workbook:
    return load_workbook(io.BytesIO(template_of(code)))


def columns_of(code: str) -> Sequence[tuple[TemplateSheet, int, ColumnUse]]:
    """Return each column of each sheet with its place there, from 1."""
    return [(sheet, n, use) for sheet in sheets_of(COLLECTIONS[code]) for n, use in enumerate(sheet.columns, 1)]


async def meant(code: str) -> Sequence[Mapping[str, object]]:
    """Return what is read of the same rows in plain files, one for each sheet."""
    plain = [await read(part, file_of(part, rows)) for part, rows in rows_meant(code)]
    return [values for one in plain for values in one.values]


@every_collection
async def test_a_filled_template_is_read_without_loss_and_without_a_complaint(code: str) -> None:
    found = await read(code, filled_by_openpyxl(code))
    assert (found.why_not, found.collection, found.refused) == (None, code, 0)
    assert (found.notes, found.complaints) == ({}, {})
    expected = await meant(code)
    assert len(found.values) == len(expected) > 0
    for values, wanted in zip(found.values, expected, strict=True):
        assert {column: values[column] for column in wanted} == wanted


@every_collection
async def test_a_template_that_nobody_filled_holds_no_rows(code: str) -> None:
    assert (await read(code, template_of(code))).why_not == "header_only"


@pytest.mark.parametrize("code", MADE_OF_SHEETS)
async def test_one_of_two_sheets_may_stay_empty(code: str) -> None:
    for name in filled_sheets(code):
        alone = {each: rows if each == name else [] for each, rows in filled_sheets(code).items()}
        found = await read(code, filled_by_openpyxl(code, alone))
        assert (found.collection, found.rows, found.notes, found.complaints) == (code, 3, {}, {})


@every_collection
async def test_pupils_on_a_sheet_of_instructions_are_not_passed_over(code: str) -> None:
    book = opened(code)
    for line in (("UPN", "Surname"), ("U886000026001", "Kempton")):
        book["Instructions"].append(line)
    for name, rows in filled_sheets(code).items():
        for place, use in enumerate(sheets_of(COLLECTIONS[code])[0].columns, 1):
            book[name].cell(HEADING_ROW + 1, place, rows[0].get(use.id))
    out = io.BytesIO()
    book.save(out)
    assert (await read(code, out.getvalue())).why_not == "people_on_unknown_sheet"


@every_collection
def test_a_mandatory_column_says_so_in_words_and_is_orange(code: str) -> None:
    book = opened(code)
    for sheet, place, use in columns_of(code):
        cell = book[sheet_name(sheet.title)].cell(HEADING_ROW, place)
        assert cell.value == heading_of(use)
        assert (str(cell.value).endswith(" (mandatory)"), cell.fill.start_color.rgb == ORANGE) == (use.need == "M",) * 2


@every_collection
def test_numbers_of_people_and_telephones_are_text_and_dates_are_dates(code: str) -> None:
    book = opened(code)
    for sheet, place, use in columns_of(code):
        filled = book[sheet_name(sheet.title)]
        letter = get_column_letter(place)
        wanted = {"date": "dd/mm/yyyy", "int": "0"}.get(get_column(use.id).kind, "@")
        assert filled.column_dimensions[letter].number_format == wanted


@every_collection
def test_every_column_of_codes_offers_its_list_and_every_choice_is_read_as_its_code(code: str) -> None:
    book = opened(code)
    for sheet, place, use in columns_of(code):
        filled = book[sheet_name(sheet.title)]
        checks = [
            one for one in filled.data_validations.dataValidation if filled.cell(9, place).coordinate in one.cells
        ]
        assert len(checks) == 1
        assert checks[0].prompt
        if get_column(use.id).kind not in {"code", "yn"}:
            assert checks[0].type != "list"
            continue
        choices = choices_of(sheet.code_lists[use.id])
        assert checks[0].type == "list"
        offered = book["Codes"][str(checks[0].formula1).partition("!")[2].replace("$", "")]
        assert tuple(cell.value for (cell,) in offered) == choices
        reading = COLLECTION_RULES[code].readings.get(use.id) or READINGS[use.id]
        for choice in choices:
            value, defects = reading.parser(choice)[:2]
            assert (str(value), defects) == (choice.partition(" - ")[0], ()), choice


@every_collection
def test_the_instructions_are_complete(code: str) -> None:
    sheets = sheets_of(COLLECTIONS[code])
    for _, heading, needed, meaning, how, _ in column_lines(sheets):
        assert all((heading, needed, meaning, how)), heading
    conditional = {use.id for sheet in sheets for use in sheet.columns if use.need == "c"}
    assert conditional == {column for sheet in sheets for column in sheet.when_needed}
    text = " ".join(str(cell.value) for row in opened(code)["Instructions"].rows for cell in row if cell.value)
    for wanted in ("Who sends it", "When it is due", COLLECTIONS[code].owner, "(mandatory)"):
        assert wanted in text


@every_collection
def test_a_template_can_be_read_by_everybody(code: str) -> None:
    """It says its title and language; every sheet has its name, its version, and headings that stay and are printed."""
    book = opened(code)
    assert book.properties.title.startswith(COLLECTIONS[code].title)
    assert book.properties.language == "en-GB"
    for sheet in book.worksheets:
        assert (sheet.sheet_state, sheet.merged_cells.ranges) == ("visible", set())
        helps = sheet.title in {"Instructions", "Columns", "Codes"}
        assert read_version_cell(sheet["A2"].value) == (code, COLLECTIONS[code].template_versions[-1].id, helps)
        assert sheet["A1"].value
        if sheet.title != "Instructions":
            assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")


def test_the_sheets_are_named_after_what_stands_on_them() -> None:
    assert opened("S_JL").sheetnames == ["Instructions", "School joiners", "School leavers", "Columns", "Codes"]
    assert opened("S_SG").sheetnames == ["Instructions", "September Guarantee offers", "Columns", "Codes"]
