"""What is read of .ods workbooks, and what is said of what cannot be read of them."""

import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child_limits import GuardLimits
from services.ingest.adapters.reading.inspection.open_document import inspect_open_document
from services.ingest.adapters.reading.package.findings import PackageFindings
from services.ingest.adapters.reading.repairs import open_document_text
from services.ingest.adapters.reading.repairs.open_document_text import REPAIRS
from services.ingest.domain.file_findings import FileRefusal, MarkKind, NoteKind
from shared.vocabulary.collections import S_ENR
from tests.support.open_document import MANIFEST, TEXT, TYPE, cell, entries_of, packed, return_with, text_cell
from tests.support.workbooks import A_LEARNER, enrolment
from tests.unit.ingest.test_excel_97 import marks_of
from tests.unit.ingest.test_reading import learner, notes_of, refusal_of, rows_of

RETURN = enrolment(file_format="ods")
SURNAME = text_cell("Kempton")
ROW = "<table:table-row>"


def read(content: bytes) -> dict[str, Any]:
    [row] = rows_of(content, "a.ods")
    return row


@pytest.mark.parametrize(
    "content",
    [
        RETURN,
        return_with({}, learner(1), {**learner(2), "P5": "O<'&>Brien", "C1": "12 > 3\nMill Lane"}),
        return_with({SURNAME: cell('table:formula="of:=[.A1]" office:value-type="string"', "Kempton")}),
    ],
)
def test_a_workbook_without_a_fault_is_read_as_it_came(content: bytes) -> None:
    package = inspect_open_document(content, PackageFindings())
    assert (package.refusal, package.content) == (None, None)


@pytest.mark.parametrize("repair", REPAIRS)
def test_a_repair_leaves_a_text_without_its_fault_alone(repair: Callable[[bytes], bytes]) -> None:
    text = entries_of(return_with({}, {**A_LEARNER, "C1": "12 > 3\n Mill  Lane"}))[TEXT]
    assert repair(text) is text


@pytest.mark.parametrize(
    "said",
    [
        cell(
            'table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"',
            "#N/A",
        ),
        cell('table:formula="of:=NA()" office:value-type="string" office:string-value="#N/A"', "#N/A"),
        cell('table:formula="of:=X" office:value-type="string"', "Err:502"),
        cell('table:formula="of:=X(1)" office:value-type="float" office:value="0"', "#NAME?"),
        cell('office:value-type="string"', "#REF!"),
    ],
)
def test_a1_an_error_is_said_at_its_cell(said: str) -> None:
    content = return_with({SURNAME: said}, learner(1), {**learner(2), "P5": "Berg"})
    assert [row["P5"] for row in rows_of(content, "a.ods")] == [None, "Berg"]
    assert marks_of(content) == [(MarkKind.FORMULA_ERROR, "P5", [0])]


def test_a1_an_error_that_is_repeated_is_said_at_each_cell() -> None:
    two = text_cell("Kempton") + text_cell("Zara")
    said = cell('table:formula="of:=NA()" calcext:value-type="error" table:number-columns-repeated="2"', "#N/A")
    content = return_with(
        {two: said, f"{ROW}<table:table-cell": f'{ROW[:-1]} table:number-rows-repeated="1"><table:table-cell'}
    )
    assert marks_of(content) == [(MarkKind.FORMULA_ERROR, "P5", [0]), (MarkKind.FORMULA_ERROR, "P6", [0])]


@pytest.mark.parametrize("space", ["\n", "\r\n  ", " ", "\t", "\n<!-- made by hand -->\n"])
def test_a3_space_between_cells_does_not_matter(space: str) -> None:
    cells = {"<table:table-cell": f"{space}<table:table-cell", "</table:table-row>": f"{space}</table:table-row>"}
    texts = {"<text:p>": f"{space}<text:p>", "</table:table-cell>": f"{space}</table:table-cell>"}
    assert read(return_with(cells | texts)) == read(RETURN)


def test_a3_nor_does_it_in_a_long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_document_text, "_PIECE_BYTES", 100)
    learners = [learner(number) for number in range(20)]
    content = return_with({"<table:": "\n  <table:"}, *learners)
    assert rows_of(content, "a.ods") == rows_of(return_with({}, *learners), "a.ods")


