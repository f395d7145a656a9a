"""Files that contradict or repeat themselves: nothing is lost in silence, and time goes by their size."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import olefile
import pytest

from services.ingest.adapters.reading.inspection import excel_97
from services.ingest.adapters.reading.inspection.formulas import marks_of as marks_of_cells
from services.ingest.adapters.reading.inspection.open_document import _days_late
from services.ingest.adapters.reading.package.findings import MarkedCell, PackageFindings
from services.ingest.adapters.reading.package.markup import tags
from services.ingest.adapters.reading.repairs.biff import listed_sheets
from services.ingest.adapters.reading.repairs.open_document_text import REPAIRS
from services.ingest.adapters.reading.repairs.rich_text import runs_without_their_blanks
from services.ingest.adapters.reading.repairs.unknown_errors import errors_of_a_newer_kind
from services.ingest.adapters.reading.sheets.calamine_workbook import open_workbook
from services.ingest.adapters.reading.sheets.open_file import Unreadable
from services.ingest.adapters.reading.sheets.text_file import open_text
from services.ingest.domain.file_findings import FileRefusal, MarkKind, NoteKind
from services.ingest.domain.sheet.date_order import from_month_first, may_be_month_first
from tests.support.excel_97 import return_of
from tests.support.office_packages import (
    BOOK,
    BOOK_RELATIONS,
    IDS,
    SHEET,
    book,
    error,
    formula,
    part_of,
    repacked,
    rewritten,
)
from tests.support.plain_cells import OFFICE
from tests.support.workbooks import A_LEARNER, enrolment
from tests.unit.ingest.test_reading import frames_of, notes_of, refusal_of, rows_of

BYTES = 200_000
SECONDS = 1.0
"""Without its bound each of these walks takes many times as long over so many bytes."""


def test_rows_below_the_last_value_that_are_formulas_alone_are_said() -> None:
    nothing: dict[str, Any] = dict.fromkeys(IDS, formula(None))
    assert notes_of(book({}, nothing, nothing)) == {NoteKind.LINES_WITHOUT_VALUES: 2}


def test_formulas_filled_down_in_columns_that_are_nobodys_are_not() -> None:
    blank: dict[str, Any] = dict.fromkeys(IDS)
    assert notes_of(book({}, *[{**blank, "E1": formula(None), "C12": formula(None)}] * 3)) == {}


def test_two_sheets_of_one_name_are_not_taken_for_one() -> None:
    """The reader library would give the first one twice, and the learners of the second would be missed."""
    one = book({})
    entry, relation = (
        '<sheet name="A &amp; B" sheetId="2" r:id="r9"/></sheets>',
        f'<Relationship Id="r9" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>',
    )
    content = repacked(
        one,
        {
            "xl/worksheets/sheet2.xml": part_of(one, SHEET).encode(),
            BOOK: part_of(one, BOOK).replace("</sheets>", entry).encode(),
            BOOK_RELATIONS: part_of(one, BOOK_RELATIONS).replace("</Relationships>", relation).encode(),
        },
    )
    assert refusal_of(content)[0] == FileRefusal.DAMAGED


def test_marks_of_a_sheet_that_the_library_calls_otherwise_are_not_lost() -> None:
    package = PackageFindings(marks={"Another": [MarkedCell(MarkKind.FORMULA_ERROR, 2, 0)]})
    with pytest.raises(Unreadable, match=FileRefusal.DAMAGED):
        open_workbook(enrolment(), package)


def test_marks_stand_at_their_cells_in_whatever_order_they_were_seen() -> None:
    marks = [MarkedCell(MarkKind.FORMULA_ERROR, line, 0) for line in (3, 2)]
    [sheet] = open_workbook(enrolment([A_LEARNER, A_LEARNER]), PackageFindings(marks={"Enrolment": marks})).sheets
    assert [mark.line for block in sheet.blocks(None) for mark in block.marks] == [2, 3]


@pytest.mark.parametrize("said", ['x:id="r1" r:id=', 'state="visible" state="hidden" r:id='])
def test_a_workbook_that_says_two_things_of_a_sheet_is_damaged(said: str) -> None:
    content = rewritten(book({"C12": error()}), BOOK, lambda xml: xml.replace("r:id=", said))
    assert refusal_of(content)[0] == FileRefusal.DAMAGED


def test_a_cell_that_is_said_again_and_again_is_marked_once() -> None:
    content = rewritten(
        book({"C12": error()}), SHEET, lambda xml: xml.replace("</row></sheetData>", f"{_cell(xml)}</row></sheetData>")
    )
    [part] = [part for _, part in frames_of(content) if "cells" in part]
    assert part["marks"] == [{"code": MarkKind.FORMULA_ERROR, "column": "C12", "rows": [0]}]


def _cell(xml: str) -> str:
    at = xml.index(' t="e"')
    return xml[xml.rindex("<c ", 0, at) : xml.index("</c>", at) + 4]


def test_a_sheet_of_excel_97_that_is_listed_twice_is_not_read_twice() -> None:
    content = return_of()
    assert excel_97.inspect_excel_97(content, 50).refusal is None
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(excel_97, "listed_sheets", lambda *said: listed_sheets(*said) * 2)
        assert excel_97.inspect_excel_97(content, 50).refusal is FileRefusal.DAMAGED


@pytest.mark.parametrize("fault", [RecursionError, NotImplementedError, OSError])
def test_a_directory_that_cannot_be_followed_is_a_damaged_file(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(olefile, "OleFileIO", fail)
    assert excel_97.inspect_excel_97(return_of(), 50).refusal is FileRefusal.DAMAGED


SAID = ["sep=,\r\n", "sep=,\r", "SEP=\t\n", "sep=\r\n", 'sep="\n', "sep=e\n", "sep=\\t\n", "sep=\x00\n", "sep='\n"]


@pytest.mark.parametrize("said", SAID)
def test_what_cannot_separate_cells_is_not_believed_to(said: str) -> None:
    text = enrolment(file_format="csv").decode("utf-8-sig")
    text = text.replace(",", "\t") if "\t" in said else text
    text = text.replace("\r\n", "\r") if said.endswith("\r") else text
    [row] = rows_of((said + text).encode(), "a.csv")
    assert (row["line"], row["P5"]) == (2, A_LEARNER["P5"])


@pytest.mark.parametrize(("written", "years"), [("01/09/2000", {"2000-01": 1}), ("01/01/00", {}), ("2000-01-01", {})])
def test_a_start_date_of_long_ago_is_no_fault_of_the_reader(written: str, years: dict[str, int]) -> None:
    content = enrolment([{**A_LEARNER, "L9": written}], file_format="csv")
    assert frames_of(content, "a.csv")[0][1]["periods"] == years


def _sheet(beginning: bytes, again: bytes, size: int = BYTES) -> bytes:
    return b"<worksheet><sheetData>" + beginning + again * (size // len(again))


def _marks(xml: bytes) -> object:
    try:
        return marks_of_cells(lambda: [xml], errors=True, zeros_are_computed=False)
    except ValueError:
        return None  # no workbook is written so: it is called damaged


def _repaired(text: bytes) -> object:
    return [repair(text) for repair in REPAIRS]


def _in_pieces(repair: Callable[[Iterable[bytes]], object]) -> Callable[[bytes], object]:
    return lambda text: repair([text])


@pytest.mark.parametrize(
    ("walk", "text"),
    [
        (_marks, _sheet(b'<c r="A1">', b"<f/>")),
        (_marks, _sheet(b'<c r="A1"', b' t="e"')),
        (_in_pieces(errors_of_a_newer_kind), _sheet(b"<c", b' t="e"') + b">"),
        (_in_pieces(lambda pieces: runs_without_their_blanks(pieces, "si")), _sheet(b"<si>", b"<r><rPr>", 5 * BYTES)),
        (_repaired, _sheet(b"", b"<!--")),
        (_repaired, _sheet(b"", b"<![CDATA[")),
        (_repaired, _sheet(b"<text:p><text:p>", b"<table:table-cell><office:annotation>")),
        (lambda text: list(tags(text, "sheet")), _sheet(b"<sheet ", b"a", 5 * BYTES) + b">"),
        (_days_late, _sheet(b"", b"<table:null-date ") + b"<table:table "),
        (lambda text: from_month_first(text.decode()), b"1" + b" " * BYTES),
        (lambda text: may_be_month_first([text.decode()]), b"1" + b" " * BYTES),
    ],
)
def test_a_walk_takes_time_by_the_size_of_the_text(walk: Callable[[bytes], object], text: bytes) -> None:
    began = time.process_time()
    walk(text)
    assert time.process_time() - began < SECONDS


def test_a_note_beside_an_empty_cell_gives_no_type_to_another() -> None:
    noted = b"<table:table-cell><office:annotation><text:p>n</text:p></office:annotation>"
    text = noted + b"</table:table-cell>" + noted + b"<text:p>x</text:p></table:table-cell>"
    for repair in REPAIRS:
        text = repair(text)
    assert text.count(b'office:value-type="string"') == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_at_the_end_of_a_text_are_not_walked_through(end: str) -> None:
    text = enrolment(file_format="csv").decode("utf-8-sig").replace("\r\n", end)
    [sheet] = open_text((text + end * 2_000).encode()).sheets
    assert [len(block.lines) for block in sheet.blocks(None)] == [2]
