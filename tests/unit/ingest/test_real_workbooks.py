"""Workbooks as real programs write them are read as Excel shows them, and what is lost is said at its cell."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from services.ingest.adapters.reading.child_protocol import FrameKind
from services.ingest.adapters.reading.inspection import package_guard
from services.ingest.domain.file_findings import FileRefusal, MarkKind, NoteKind
from services.ingest.domain.file_kinds import FileKind, kind_of
from tests.support import workbooks
from tests.support.office_packages import (
    BOOK,
    BOOK_RELATIONS,
    IDS,
    SHEET,
    STRINGS,
    Cells,
    binary_book,
    book,
    elsewhere,
    error,
    formula,
    letter_of,
    part_of,
    prefixed,
    related,
    repacked,
    rewritten,
)
from tests.support.plain_cells import MAIN, XmlCell, strings_xml
from tests.unit.ingest.test_reading import frames_of, notes_of, refusal_of, rows_of


def marks_of(content: bytes, file_name: str = "a.xlsx") -> set[tuple[str, str | None, int]]:
    """Return what is said of cells: the defect, the column, the line."""
    return {
        (mark["code"], mark["column"], part["lines"][position])
        for kind, part in frames_of(content, file_name)
        if kind is FrameKind.PART
        for mark in part.get("marks", ())
        for position in mark["rows"]
    }


def file_notes_of(content: bytes) -> list[dict[str, Any]]:
    """Return what is said of the file as a whole."""
    notes: list[dict[str, Any]] = frames_of(content)[-1][1]["notes"]
    return notes


def changed(old: str, new: str, part: str = SHEET) -> Callable[[bytes], bytes]:
    return lambda content: rewritten(content, part, lambda xml: xml.replace(old, new))


def with_prefix(content: bytes) -> bytes:
    for part in (SHEET, BOOK, STRINGS):
        content = rewritten(content, part, prefixed)
    return content


def without_addresses(content: bytes) -> bytes:
    """The cells do not say where they stand; those that are left out are there, and empty."""

    def filled(row: str) -> str:
        cells = dict(re.findall(r'(<c r="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>))', row))
        by_letter = {letter: cell for cell, letter in cells.items()}
        inner = "".join(by_letter.get(letter_of(column), "<c/>") for column in IDS)
        return "<row>" + re.sub(r' r="[A-Z]+\d+"', "", inner) + "</row>"

    return rewritten(content, SHEET, lambda xml: re.sub(r"<row .*?</row>", lambda row: filled(row.group()), xml))


DRESSES = [
    lambda content: content,
    with_prefix,
    without_addresses,
    changed('t="e"', "t='e'"),
    changed(' t="e"', ' s="0" t="e" vm="1"'),
    changed("<v>#N/A</v>", "<v>#SPILL!</v>"),
    changed("<v>#N/A</v>", "<v>#GETTING_DATA</v>"),
    changed("<f>Z1</f><v>#N/A</v>", "<v>#REF!</v>"),
    changed("<f>Z1</f><v>#N/A</v>", '<f t="shared" ref="A1:A9" si="0">1/0</f><v>#DIV/0!</v>'),
    changed("<f>Z1</f><v>#N/A</v>", '<f t="shared" si="0"/>\n<v>#DIV/0!</v>'),
]


@pytest.mark.parametrize("dress", DRESSES)
def test_a1_a_formula_error_is_said_at_its_cell(dress: Callable[[bytes], bytes]) -> None:
    content = dress(book({"C12": error()}, {}, {"P7": error(), "L9": error()}))
    rows = rows_of(content)
    assert [(row["line"], row["P5"], row["P7"], row["C12"], row["L9"]) for row in rows] == [
        (2, "Kempton", None, None, "2026-09-07"),
        (3, "Kempton", None, None, "2026-09-07"),
        (4, "Kempton", None, None, None),
    ]
    assert marks_of(content) == {
        (MarkKind.FORMULA_ERROR, "C12", 2),
        (MarkKind.FORMULA_ERROR, "P7", 4),
        (MarkKind.FORMULA_ERROR, "L9", 4),
    }


def test_a1_errors_of_a_long_sheet_are_said_at_their_lines() -> None:
    learners: list[Cells] = [{"P7": error()} if number % 100 == 0 else {} for number in range(1_200)]
    assert marks_of(book(*learners)) == {(MarkKind.FORMULA_ERROR, "P7", line) for line in range(2, 1_202, 100)}


def test_a1_a_formula_error_in_a_binary_workbook_is_said_at_its_cell() -> None:
    content = binary_book({}, {"C12": b"\x2a"})
    assert marks_of(content, "a.xlsb") == {(MarkKind.FORMULA_ERROR, "C12", 3)}
    assert [row["P5"] for row in rows_of(content, "a.xlsb")] == ["Kempton", "Kempton"]


def test_a1_marks_stand_on_the_sheet_they_were_seen_on() -> None:
    """Sheets are told apart by the names that the reader library gives them."""
    content = workbooks.workbook({"R & D": [("Notes",)], "Year 12": lines_of(), "Year 13": lines_of()})
    marked = rewritten(
        content,
        "xl/worksheets/sheet3.xml",
        lambda xml: xml.replace("</row></sheetData>", '<c r="AJ2" t="e"><v>#N/A</v></c></row></sheetData>'),
    )
    parts = [part for kind, part in frames_of(marked) if kind is FrameKind.PART]
    assert [(part["sheet"], [mark["code"] for mark in part.get("marks", ())]) for part in parts] == [
        ("Year 12", []),
        ("Year 13", [MarkKind.FORMULA_ERROR]),
    ]


def lines_of() -> list[Any]:
    learner = {**workbooks.A_LEARNER}
    return [workbooks.heading(), [learner.get(column) for column in IDS]]


def test_a_learner_of_whom_all_but_the_number_is_an_error_is_a_row() -> None:
    """Lookups that fail for one learner must not lose the learner."""
    nothing: dict[str, Any] = dict.fromkeys(IDS)
    lost = {**nothing, "P1": "U886000026001", "P5": error(), "P6": error(), "P10": error(), "L9": error()}
    [_, row] = rows_of(book({}, lost))
    assert (row["line"], row["P1"], row["P5"]) == (3, "U886000026001", None)


def test_lines_filled_down_with_lookups_that_find_nobody_are_no_rows_and_said_once() -> None:
    nothing: dict[str, Any] = dict.fromkeys(IDS)
    ready = {**nothing, "E1": "886/0001", "P1": error(), "P5": error(), "P6": error(), "P10": error()}
    content = book({}, *[ready] * 30)
    assert len(rows_of(content)) == 1
    assert notes_of(content) == {NoteKind.LINES_WITHOUT_VALUES: 30}


RUNS = "<r><t>Van </t></r><r><rPr><b/></rPr><t>den </t></r><r><t>Berg</t></r>"


def shared(runs: str) -> bytes:
    """Return a workbook with a surname in runs among its shared strings."""
    texts = strings_xml(["x"]).replace("</sst>", f"<si>{runs}</si></sst>")
    return book({"P5": XmlCell(' t="s"', "<v>1</v>")}, strings=texts)


def within(runs: str) -> bytes:
    """Return a workbook with a surname in runs in its cell."""
    return book({"P5": XmlCell(' t="inlineStr"', f"<is>{runs}</is>")})


@pytest.mark.parametrize("kept_in", [shared, within])
@pytest.mark.parametrize(
    "runs",
    [
        RUNS,
        RUNS.replace("<t>", '<t xml:space="default">'),
        RUNS.replace("<t>Van </t>", "<t>Van&#32;</t>"),
        RUNS.replace("<t>Van </t>", "<t><![CDATA[Van ]]></t>"),
        RUNS.replace("<t>den </t>", "<t>den</t>").replace("<t>Berg", "<t> Berg"),
        "<r><t>Van</t></r><r><t> </t></r><r><t>den Berg</t></r>",
        "\n  " + RUNS.replace("><", ">\n   <"),
        RUNS + '<rPh sb="0" eb="1"><t> fan </t></rPh>',
    ],
)
def test_a7_runs_of_rich_text_keep_their_blanks(kept_in: Callable[[str], bytes], runs: str) -> None:
    for content in (kept_in(runs), with_prefix(kept_in(runs))):
        assert [row["P5"] for row in rows_of(content)] == ["Van den Berg"]
        assert notes_of(content) == {}


@pytest.mark.parametrize("kept_in", [shared, within])
def test_rich_text_that_tells_its_blanks_is_left_as_it_is(kept_in: Callable[[str], bytes]) -> None:
    content = kept_in(RUNS.replace("<t>", '<t xml:space="preserve">'))
    assert package_guard.inspect_package(content).content is None
    assert [row["P5"] for row in rows_of(content)] == ["Van den Berg"]


HIDDEN = [
    lambda content: content,
    with_prefix,
    changed('hidden="1"', "hidden='1'"),
    changed('hidden="1"', 'hidden="true"'),
    changed('hidden="1"', 'collapsed="1" outlineLevel="1" hidden = "1"'),
    lambda content: repacked(
        content,
        {BOOK_RELATIONS: part_of(content, BOOK_RELATIONS).replace("worksheets/sheet1", "worksheets/Sheet1").encode()},
        {SHEET: "xl/worksheets/Sheet1.xml"},
    ),
    lambda content: repacked(
        content,
        {BOOK_RELATIONS: part_of(content, BOOK_RELATIONS).replace("worksheets/sheet1", "tables/Blatt 1").encode()},
        {SHEET: "xl/tables/Blatt 1.xml"},
    ),
]


@pytest.mark.parametrize("dress", HIDDEN)
def test_a10_hidden_rows_are_read_and_said(dress: Callable[[bytes], bytes]) -> None:
    content = dress(book({}, {}, row_attributes=' hidden="1"'))
    assert len(rows_of(content)) == 2
    assert notes_of(content) == {NoteKind.HIDDEN_ROWS: 3}


def test_a10_hidden_rows_of_a_binary_workbook_are_read_and_said() -> None:
    content = binary_book({}, {}, flags=0x10)
    assert len(rows_of(content, "a.xlsb")) == 2
    assert notes_of(content, "a.xlsb") == {NoteKind.HIDDEN_ROWS: 2}


def test_a10_rows_that_say_they_are_not_hidden_are_not_said() -> None:
    assert notes_of(book({}, row_attributes=' hidden="0" ht="0.75"')) == {}


def test_a10_hidden_rows_without_a_cell_hide_nothing() -> None:
    below = changed("</sheetData>", '<row r="9" hidden="1"/><row r="10" hidden="1" /></sheetData>')
    assert notes_of(below(book({}))) == {}


def test_a11_a_binary_workbook_that_is_seen_only_in_part_says_so() -> None:
    assert refusal_of(binary_book(short=True), "a.xlsb") == (FileRefusal.SEEN_IN_PART, [])
    assert len(rows_of(binary_book(), "a.xlsb")) == 1


@pytest.mark.parametrize("dress", [lambda content: content, with_prefix, without_addresses])
@pytest.mark.parametrize(
    "never", [formula(None), formula(""), formula("0"), formula("0.0"), XmlCell("", "<f>Z1</f><v/>"), formula("0", "n")]
)
def test_a12_formulas_that_were_never_computed_hold_no_values(never: XmlCell, dress: Callable[[bytes], bytes]) -> None:
    content = dress(book(*[{"P5": never, "L9": never}] * 20))
    assert {(row["P5"], row["P6"], row["L9"]) for row in rows_of(content)} == {(None, "Zara", None)}
    assert marks_of(content) == {
        (MarkKind.FORMULA_NOT_COMPUTED, column, line) for column in ("P5", "L9") for line in range(2, 22)
    }
    assert [(note["note"], note["column"], note["count"]) for note in file_notes_of(content)] == [
        (NoteKind.FORMULAS_NOT_COMPUTED, letter_of("P5"), 20),
        (NoteKind.FORMULAS_NOT_COMPUTED, letter_of("L9"), 20),
    ]


def test_a12_a_column_that_was_computed_stays() -> None:
    """Zeros among other results, texts that are empty, and truths are results like any other."""
    hours = [{"L8": formula("540"), "P7": formula("", "str")}, {"L8": formula("0"), "C12": formula("0", "b")}]
    content = book(*hours)
    assert [(row["L8"], row["P7"], row["C12"]) for row in rows_of(content)] == [
        ("540", None, None),
        ("0", None, "FALSE"),
    ]
    assert (marks_of(content), notes_of(content)) == (set(), {})


def test_a12_zeros_that_excel_computed_stay() -> None:
    """Excel keeps the order of its computing in the workbook; a program that asks for computing has not computed."""
    content = book(*[{"L8": formula("0")}] * 3)
    chain = related(("r0", "worksheet", "worksheets/sheet1.xml"), ("r9", "calcChain", "calcChain.xml"))
    computed = repacked(content, {BOOK_RELATIONS: chain, "xl/calcChain.xml": b"<calcChain/>"})
    assert [row["L8"] for row in rows_of(computed)] == ["0", "0", "0"]
    asks = rewritten(computed, BOOK, lambda xml: xml.replace("</sheets>", '</sheets><calcPr fullCalcOnLoad="1"/>'))
    assert [row["L8"] for row in rows_of(asks)] == [None, None, None]


def test_a12_a_row_of_many_formulas_without_values_is_marked_once_and_at_its_objection() -> None:
    columns = ("P1", "P3", "P7", "C12", "L3")
    content = book(*[dict.fromkeys(columns, formula("0"))] * 2)
    assert marks_of(content) == {
        (MarkKind.FORMULA_NOT_COMPUTED, column, line) for column in (None, "C12") for line in (2, 3)
    }
    assert {row[column] for row in rows_of(content) for column in columns} == {None}
    assert [note["column"] for note in file_notes_of(content)] == [letter_of(column) for column in columns]


def test_a12_of_a_return_of_nothing_but_formulas_that_is_said() -> None:
    assert refusal_of(book({column: formula("0") for column in IDS}))[0] == FileRefusal.FORMULAS


PLACES = [
    ("xl/workbook22.xml", SHEET, STRINGS, "xl/styles.xml"),
    ("xl/Workbook.xml", "xl/worksheets/Sheet1.xml", "xl/SharedStrings.xml", "xl/Styles.xml"),
    ("XL/workbook.xml", "XL/worksheets/sheet1.xml", "XL/sharedStrings.xml", "XL/styles.xml"),
    ("workbook.xml", "sheet.xml", "strings.xml", "styles.xml"),
    ("data/book.xml", "data/tables/t.xml", "data/texts.xml", "formats/f.xml"),
    ("book", "sheet", "texts", "styles"),
    (BOOK, SHEET, "xl/strings.xml", "xl/formats.xml"),
    (BOOK, "xl/rows.xml", STRINGS, "xl/styles.xml"),
    ("xl/Mappe 1.xml", "xl/worksheets/Blatt ä.xml", STRINGS, "xl/styles.xml"),
]


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("backwards", [False, True])
def test_a4_a19_a_workbook_is_read_wherever_its_parts_stand(places: tuple[str, str, str, str], backwards: bool) -> None:
    content = repacked(elsewhere(*places), {}, backwards=backwards)
    assert kind_of(content) is FileKind.XLSX
    assert [(row["P5"], row["P10"]) for row in rows_of(content)] == [("Kempton", "2010-02-14")]
    assert notes_of(content) == {}


@pytest.mark.parametrize(
    "target",
    [
        "./worksheets/sheet1.xml",
        "../xl/worksheets/sheet1.xml",
        "worksheets%2Fsheet1.xml",
        "worksheets\\sheet1.xml",
        "/xl/worksheets/sheet1.xml",
    ],
)
def test_a19_a_sheet_is_found_however_the_way_to_it_is_written(target: str) -> None:
    content = rewritten(book(), BOOK_RELATIONS, lambda xml: xml.replace("worksheets/sheet1.xml", target))
    assert len(rows_of(content)) == 1


def test_a19_a_small_workbook_with_the_records_of_a_large_zip_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = shared(RUNS)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    content = repacked(plain, {})
    assert b"PK\x06\x06" in content
    assert [row["P5"] for row in rows_of(content)] == ["Van den Berg"]


def test_a19_a_workbook_without_a_relation_to_it_is_found_by_its_type() -> None:
    types = (
        '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml" '
        'PartName="/data/book.xml"/></Types>'
    )
    content = elsewhere("data/book.xml", "data/s.xml", "data/t.xml", "data/f.xml")
    assert len(rows_of(repacked(content, {"_rels/.rels": None, "[Content_Types].xml": types.encode()}))) == 1
    assert len(rows_of(repacked(book(), {"_rels/.rels": None}))) == 1


def test_a4_dates_keep_their_format_when_the_formats_stand_elsewhere() -> None:
    """A date in a workbook is a number with a format."""
    born = XmlCell(' s="1"', "<v>40223</v>")
    content = book({"P10": born}, formats=(0, 14))
    moved = rewritten(
        repacked(content, {}, {"xl/styles.xml": "xl/formats.xml"}),
        BOOK_RELATIONS,
        lambda xml: xml.replace("styles.xml", "formats.xml"),
    )
    assert [row["P10"] for row in rows_of(moved)] == ["2010-02-14"]


@pytest.mark.parametrize("root", ["document", "presentation"])
def test_a4_another_document_in_such_a_package_is_no_spreadsheet(root: str) -> None:
    content = repacked(
        book(),
        {"book.xml": f"<w:{root}/>".encode(), BOOK: None, "_rels/.rels": related(("r1", "officeDocument", "book.xml"))},
    )
    assert refusal_of(content) == (FileRefusal.NOT_A_SPREADSHEET, [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_parts_in_another_encoding_are_read(encoding: str) -> None:
    """The reader library takes a part in UTF-16 for an empty one."""
    declared = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    xml = part_of(book({"P6": "Zoë"}), SHEET).replace('encoding="UTF-8"', f'encoding="{declared}"')
    content = repacked(book(), {SHEET: xml.encode(encoding)})
    assert [row["P6"] for row in rows_of(content)] == ["Zoë"]


@pytest.mark.parametrize(
    "said",
    ['date1904="1"', "date1904='true'", 'date1904 = "1"', 'showInkAnnotation="0" date1904="true" codeName="a>b"'],
)
@pytest.mark.parametrize("dress", [lambda content: content, with_prefix])
def test_dates_that_count_from_1904_are_read_so_and_said(said: str, dress: Callable[[bytes], bytes]) -> None:
    content = book({"P10": XmlCell(' s="1"', "<v>38761</v>"), "L9": XmlCell("", "<v>44810</v>")}, formats=(0, 14))
    counted = dress(rewritten(content, BOOK, lambda xml: xml.replace("<sheets>", f"<workbookPr {said}/><sheets>")))
    assert [(row["P10"], row["L9"]) for row in rows_of(counted)] == [("2010-02-14", "46272")]
    assert notes_of(counted) == {NoteKind.EPOCH_1904: 1}


def test_a_binary_workbook_that_counts_from_1904_says_so() -> None:
    assert notes_of(binary_book(epoch_1904=True), "a.xlsb") == {NoteKind.EPOCH_1904: 1}


def test_a_strict_workbook_that_counts_from_1904_is_read_so_and_said() -> None:
    content = rewritten(book(), BOOK, lambda xml: xml.replace("<sheets>", '<workbookPr date1904="true"/><sheets>'))
    for part in (BOOK, SHEET, STRINGS, BOOK_RELATIONS, "_rels/.rels"):
        content = rewritten(content, part, strict)
    assert notes_of(content) == {NoteKind.EPOCH_1904: 1}
    assert len(rows_of(content)) == 1


def strict(xml: str) -> str:
    return xml.replace(MAIN, 'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"').replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


@pytest.mark.parametrize(
    "content",
    [
        workbooks.enrolment(),
        workbooks.merged_title(),
        workbooks.with_macros(),
        book(),
        book({"P7": error()}),
        book({"P7": formula("0")}),
        binary_book(),
        with_prefix(book()),
    ],
)
def test_a_workbook_without_a_fault_is_opened_as_it_came(content: bytes) -> None:
    package = package_guard.inspect_package(content)
    assert (package.refusal, package.content) == (None, None)


def test_a_repair_changes_nothing_but_the_part_with_the_fault() -> None:
    content = shared(RUNS)
    repaired = package_guard.inspect_package(content).content
    assert repaired is not None
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(repaired)) as after:
        assert before.namelist() == after.namelist()
        differ = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert differ == [STRINGS]
