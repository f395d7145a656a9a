"""What real programs write into files of every collection: read as it was meant, or said at its cell, sheet or file."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from deploy.demo.workbooks.spreadsheets import Cell, Sheet, csv_file, ods
from services.ingest.adapters.reading.child_protocol import NOTES_OF_A_KIND_MAX
from shared.vocabulary import column_ids as col
from shared.vocabulary.code_lists import CODE_LISTS
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.columns import COLUMNS, get_column
from tests.support.arrivals import Arrived, arrive
from tests.support.excel_97 import xls
from tests.support.good_files import day_of, lines_of, rows_of, sender_of
from tests.support.office_packages import binary_workbook

every_collection = pytest.mark.parametrize("code", COLLECTIONS)
Lines = Sequence[Sequence[Cell]]
Change = Callable[[Worksheet], None]


async def read(code: str, content: bytes, name: str = "Book1.xlsx") -> Arrived:
    return await arrive(content, name, sender_of(code), day_of(code))


async def meant(code: str) -> Sequence[Mapping[str, object]]:
    """Return what is read of the good file."""
    return (await read(code, by_openpyxl(lines_of(code)))).values


def by_openpyxl(lines: Lines, change: Change = lambda _: None) -> bytes:
    """Return the lines as openpyxl writes them, after a change to the sheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for line in lines:
        sheet.append(list(line))
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shown(cell: Cell) -> str | None:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell if cell is None else str(cell)


def as_text(lines: Lines) -> Lines:
    return [[shown(cell) for cell in line] for line in lines]


def semicolons(lines: Lines) -> bytes:
    return "\r\n".join(";".join(shown(cell) or "" for cell in line) for line in lines).encode("cp1252")


def tabs(lines: Lines) -> bytes:
    return "\r\n".join("\t".join(shown(cell) or "" for cell in line) for line in lines).encode("utf-16")


def text_formulas(lines: Lines) -> bytes:
    """Write ="004512", which keeps Excel from taking the noughts away."""
    return csv_file([lines[0], *([text and f'="{text}"' for text in map(shown, line)] for line in lines[1:])], "utf-8")


_WITH_APOSTROPHES = frozenset({"E1", "E3", "P1", "P3", "P4", "C5", "C7", "K1"})


def apostrophes(lines: Lines) -> bytes:
    """Write '004512, as somebody types it who knows Excel: before numbers, dates and codes."""
    ids = {column.header: column for column in COLUMNS}
    kinds = [ids[str(heading)] for heading in lines[0]]
    taken = [column.kind in {"code", "date", "int", "yn"} or column.id in _WITH_APOSTROPHES for column in kinds]
    rows = [
        [f"'{text}" if text and one else text for one, text in zip(taken, map(shown, line), strict=True)]
        for line in lines[1:]
    ]
    return csv_file([lines[0], *rows], "utf-8")


WRITERS: Mapping[str, tuple[str, Callable[[Lines], bytes]]] = {
    "openpyxl": ("a.xlsx", by_openpyxl),
    "openpyxl, all as text": ("a.xlsx", lambda lines: by_openpyxl(as_text(lines))),
    "xlwt": ("a.xls", xls),
    "xlwt, all as text": ("a.xls", lambda lines: xls(as_text(lines))),
    "OpenDocument": ("a.ods", lambda lines: ods([Sheet("Sheet1", lines)])),
    "CSV UTF-8": ("a.csv", lambda lines: csv_file(lines, "utf-8-sig")),
    "CSV with semicolons": ("a.csv", semicolons),
    "Unicode text with tabs": ("a.txt", tabs),
    "CSV with every text as a formula": ("a.csv", text_formulas),
    "CSV with apostrophes": ("a.csv", apostrophes),
    "Excel binary": ("a.xlsb", lambda lines: binary_workbook([[*map(shown, line)] for line in lines])),
}


@every_collection
@pytest.mark.parametrize("writer", WRITERS)
async def test_whoever_writes_it_the_same_is_read(code: str, writer: str) -> None:
    name, write = WRITERS[writer]
    found = await read(code, write(lines_of(code)), name)
    assert (found.why_not, found.rows, found.refused) == (None, 3, 0)
    assert found.values == await meant(code)
    assert dict(found.complaints) == {}


_NUMBERS = frozenset(
    {"P3", "P4", "P15", "C6", "C7", "C10", "E3", "G8", "G10", "G12", "J3", "L1", "L8", "L11", "T5", "V10"}
)


def typed(column: str, cell: Cell) -> Cell:
    """Return the number that a program makes of digits: without the noughts before it."""
    digits = str(cell).replace(" ", "")
    return int(digits) if column in _NUMBERS and digits.isdigit() else cell


