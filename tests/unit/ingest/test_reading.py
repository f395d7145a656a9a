"""What the child makes of ordinary files, in this process: sheets, notes, line numbers, encodings."""

import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from deploy.demo.workbooks.spreadsheets import Cell, Sheet, xlsx
from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child.warm_up import warm_up_files
from services.ingest.adapters.reading.child_protocol import NOTES_MAX, NOTES_OF_A_KIND_MAX, SHEET_NAME_MAX, FrameKind
from services.ingest.adapters.reading.rows import part_builder
from services.ingest.adapters.reading.rows.part_builder import PART_ROWS, shown_name
from services.ingest.adapters.reading.sheets.open_file import SHEETS_MAX
from services.ingest.domain.file_findings import FileRefusal, NoteKind
from services.ingest.domain.sheet.column_letters import column_letter
from shared.vocabulary.collections import ROLL, S_ENR, S_JL, S_JOIN, S_LEAVE, Collection
from tests.support import workbooks
from tests.support.plain_cells import XmlCell, package, sheet_xml, strings_xml, styles_xml
from tests.support.stack import CHECKOUT
from tests.support.workbooks import A_LEARNER, heading


def frames_of(content: bytes, file_name: str = "a.xlsx") -> list[tuple[FrameKind, Any]]:
    said: list[tuple[FrameKind, Any]] = []
    read_file(content, file_name, lambda kind, payload: said.append((kind, json.loads(payload))))
    return said


def rows_of(content: bytes, file_name: str = "a.xlsx") -> list[dict[str, Any]]:
    said = frames_of(content, file_name)
    assert said[0][0] is FrameKind.HEADING, said
    rows = []
    for kind, part in said:
        if kind is FrameKind.PART:
            ids = [column["id"] for column in part["columns"]]
            rows += [
                {"sheet": part["sheet"], "ordinal": ordinal, "line": line, **dict(zip(ids, cells, strict=True))}
                for ordinal, line, *cells in zip(part["ordinals"], part["lines"], *part["cells"], strict=True)
            ]
    return rows


def notes_of(content: bytes, file_name: str = "a.xlsx") -> dict[str, int]:
    kind, end = frames_of(content, file_name)[-1]
    assert kind is FrameKind.END
    return {note["note"]: note["count"] for note in end["notes"]}


def lines(*learners: workbooks.Row) -> list[Sequence[Cell]]:
    return [heading(), *[[learner.get(use.id) for use in S_ENR.columns] for learner in learners]]


def learner(number: int) -> workbooks.Row:
    return {**A_LEARNER, "P4": str(number)}


def test_lines_are_numbered_as_the_spreadsheet_shows_them() -> None:
    content = xlsx([Sheet("Enrolment", [("Title",), (), *lines(learner(1)), (), *lines(learner(2))[1:]])])
    assert [(row["line"], row["P4"]) for row in rows_of(content)] == [(4, "1"), (6, "2")]


def test_a_table_that_does_not_begin_in_column_a_keeps_its_letters() -> None:
    content = xlsx([Sheet("Enrolment", [(None, None, *line) for line in lines(learner(1))])])
    part = next(part for kind, part in frames_of(content) if kind is FrameKind.PART)
    letters = {column["id"]: column["letter"] for column in part["columns"]}
    assert (letters["E1"], letters["E2"]) == ("C", "D")
    assert rows_of(content)[0]["P5"] == "Kempton"


def test_sheets_of_one_template_are_read_one_after_the_other() -> None:
    content = workbooks.workbook({"Notes": [("Guidance",)], "Year 12": lines(learner(1)), "Year 13": lines(learner(2))})
    assert [(row["sheet"], row["P4"]) for row in rows_of(content)] == [("Year 12", "1"), ("Year 13", "2")]
    assert notes_of(content) == {NoteKind.SEVERAL_SHEETS: 2, NoteKind.SHEET_NOT_READ: 1}