def test_a3_text_that_is_wrapped_is_text() -> None:
    assert read(return_with({"Kempton": "<![CDATA[O'Dowd & <Son>]]>"}))["P5"] == "O'Dowd & <Son>"


def test_elements_are_known_under_other_prefixes() -> None:
    text = entries_of(RETURN)[TEXT].decode()
    for usual, other in (("table", "t"), ("office", "o"), ("text", "x1")):
        for before in ("<", "</", " "):
            text = text.replace(f"{before}{usual}:", f"{before}{other}:")
        text = text.replace(f"xmlns:{usual}=", f"xmlns:{other}=")
    assert read(packed({TYPE: entries_of(RETURN)[TYPE], TEXT: text.encode()}, zipfile.ZIP_STORED)) == read(RETURN)


ENTRIES = entries_of(RETURN)


@pytest.mark.parametrize(
    "content",
    [
        packed(ENTRIES),
        packed(dict(reversed(ENTRIES.items()))),
        packed(dict(reversed(ENTRIES.items())), zipfile.ZIP_STORED),
        packed({name: entry for name, entry in ENTRIES.items() if name != TYPE}),
        packed({name: entry for name, entry in ENTRIES.items() if name != MANIFEST}),
        packed({TEXT: ENTRIES[TEXT]}),
        packed(ENTRIES | {TYPE: b"application/x-vnd.oasis.opendocument.spreadsheet\n"}),
        packed(ENTRIES | {TYPE: b""}),
    ],
)
def test_a4_a_workbook_that_was_packed_anew_is_read(content: bytes) -> None:
    assert read(content) == read(RETURN)


def test_a4_a_text_that_was_packed_anew_is_no_spreadsheet() -> None:
    text = ENTRIES[TEXT].replace(b"office:spreadsheet>", b"office:text>")
    assert refusal_of(packed({TEXT: text}), "a.ods") == (FileRefusal.NOT_A_SPREADSHEET, [])


@pytest.mark.parametrize(
    "space",
    [
        "<text:tab/>",
        '<text:tab text:tab-ref="1"/>',
        "<text:tab></text:tab>",
        "<text:line-break/>",
        "<text:line-break />",
        "<text:s/>",
        "</text:p><text:p>",
        '<text:span text:style-name="T1"> </text:span>',
    ],
)
def test_a8_words_stay_apart_in_cells_and_headings(space: str) -> None:
    content = return_with({"12 Mill Lane": f"Flat 1{space}1 Mill Lane", "Date of Birth": f"Date of{space}Birth"})
    assert (read(content)["C1"].split(), read(content)["P10"]) == (["Flat", "1", "1", "Mill", "Lane"], "2010-02-14")


@pytest.mark.parametrize(
    ("day", "plain", "note"),
    [
        ("1904-01-01", 38_761, NoteKind.EPOCH_1904),
        ("1904-1-1", 38_761, NoteKind.EPOCH_1904),  # Gnumeric's
        ("1900-01-01", 40_221, NoteKind.EPOCH_OTHER),  # StarCalc's, which LibreOffice offers
        ("1899-12-30", 40_223, None),
    ],
)
def test_a9_days_counted_from_another_day_are_right_typed_or_plain(day: str, plain: int, note: NoteKind | None) -> None:
    first = f'<table:calculation-settings><table:null-date table:date-value="{day}"/></table:calculation-settings>'
    content = return_with(
        {"<office:spreadsheet>": f"<office:spreadsheet>{first}"}, learner(1), {**learner(2), "P10": plain}
    )
    assert [row["P10"] for row in rows_of(content, "a.ods")] == ["2010-02-14", "40223"]
    assert notes_of(content, "a.ods") == ({note: 1} if note else {})


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_a10_hidden_rows_are_read_and_counted(how: str) -> None:
    hidden = f'<table:table-row table:visibility="{how}">'
    empty = f'{hidden[:-1]} table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    content = return_with({ROW: hidden, "</table:table>": f"{empty}</table:table>"}, *map(learner, range(3)))
    assert len(rows_of(content, "a.ods")) == 3
    assert notes_of(content, "a.ods") == {NoteKind.HIDDEN_ROWS: 4}  # the heading too