@every_collection
@pytest.mark.parametrize("ending", ["", ".0"])
async def test_numbers_that_a_program_typed_are_read_without_their_leading_noughts(code: str, ending: str) -> None:
    rows = [{column: typed(column, cell) for column, cell in row.items()} for row in rows_of(code)]
    if ending:
        rows = [{c: f"{cell}{ending}" if isinstance(cell, int) else cell for c, cell in row.items()} for row in rows]
    found = await read(code, by_openpyxl(lines_of(code, rows)))
    wanted = [{c: str(v).lstrip("0") if c == "P4" and v else v for c, v in row.items()} for row in await meant(code)]
    assert list(found.values) == wanted
    assert dict(found.complaints) == {}


@every_collection
async def test_dates_written_month_first_are_read_so_and_it_is_said(code: str) -> None:
    lines = [[f"{cell:%m/%d/%Y}" if isinstance(cell, date) else cell for cell in line] for line in lines_of(code)]
    found = await read(code, csv_file(lines), "a.csv")
    assert found.values == await meant(code)
    assert set(found.notes) == {"dates_month_first"}


@every_collection
async def test_the_example_that_the_template_ships_is_nobody(code: str) -> None:
    heading, *rows = lines_of(code)
    example = [get_column(column).example or None for column in columns_of(code)]
    found = await read(code, by_openpyxl([heading, example, *rows]))
    assert found.values == await meant(code)


@every_collection
async def test_counts_below_the_rows_are_nobody(code: str) -> None:
    naming = next(place for place, column in enumerate(columns_of(code)) if column in {"P1", "P3", "P4"})
    lines = lines_of(code)
    found = await read(code, by_openpyxl([*lines, [3 if place == naming else None for place in range(len(lines[0]))]]))
    assert found.values == await meant(code)


_NOTHING = ("n/a", "-", ".", "unknown", "TBC", "01/01/1900", "\u00a0")
_OF_NO_DATE = "01/01/1900"
_BLANK = frozenset({"P4", "P7", "P9", "C2", "C6", "C10", "P12", "L8", "V8", "G9", "K2", "K10", "T6"})


def without(columns: Sequence[str], text: str) -> dict[str, Cell]:
    """Return the columns with the text, of texts that stand for no date those of dates alone."""
    return {column: text for column in columns if text != _OF_NO_DATE or get_column(column).kind == "date"}


@every_collection
async def test_what_stands_for_nothing_is_nothing(code: str) -> None:
    blank = [column for column in columns_of(code) if column in _BLANK]
    texts = zip(rows_of(code, len(_NOTHING)), _NOTHING, strict=True)
    rows = [{**row, **dict.fromkeys(blank), **without(blank, text)} for row, text in texts]
    found = await read(code, by_openpyxl(lines_of(code, rows)))
    assert (found.rows, found.refused) == (len(_NOTHING), 0)
    assert {row.get(column) for row in found.values for column in blank} <= {None}


def below_a_title(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 5)
    sheet["A1"] = "Return to the county"
    sheet.merge_cells("A1:F1")
    sheet["A3"] = "Fill in one line for each young person."


def with_blank_lines_between(sheet: Worksheet) -> None:
    sheet.insert_rows(3, 2)
    sheet["A900"] = None
    sheet["A900"].number_format = "0.00"


def with_bands_above(sheet: Worksheet) -> None:
    sheet.insert_rows(1)
    sheet["B1"] = "Who"
    sheet.merge_cells("B1:D1")
    sheet["E1"] = "What"
    sheet.merge_cells("E1:G1")


