"""What is read of .xls workbooks, and what is said of what cannot be read of them."""

import struct
from datetime import date
from typing import Any

import pytest
from xlwt.ExcelFormula import Formula

from services.ingest.adapters.reading.child_protocol import FrameKind
from services.ingest.adapters.reading.inspection import excel_97
from services.ingest.adapters.reading.inspection.excel_97 import inspect_excel_97, name_in_capitals
from services.ingest.adapters.reading.sheets.open_file import SHEETS_MAX
from services.ingest.domain.file_findings import FileRefusal, MarkKind, NoteKind
from shared.vocabulary.collections import S_ENR
from tests.support.excel_97 import (
    CODE_PAGE,
    FORMAT,
    FORMULA,
    STYLE,
    changed,
    excel_95,
    record,
    return_of,
    stored,
    stream_of,
    xls,
)
from tests.support.workbooks import A_LEARNER, heading
from tests.unit.ingest.test_reading import frames_of, learner, lines, notes_of, refusal_of, rows_of

HOURS = "L8"
OBJECTION = "C12"


def marks_of(content: bytes) -> list[tuple[str, str | None, list[int]]]:
    return [
        (mark["code"], mark["column"], mark["rows"])
        for kind, part in frames_of(content, "a.xls")
        if kind is FrameKind.PART
        for mark in part.get("marks", ())
    ]


def read(content: bytes) -> dict[str, Any]:
    [row] = rows_of(content, "a.xls")
    return row


def with_formula(text: str, column: str = OBJECTION) -> bytes:
    return return_of({**learner(1), column: Formula(text)}, {**learner(2), column: Formula(text)})  # type: ignore[dict-item]


def with_result(content: bytes, *results: bytes) -> bytes:
    """Give the formulas these results, one after the other."""
    remaining = iter(results)
    return changed(content, FORMULA, lambda formula: formula[:6] + next(remaining) + formula[14:])


def number(value: float) -> bytes:
    return struct.pack("<d", value)


def error(code: int) -> bytes:
    return bytes([2, 0, code, 0, 0, 0, 255, 255])


TEXT = bytes([0, 0, 0, 0, 0, 0, 255, 255])
BLANK = bytes([3, 0, 0, 0, 0, 0, 255, 255])


@pytest.mark.parametrize(
    "content",
    [
        return_of(),
        return_of(number_format="0000"),
        return_of(learner(1), learner(2), hidden=[2]),
        return_of(epoch_1904=True),
        with_formula("1"),
        stored(stream_of(return_of())),
        excel_95(lines(learner(1))),
    ],
)
def test_a_workbook_without_a_fault_is_read_as_it_came(content: bytes) -> None:
    package = inspect_excel_97(content, SHEETS_MAX)
    assert package.content is None
    assert package.refusal is None
    assert name_in_capitals(content) is content
    assert excel_97.patched(content, "Workbook", b"", []) is content


@pytest.mark.parametrize("code", [0x00, 0x07, 0x17, 0x2A, 0x2C])
def test_a1_an_error_is_said_at_its_cell(code: int) -> None:
    """The last one is an error that the reader's library does not know yet."""
    content = with_result(with_formula("1"), error(code), number(1))
    assert [row[OBJECTION] for row in rows_of(content, "a.xls")] == [None, "1"]
    assert marks_of(content) == [(MarkKind.FORMULA_ERROR, OBJECTION, [0])]


@pytest.mark.parametrize("code", [0x2A, 0x2C])
def test_a1_an_error_without_a_formula_is_said_too(code: int) -> None:
    content = return_of({**A_LEARNER, OBJECTION: True})
    content = changed(content, 0x0205, lambda cell: cell[:6] + bytes([code, 1]))
    assert read(content)[OBJECTION] is None
    assert marks_of(content) == [(MarkKind.FORMULA_ERROR, OBJECTION, [0])]


@pytest.mark.parametrize("page", [1252, 10_000, 437, 0, 65_001])
def test_a2_a_code_page_of_another_time_does_not_matter(page: int) -> None:
    content = return_of({**A_LEARNER, "P6": "Zoë", "P5": "Łuczak"})
    content = changed(content, CODE_PAGE, lambda _: struct.pack("<H", page))
    assert (read(content)["P6"], read(content)["P5"]) == ("Zoë", "Łuczak")


@pytest.mark.parametrize("page", [1252, 10_000, 0x8000, 0x8001])
@pytest.mark.parametrize("rich", [False, True])
def test_a2_before_excel_97_the_code_page_counts_and_texts_of_several_fonts_are_texts(page: int, *, rich: bool) -> None:
    content = excel_95(lines({**A_LEARNER, "P6": "Zoë", "P10": "14/02/2010"}), code_page=page, rich=rich)
    assert (read(content)["P6"], read(content)["P5"], read(content)["P10"]) == ("Zoë", "Kempton", "14/02/2010")


@pytest.mark.parametrize("number_id", [14, 17, 22, 27, 31, 36, 45, 46, 50, 54, 58, 60, 100, 400])
def test_a6_a_number_is_a_number_under_whatever_id_the_file_defines_its_format(number_id: int) -> None:
    content = with_format_ids(return_of({**A_LEARNER, "P4": 4512}, number_format="0000"), "0000", number_id)
    assert (read(content)["P4"], read(content)["P10"]) == ("4512", "2010-02-14")


@pytest.mark.parametrize("number_id", [14, 27, 50, 58, 60, 400])
def test_a6_so_is_a_date_a_date(number_id: int) -> None:
    content = with_format_ids(return_of({**A_LEARNER, "P4": 4512}, number_format="0000"), "dd/mm/yyyy", number_id)
    assert (read(content)["P4"], read(content)["P10"]) == ("4512", "2010-02-14")