def test_hidden_sheets_are_left_alone_and_said_so() -> None:
    content = workbooks.workbook({"Year 12": lines(learner(1)), "Old": lines(learner(2))}, hidden=["Old"])
    assert [row["P4"] for row in rows_of(content)] == ["1"]
    assert notes_of(content) == {NoteKind.HIDDEN_SHEET: 1}


def test_two_templates_in_one_file_are_for_a_person() -> None:
    content = workbooks.workbook({"Enrolment": lines(learner(1)), "Roll": [heading(ROLL)]})
    assert frames_of(content) == [(FrameKind.REFUSAL, {"refusal": FileRefusal.TEMPLATE_AMBIGUOUS, "notes": []})]


def test_hidden_rows_are_read_and_counted() -> None:
    assert len(rows_of(workbooks.merged_title())) == 1
    assert notes_of(workbooks.merged_title()) == {NoteKind.HIDDEN_ROWS: 1}


def test_only_columns_that_the_return_asks_for_leave_the_child() -> None:
    content = xlsx(
        [
            Sheet(
                "Enrolment",
                [(*line, extra) for line, extra in zip(lines(learner(1)), ("Medical notes", "Asthma"), strict=True)],
            )
        ]
    )
    assert not any("Asthma" in str(said) for said in frames_of(content))


def test_blank_lines_totals_and_examples_are_counted_not_read() -> None:
    blank: list[Sequence[Cell]] = [(), ("886/0001",), ("Total 1",)]
    kind, end = frames_of(xlsx([Sheet("Enrolment", [*lines(learner(1)), *blank])]))[-1]
    assert kind is FrameKind.END
    assert (end["rows"], end["rows_blank"]) == (1, 3)


def test_parts_hold_at_most_five_hundred_rows_and_never_two_sheets() -> None:
    content = workbooks.workbook({"A": lines(*map(learner, range(701))), "B": lines(*map(learner, range(20)))})
    parts = [part for kind, part in frames_of(content) if kind is FrameKind.PART]
    assert [(part["sheet"], len(part["lines"])) for part in parts] == [("A", PART_ROWS), ("A", 201), ("B", 20)]
    assert [part["ordinals"][0] for part in parts] == [0, PART_ROWS, 701]


@pytest.mark.parametrize("form", ["2009-{0:02}-01", "01/{0:02}/2009", "1.{0}.2009"])
def test_rows_of_one_birth_date_of_a_long_sheet_come_together(form: str) -> None:
    births = [form.format(number % 12 + 1) for number in range(3 * PART_ROWS)]
    content = workbooks.enrolment([{**learner(number), "P10": born} for number, born in enumerate(births)])
    parts = [part for kind, part in frames_of(content) if kind is FrameKind.PART]
    months = [sorted({ordinal % 12 + 1 for ordinal in part["ordinals"]}) for part in parts]
    assert months == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
    rows = sorted(rows_of(content), key=lambda row: row["ordinal"])
    assert [(row["ordinal"], row["line"], row["P4"], row["P10"]) for row in rows] == [
        (number, number + 2, str(number), born) for number, born in enumerate(births)
    ]


def test_more_rows_than_are_sorted_together_are_all_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_builder, "_SORTED_ROWS", 2 * PART_ROWS)
    births = [f"2009-{number % 12 + 1:02}-01" for number in range(5 * PART_ROWS)]
    content = workbooks.enrolment([{**learner(number), "P10": born} for number, born in enumerate(births)])
    rows = sorted(rows_of(content), key=lambda row: row["ordinal"])
    assert [(row["ordinal"], row["line"], row["P4"], row["P10"]) for row in rows] == [
        (number, number + 2, str(number), born) for number, born in enumerate(births)
    ]


def test_b1_rows_of_one_birth_date_of_a_long_sheet_stand_in_one_part() -> None:
    births = [f"2009-{number % 12 + 1:02}-{number % 28 + 1:02}" for number in range(3 * PART_ROWS)]
    content = workbooks.enrolment([{**learner(number), "P10": born} for number, born in enumerate(births)])
    said = [frame for kind, frame in frames_of(content) if kind is FrameKind.PART]
    column = [one["id"] for one in said[0]["columns"]].index("P10")
    days = [set(part["cells"][column]) for part in said]
    assert sum(map(len, days)) == len(set(births))
    assert max(len(part["lines"]) for part in said) <= PART_ROWS
    assert sorted(ordinal for part in said for ordinal in part["ordinals"]) == list(range(len(births)))