def with_headings_of_two_lines(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.value = str(cell.value).replace(" ", "\n", 1)


def with_a_total(sheet: Worksheet) -> None:
    sheet.append(["Total", 3])


def with_a_signature(sheet: Worksheet) -> None:
    sheet.append([])
    sheet.append(["Signed: Pat Fernhollow, data manager"])


QUIET: Mapping[str, Change] = {
    change.__name__: change
    for change in (
        below_a_title,
        with_blank_lines_between,
        with_bands_above,
        with_headings_of_two_lines,
        with_a_total,
        with_a_signature,
    )
}


@every_collection
@pytest.mark.parametrize("change", QUIET)
async def test_what_stands_around_the_rows_changes_nothing(code: str, change: str) -> None:
    found = await read(code, by_openpyxl(lines_of(code), QUIET[change]))
    assert (found.why_not, found.rows) == (None, 3)
    assert found.values == await meant(code)
    assert dict(found.complaints) == {}


def hidden(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def filtered(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = f"A1:B{sheet.max_row}"
    sheet.auto_filter.add_filter_column(0, ["x"])
    sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True


@every_collection
@pytest.mark.parametrize(("change", "lines"), [(hidden, 1), (filtered, 2)])
async def test_hidden_and_filtered_rows_are_read_and_said(code: str, change: Change, lines: int) -> None:
    found = await read(code, by_openpyxl(lines_of(code), change))
    assert (found.values, dict(found.notes)) == (await meant(code), {"hidden_rows_read": lines})


@every_collection
async def test_hidden_rows_of_excel_97_are_read_and_said(code: str) -> None:
    found = await read(code, xls(lines_of(code), hidden=[3]), "a.xls")
    assert (found.values, dict(found.notes)) == (await meant(code), {"hidden_rows_read": 1})


def in_two_sheets(lines: Lines, *, second: str = "visible") -> bytes:
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    other = book.create_sheet("More")
    other.sheet_state = second
    for sheet, rows in ((first, lines[1:2]), (other, lines[2:])):
        sheet.append(list(lines[0]))
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@every_collection
async def test_two_sheets_are_read_and_a_hidden_one_is_said(code: str) -> None:
    found = await read(code, in_two_sheets(lines_of(code)))
    assert (found.values, dict(found.notes)) == (await meant(code), {"several_sheets_read": 2})
    found = await read(code, in_two_sheets(lines_of(code), second="hidden"))
    assert (found.rows, dict(found.notes)) == (1, {"hidden_sheet_ignored": 1})


def columns_of(code: str) -> list[str]:
    return [use.id for use in COLLECTIONS[code].columns]


def each_in_a_row_of_its_own(code: str, text: str) -> bytes:
    """Return a file with the text in each column of the template, in a row of its own."""
    columns = columns_of(code)

    def change(sheet: Worksheet) -> None:
        for place in range(len(columns)):
            sheet.cell(place + 2, place + 1).value = text

    return by_openpyxl(lines_of(code, rows_of(code, len(columns))), change)


@every_collection
async def test_an_error_in_any_cell_is_said_there(code: str) -> None:
    found = await read(code, each_in_a_row_of_its_own(code, "#N/A"))
    assert (found.why_not, found.rows) == (None, len(columns_of(code))), "a learner is lost in silence"
    assert found.complaints["formula_error"] == found.rows


@every_collection
async def test_formulas_that_nothing_computed_are_said(code: str) -> None:
    found = await read(code, each_in_a_row_of_its_own(code, "=Z99"))
    assert (found.why_not, found.rows) == (None, len(columns_of(code))), "a learner is lost in silence"
    assert found.complaints["formula_not_computed"] == found.rows
    assert found.notes["formula_column_not_computed"] == min(found.rows, NOTES_OF_A_KIND_MAX)


ASKS_FOR_OBJECTIONS = [code for code, one in COLLECTIONS.items() if col.OBJECTION in one.column_ids]


@pytest.mark.parametrize("code", ASKS_FOR_OBJECTIONS)
@pytest.mark.parametrize("text", ["#N/A", "=Z99", "?", "see form"])
async def test_an_objection_that_cannot_be_read_counts_as_one(code: str, text: str) -> None:
    columns = [*columns_of(code), *({col.OBJECTION} - set(columns_of(code)))]
    rows = [{**row, col.OBJECTION: text} for row in rows_of(code)]
    lines: Lines = [
        [get_column(column).header for column in columns],
        *([row.get(column) for column in columns] for row in rows),
    ]
    found = await read(code, by_openpyxl(lines))
    assert (found.rows, found.refused) == (3, 0)
    withheld = {row.get(column) for row in found.values for column in ("C6", "C7", "C8", "C10", "C11")}
    assert ({row[col.OBJECTION] for row in found.values}, withheld) == ({"Y"}, {None})


@every_collection
async def test_formulas_alone_are_no_rows(code: str) -> None:
    lines = [lines_of(code)[0], *[[f"=A{n}" for _ in columns_of(code)] for n in range(3)]]
    assert (await read(code, by_openpyxl(lines))).why_not == "formulas_without_values"


def label_of(code: str, column: str) -> str | None:
    """Return what the code in the good row's cell stands for; None where the cell has no code of a list."""
    labels = CODE_LISTS[get_column(column).code_list or ""].labels if get_column(column).code_list else {}
    return labels.get(str(rows_of(code, 1)[0].get(column)))


LISTED = [
    pytest.param(code, column, id=f"{code}-{column}")
    for code in COLLECTIONS
    for column in columns_of(code)
    if label_of(code, column)
]
FORMS = ("{code} - {label}", "{label}", "{code}: {label}", "  {lower} ", "\u00a0{code}\u200b")


@pytest.mark.parametrize(("code", "column"), LISTED)
async def test_codes_are_read_with_their_labels_and_in_small_letters(code: str, column: str) -> None:
    written, label = str(rows_of(code, 1)[0][column]), label_of(code, column)
    texts = [form.format(code=written, label=label, lower=written.lower()) for form in FORMS]
    rows = [{**row, column: text} for row, text in zip(rows_of(code, len(FORMS)), texts, strict=True)]
    found = await read(code, by_openpyxl(lines_of(code, rows)))
    assert (found.why_not, found.refused, dict(found.complaints)) == (None, 0, {})
    assert [row[column] for row in found.values] == [(await meant(code))[0][column]] * len(FORMS)