def with_format_ids(content: bytes, text: str, new_id: int) -> bytes:
    """Give a number format another id, where the file defines it and where its cells name it."""
    old: list[bytes] = []

    def defined(content: bytes) -> bytes:
        if content[5:].decode("latin-1") != text:
            return content
        old.append(content[:2])
        return struct.pack("<H", new_id) + content[2:]

    content = changed(content, FORMAT, defined)
    [was] = old
    return changed(
        content,
        STYLE,
        lambda style: style[:2] + (struct.pack("<H", new_id) if style[2:4] == was else style[2:4]) + style[4:],
    )


def test_a9_days_counted_from_1904_are_right_typed_or_plain() -> None:
    plain = {**learner(2), "P10": 38_761}  # 14 February 2010
    content = return_of(learner(1), plain, epoch_1904=True)
    rows = rows_of(content, "a.xls")
    assert rows[0]["P10"] == "2010-02-14"
    assert rows[1]["P10"] == str((date(2010, 2, 14) - date(1899, 12, 30)).days)
    assert notes_of(content, "a.xls") == {NoteKind.EPOCH_1904: 1}


def test_a10_hidden_rows_are_read_and_counted() -> None:
    content = return_of(*map(learner, range(6)), hidden=[3, 5, 900])
    content = changed(content, 0x0200, lambda used: used[:4] + struct.pack("<I", 7) + used[8:])
    assert len(rows_of(content, "a.xls")) == 6
    assert notes_of(content, "a.xls") == {NoteKind.HIDDEN_ROWS: 2}


@pytest.mark.parametrize("results", [(number(0), number(0)), (TEXT, TEXT), (BLANK, BLANK), (number(0), BLANK)])
def test_a12_formulas_that_were_never_computed_give_no_value(results: tuple[bytes, bytes]) -> None:
    content = with_result(with_formula("1", "P5"), *results)
    assert [row["P5"] for row in rows_of(content, "a.xls")] == [None, None]
    assert marks_of(content) == [(MarkKind.FORMULA_NOT_COMPUTED, "P5", [0, 1])]


@pytest.mark.parametrize(
    ("results", "values"),
    [
        ((number(0), number(7)), ["0", "7"]),
        ((BLANK, number(7)), [None, "7"]),
        ((number(4), number(4)), ["4", "4"]),
        ((number(2), number(2)), ["2", "2"]),
    ],
)
def test_a12_what_was_computed_is_kept(results: tuple[bytes, bytes], values: list[str | None]) -> None:
    content = with_result(with_formula("1", HOURS), *results)
    assert [row[HOURS] for row in rows_of(content, "a.xls")] == values
    assert marks_of(content) == []


def test_a12_what_stands_for_a_result_until_the_file_is_opened_is_none() -> None:
    """JExcelAPI stores a 4 in each formula."""
    content = with_result(with_formula("1", "P5"), number(4), number(4))
    content = changed(content, FORMULA, lambda formula: formula[:14] + b"\x02\x00" + formula[16:])
    assert [row["P5"] for row in rows_of(content, "a.xls")] == [None, None]
    assert marks_of(content) == [(MarkKind.FORMULA_NOT_COMPUTED, "P5", [0, 1])]


def test_a12_a_blank_that_was_computed_is_a_blank() -> None:
    """Excel and LibreOffice say in the workbook that they computed it."""
    content = with_result(with_formula("1", "P7"), BLANK, BLANK)
    computed = changed(content, 0x0161, lambda record: record, rename=0x01C1)
    assert inspect_excel_97(content, SHEETS_MAX).marks["Enrolment"] != []
    assert inspect_excel_97(computed, SHEETS_MAX).marks["Enrolment"] == []


def test_a12_a_workbook_of_formulas_alone_is_not_empty() -> None:
    content = xls([heading(), [Formula("1") for _ in S_ENR.columns]])
    content = changed(content, FORMULA, lambda formula: formula[:6] + bytes(8) + formula[14:])
    assert refusal_of(content, "a.xls")[0] == FileRefusal.FORMULAS


@pytest.mark.parametrize("method", [0, 1])
def test_a18_a_password_is_said(method: int) -> None:
    """The old way (0), of which the reader's library knows nothing, and the newer one."""
    stream = stream_of(return_of())
    [end] = [at for at in range(len(stream)) if stream[at : at + 4] == record(0x000A)][:1]
    content = stored(stream[:20] + record(0x002F, struct.pack("<HHH", method, 1, 2)) + stream[20:end] + stream[end:])
    assert refusal_of(content, "a.xls") == (FileRefusal.PASSWORD, [])


@pytest.mark.parametrize("name", ["WORKBOOK", "Workbook"])
def test_the_workbook_is_found_in_capitals_too(name: str) -> None:
    assert read(stored(stream_of(return_of()), name))["P5"] == "Kempton"


def test_a_document_of_another_program_is_no_spreadsheet() -> None:
    assert refusal_of(stored(stream_of(return_of()), "Contents"), "a.xls")[0] == FileRefusal.NOT_A_SPREADSHEET


@pytest.mark.parametrize("length", [512, 600, 1536, 2048, 4000])
def test_a_workbook_that_was_cut_off_is_damaged(length: int) -> None:
    assert refusal_of(return_of()[:length], "a.xls")[0] == FileRefusal.DAMAGED


def test_what_a_hidden_sheet_holds_is_not_said() -> None:
    book = xls([heading(), [A_LEARNER.get(use.id) for use in S_ENR.columns]])
    assert inspect_excel_97(book, 0).marks == {}