@pytest.mark.parametrize(
    "said",
    [
        cell('table:formula="of:=[.A1]"'),
        cell('table:formula="of:=[.A1]" office:value-type="float" office:value="0"', "0"),
        cell('table:formula="of:=[.A1]" office:value-type="float"'),
    ],
)
def test_a12_formulas_that_were_never_computed_give_no_value(said: str) -> None:
    content = return_with({SURNAME: said}, learner(1), learner(2))
    assert [row["P5"] for row in rows_of(content, "a.ods")] == [None, None]
    assert marks_of(content) == [(MarkKind.FORMULA_NOT_COMPUTED, "P5", [0, 1])]


def test_a12_what_was_computed_is_kept() -> None:
    zero = cell('table:formula="of:=[.A1]" office:value-type="float" office:value="0"', "0")
    seven = cell('table:formula="of:=[.A1]" office:value-type="float" office:value="7"', "7")
    blank = cell('table:formula="of:=[.A1]" office:value-type="string" office:string-value=""')
    content = return_with({SURNAME: zero, text_cell("Berg"): seven}, learner(1), {**learner(2), "P5": "Berg"})
    assert [row["P5"] for row in rows_of(content, "a.ods")] == ["0", "7"]
    assert marks_of(content) == []
    assert marks_of(return_with({SURNAME: blank})) == []


def test_a18_a_password_is_said() -> None:
    sealed = ENTRIES[MANIFEST].replace(b'"text/xml"/>', b'"text/xml"><manifest:encryption-data/></manifest:file-entry>')
    assert (
        refusal_of(packed(ENTRIES | {MANIFEST: sealed, TEXT: bytes(range(256)) * 9}), "a.ods")[0]
        == FileRefusal.PASSWORD
    )
    whole = packed({TYPE: ENTRIES[TYPE], "encrypted-package": bytes(500), MANIFEST: sealed})
    assert refusal_of(whole, "a.ods")[0] == FileRefusal.PASSWORD


def test_a17_one_that_is_too_large_is_told_to_come_in_another_format() -> None:
    limits = GuardLimits(unpacked_bytes=4_000)
    said: list[bytes] = []
    read_file(return_with({}, learner(1)), "a.ods", lambda _, payload: said.append(payload), limits)
    assert json.loads(said[0])["refusal"] == FileRefusal.OPEN_DOCUMENT_TOO_LARGE


def test_text_that_does_not_say_it_is_text_is_read() -> None:
    """As odfpy writes it, unless it is told the type."""
    bare = {'<table:table-cell office:value-type="string">': '<table:table-cell table:style-name="ce1">'}
    assert read(return_with(bare)) == read(RETURN)


def test_a12_a_workbook_of_formulas_alone_is_not_empty() -> None:
    said = cell('table:formula="of:=[.A1]"')
    row = f"{ROW}{said * len(S_ENR.columns)}</table:table-row></table:table>"
    text = ENTRIES[TEXT].decode()
    head = text[: text.index("</table:table-row>") + len("</table:table-row>")]
    content = packed(ENTRIES | {TEXT: (head + row + text.partition("</table:table>")[2]).encode()})
    assert refusal_of(content, "a.ods")[0] == FileRefusal.FORMULAS


def test_what_is_no_xml_is_damaged() -> None:
    text = ENTRIES[TEXT].replace(b"</table:table-row>", b"", 1).replace(b"Kempton", b"#N/A")
    assert refusal_of(packed(ENTRIES | {TEXT: text}), "a.ods")[0] == FileRefusal.DAMAGED


def test_the_errors_of_a_hidden_sheet_are_not_said() -> None:
    style = (
        '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
        "</office:automatic-styles><office:body>"
    )
    sheet = (
        f'<table:table table:name="Old" table:style-name="ta2">{ROW}{text_cell("#N/A")}</table:table-row></table:table>'
    )
    content = return_with({"<office:body>": style, "</office:spreadsheet>": f"{sheet}</office:spreadsheet>"})
    assert inspect_open_document(content, PackageFindings()).marks == {"Enrolment": []}
    assert notes_of(content, "a.ods") == {NoteKind.HIDDEN_SHEET: 1}