def test_a_sheet_whose_rows_end_where_they_were_sorted_ends_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_builder, "_SORTED_ROWS", PART_ROWS)
    content = workbooks.enrolment([learner(number) for number in range(2 * PART_ROWS)])
    assert len(rows_of(content)) == 2 * PART_ROWS


def test_c9_the_school_years_in_which_courses_start_are_counted_as_the_dates_are_read() -> None:
    starts: list[Cell] = [date(2026, 9, 7), "07/09/2026", "2025-09-04", "tbc", None]
    content = workbooks.enrolment([{**learner(number), "L9": start} for number, start in enumerate(starts)])
    (_, heading), *_ = frames_of(content)
    assert heading["periods"] == {"2026-27": 2, "2025-26": 1}


def test_it_is_said_whose_rows_they_are_before_the_first_part_even_of_a_long_file() -> None:
    rows = [learner(number) for number in range(10_001)]
    said = frames_of(workbooks.enrolment(rows, file_format="csv"), "a.csv")
    assert [kind for kind, _ in said[:2]] == [FrameKind.HEADING, FrameKind.PART]
    assert said[0][1] == {
        "collection": "S_ENR",
        "numbers": {"886/0001": 10_001},
        "months": {"2026-09": 10_001},
        "years": {"2026-27": 10_001},
        "periods": {"2026-27": 10_001},
    }
    assert sum(kind is FrameKind.PART for kind, _ in said) == 21


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    row = ["Zoë" if use.id == "P6" else str(A_LEARNER.get(use.id) or "") for use in S_ENR.columns]
    quoted = [f'"{cell}"' if "," in cell else cell for cell in row]
    text = "\r\n".join(delimiter.join(cells) for cells in (heading(), quoted))
    [read] = rows_of(text.encode(encoding), "a.csv")
    assert (read["P6"], read["L3"], read["P10"]) == ("Zoë", "Maths, Physics, Art", "2010-02-14")
    assert notes_of(text.encode(encoding), "a.csv") == ({NoteKind.ENCODING_ASSUMED: 1} if encoding == "cp1252" else {})


def test_excels_own_line_about_the_delimiter_is_no_line_of_the_sheet() -> None:
    text = "sep=;\r\n" + "\r\n".join(";".join(str(cell or "") for cell in line) for line in lines(learner(7)))
    assert [(row["line"], row["P4"]) for row in rows_of(text.encode(), "a.csv")] == [(2, "7")]


def test_line_breaks_inside_quotes_do_not_shift_the_numbering() -> None:
    rows = [{**learner(1), "C1": "12 Mill Lane\nBearsted"}, learner(2)]
    read = rows_of(workbooks.enrolment(rows, file_format="csv"), "a.csv")
    assert [(row["line"], row["C1"]) for row in read] == [(2, "12 Mill Lane Bearsted"), (3, "12 Mill Lane")]


def test_a_row_with_more_text_than_a_message_carries_makes_smaller_parts() -> None:
    rows = [{**learner(number), "L3": "é" * 3_000} for number in range(300)]
    parts = [part for kind, part in frames_of(workbooks.enrolment(rows)) if kind is FrameKind.PART]
    assert len(parts) > 1
    lengths = [len(part["lines"]) for part in parts]
    assert [part["ordinals"][0] for part in parts] == [sum(lengths[:n]) for n in range(len(parts))]
    assert [line for part in parts for line in part["lines"]] == list(range(2, 302))


def test_null_characters_are_dropped() -> None:
    text = "\n".join(",".join(str(cell or "") for cell in line) for line in lines(learner(1)))
    [read] = rows_of(text.replace("Kempton", "Kem\0pton").encode("utf-16"), "a.csv")
    assert read["P5"] == "Kempton"


def test_a_workbook_that_counts_from_1904_is_read_so() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(heading())
    typed, bare = learner(1), {**learner(2), "P10": 38761}  # 14 February 2010 as a number without a format
    for row in (typed, bare):
        sheet.append([row.get(use.id) for use in S_ENR.columns])
    out = io.BytesIO()
    book.save(out)
    read = rows_of(out.getvalue())
    assert [row["P10"] for row in read] == ["2010-02-14", str((date(2010, 2, 14) - date(1899, 12, 30)).days)]
    assert NoteKind.EPOCH_1904 in notes_of(out.getvalue())


def test_a_name_that_lies_about_the_kind_is_said() -> None:
    assert notes_of(workbooks.enrolment(), "a.csv") == {NoteKind.KIND_DIFFERS: 1}


def test_a_missing_mandatory_column_is_said() -> None:
    place = heading().index("Postcode")
    table = [[cell for n, cell in enumerate(line) if n != place] for line in lines(learner(1))]
    assert notes_of(xlsx([Sheet("Enrolment", table)])) == {NoteKind.COLUMN_ABSENT: 1}


def test_the_rehearsal_reads_each_kind_of_file_to_its_end() -> None:
    for content, file_name in warm_up_files():
        assert [kind for kind, _ in frames_of(content, file_name)] == [
            FrameKind.HEADING,
            FrameKind.PART,
            FrameKind.END,
        ]


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_their_letters(index: int, letter: str) -> None:
    assert column_letter(index) == letter


def test_a_workbook_of_the_old_kind_is_read_like_any_other() -> None:
    """The file was written by a program of 2013: guidance first, a merged title, numbers as numbers, a hidden list."""
    content = (CHECKOUT / "tests" / "support" / "files" / "enrolment.xls").read_bytes()
    read = rows_of(content, "8860001.xls")
    assert [(row["line"], row["P4"]) for row in read] == [(4, "4510"), (5, "4511"), (6, "4512")]
    assert {(row["P3"], row["P6"], row["P10"], row["P15"]) for row in read} == {
        ("5161128622", "Zoë", "2010-02-14", "12")
    }
    assert notes_of(content, "8860001.xls") == {NoteKind.HIDDEN_SHEET: 1, NoteKind.SHEET_NOT_READ: 1}


def refusal_of(content: bytes, file_name: str = "a.xlsx") -> tuple[str, list[str]]:
    [(kind, said)] = frames_of(content, file_name)
    assert kind is FrameKind.REFUSAL
    return said["refusal"], [note["note"] for note in said["notes"]]


def test_a_sheet_that_is_not_read_is_said() -> None:
    content = workbooks.workbook({"Year 12": lines(learner(1)), "Notes": [("Guidance",)], "Blank": []})
    assert notes_of(content) == {NoteKind.SHEET_NOT_READ: 1}


def test_people_on_a_sheet_with_other_headings_are_for_a_person() -> None:
    other = [("Year 13",), ("Surname", "Forename", "Course"), ("Kempton", "Robin", "A level")]
    content = workbooks.workbook({"Year 12": lines(learner(1)), "Year 13": other})
    assert refusal_of(content) == (FileRefusal.PEOPLE_NOT_READ, [NoteKind.SHEET_NOT_READ])


@pytest.mark.parametrize(
    "other",
    [
        [("Surname", "Forename", "Course")],
        [("Column", "What it is"), ("Surname", "as on the passport"), ("Forename", "all of them")],
    ],
)
def test_a_sheet_without_people_below_its_headings_is_only_noted(other: list[Sequence[Cell]]) -> None:
    content = workbooks.workbook({"Year 12": lines(learner(1)), "Other": other})
    assert notes_of(content) == {NoteKind.SHEET_NOT_READ: 1}


def test_visible_sheets_beyond_the_last_that_is_opened_are_for_a_person() -> None:
    content = workbooks.workbook({f"Year {number}": lines(learner(number)) for number in range(SHEETS_MAX + 2)})
    assert refusal_of(content) == (
        FileRefusal.TOO_MANY_SHEETS,
        [NoteKind.SEVERAL_SHEETS, *[NoteKind.SHEET_NOT_READ] * 2],
    )
    said = frames_of(content)[-1][1]["notes"]
    assert [note["sheet"] for note in said if note["note"] == NoteKind.SHEET_NOT_READ] == ["Year 50", "Year 51"]


def with_listed(content: bytes, entries: str) -> bytes:
    """Return a workbook that lists these sheets after its own."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = before.read(name)
            after.writestr(name, entry.replace(b"</sheets>", f"{entries}</sheets>".encode()))
    return changed.getvalue()


def test_one_part_that_is_listed_as_many_sheets_is_not_read_again_and_again() -> None:
    [relation] = re.findall(
        rb'r:id="(\w+)"', zipfile.ZipFile(io.BytesIO(workbooks.enrolment())).read("xl/workbook.xml")
    )
    entries = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="{relation.decode()}"/>' for n in range(2, 20))
    assert refusal_of(with_listed(workbooks.enrolment(), entries)) == (FileRefusal.DAMAGED, [])


def test_of_many_sheets_with_long_names_little_is_said_and_of_all_else_no_less() -> None:
    sheets = {f"{n:03}" + "x" * 28: [("Guidance",)] for n in range(120)}
    content = workbooks.workbook({"Year 12": lines(learner(1)), "Notes": [("Guidance",)], **sheets}, hidden=sheets)
    said = [note["note"] for note in frames_of(content)[-1][1]["notes"]]
    assert said == [NoteKind.HIDDEN_SHEET] * NOTES_OF_A_KIND_MAX + [NoteKind.SHEET_NOT_READ]
    assert len(NoteKind) * NOTES_OF_A_KIND_MAX <= NOTES_MAX


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Year 12", "Year 12"), ("a\0b", "a b"), ("a\u202eb", "a b"), ("\0", "?"), ("x" * 300, "x" * SHEET_NAME_MAX)],
)
def test_a_sheets_name_can_be_kept_and_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def csv_of(rows: int) -> str:
    line = ",".join(str(A_LEARNER.get(use.id) or "") for use in S_ENR.columns)
    return ",".join(heading()) + "\n" + f"{line}\n" * rows


@pytest.mark.parametrize(("below", "notes"), [("", {}), ("Totals\n", {NoteKind.LINES_NOT_READ: 1})])
def test_what_stands_far_below_is_said_not_read(below: str, notes: dict[str, int]) -> None:
    assert notes_of((csv_of(2) + "\n" * 20_000 + below).encode(), "a.csv") == notes


@pytest.mark.parametrize("dimension", ["A1:AZ40000", None])
def test_lines_that_a_workbook_leaves_out_count_as_empty(dimension: str | None) -> None:
    """Whether or not the sheet says how far it goes."""
    cells = [
        {n: XmlCell(' t="inlineStr"', f"<is><t>{cell}</t></is>") for n, cell in enumerate(line) if cell}
        for line in lines(learner(1))
    ]
    sheet = sheet_xml({1: cells[0], 5: cells[1], 12: cells[1], 40_000: cells[1]}, dimension=dimension)
    content = package(sheet, strings_xml([""]), styles_xml([0]))
    assert [row["line"] for row in rows_of(content)] == [5, 12]
    assert notes_of(content) == {NoteKind.LINES_NOT_READ: 1}
    assert frames_of(content)[-1][1]["rows_blank"] == 9


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (csv_of(11_000) + "x" * 40_000 + "\n", FileRefusal.CELL_TOO_LONG),
        (csv_of(11_000) + ("x" * 30_000 + ",") * 22 + "\n", FileRefusal.CELL_TOO_LONG),
        (csv_of(100_001), FileRefusal.TOO_MANY_ROWS),
    ],
)
def test_nothing_is_said_of_a_long_file_that_cannot_be_read_to_its_end(text: str, refusal: str) -> None:
    assert refusal_of(text.encode(), "a.csv")[0] == refusal


def quoted(rows: int, *quotes: int) -> str:
    """Return that many learners as CSV, with a quotation mark before the first cell of these lines."""
    return "".join(
        f'"{line}' if number in quotes else line
        for number, line in enumerate(csv_of(rows).splitlines(keepends=True), 1)
    )


@pytest.mark.parametrize("quotes", [(5,), (21,), (5, 15), (5, 6)])
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_quotation_mark_that_swallows_lines_refuses_the_file(quotes: tuple[int, ...], end: str) -> None:
    text = quoted(20, *quotes).rstrip("\n") + end
    assert refusal_of(text.encode(), "a.csv")[0] == FileRefusal.QUOTE_SWALLOWS


@pytest.mark.parametrize("above", ["", "Enrolment\n", "," * 40 + "\n"])
def test_a_quotation_mark_that_swallows_lines_is_seen_wherever_it_stands(above: str) -> None:
    """Here it opens the last cell of a line, and the quotation marks of a cell of the next close it."""
    header, first, second, third = csv_of(3).splitlines()
    cells = first.split(",")
    opened = ",".join([*cells[:-1], f'"{cells[-1]}'])
    surname = second.replace(str(A_LEARNER["P5"]), f'"{A_LEARNER["P5"]}"')
    text = above + "\n".join([header, opened, surname, third]) + "\n"
    assert refusal_of(text.encode(), "a.csv")[0] == FileRefusal.QUOTE_SWALLOWS


@pytest.mark.parametrize(
    "above",
    [
        '"Complete every row, use dd/mm/yyyy, one learner a row, no totals, no notes,\nsend it, then wait"' + "," * 35,
        '"Guidance, in, several, lines,\nand, many, words, with, many, commas"',
        "Enrolment",
    ],
)
@pytest.mark.parametrize("said", [None, '"Status\n(EET, NEET, NK, RPA, Other, None)"'])
def test_guidance_of_several_lines_and_a_talkative_heading_are_read(above: str, said: str | None) -> None:
    header, *learners = csv_of(3).splitlines()
    text = "\n".join([above, f"{header},{said}" if said else header, *learners]) + "\n"
    assert len(rows_of(text.encode(), "a.csv")) == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_a_cell_of_several_lines_is_a_cell(end: str) -> None:
    text = csv_of(3).rstrip("\n").replace(str(A_LEARNER["P5"]), '"Kemp\nton, of, this, place"') + end
    assert len(rows_of(text.encode(), "a.csv")) == 3


def a_sheet_of(collection: Collection, **cells: Cell) -> list[Sequence[Cell]]:
    row = {**A_LEARNER, **cells}
    return [heading(collection), [row.get(use.id) for use in collection.columns]]


def test_a_sheet_of_joiners_and_one_of_leavers_make_one_return_of_both() -> None:
    joined, left = a_sheet_of(S_JOIN, J1=date(2026, 10, 5)), a_sheet_of(S_LEAVE, V1=date(2026, 10, 16))
    content = workbooks.workbook({"Joiners": joined, "Leavers": left})
    frames = frames_of(content)
    assert frames[0][1]["collection"] == "S_JL"
    assert frames[0][1]["periods"] == {"2026-10": 2}
    assert [(row["sheet"], row["X1"]) for row in rows_of(content)] == [("Joiners", "J"), ("Leavers", "L")]
    columns = [part["columns"] for kind, part in frames if kind is FrameKind.PART]
    assert [one[-1] for one in columns] == [{"id": "X1", "letter": ""}] * 2


def test_joiners_and_leavers_on_one_sheet_are_told_apart_by_a_column() -> None:
    joined = a_sheet_of(S_JL, X1="J", J1=date(2026, 10, 5))
    left = a_sheet_of(S_JL, X1="L", V1=date(2026, 10, 16))
    content = workbooks.workbook({"Movements": [*joined, *left[1:]]})
    assert frames_of(content)[0][1]["collection"] == "S_JL"
    assert [row["X1"] for row in rows_of(content)] == ["J", "L"]
