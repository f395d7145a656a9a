"""Workbooks for tests: an ordinary enrolment return in any format, and files of which no rows can be had."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from deploy.demo.workbooks.spreadsheets import Cell, Sheet, csv_file, ods, xlsx
from shared.vocabulary.collections import ROLL, S_ENR, Collection
from shared.vocabulary.columns import get_column

Row = Mapping[str, Cell]
"""Cells by column id of the dictionary."""

A_LEARNER: Row = {
    "E1": "886/0001",
    "P1": "U886000026001",
    "P3": "5161128622",
    "P5": "Kempton",
    "P6": "Zara",
    "P10": date(2010, 2, 14),
    "P11": "F",
    "P15": "12",
    "C1": "12 Mill Lane",
    "C5": "ME14 1XX",
    "C7": "07700 900123",
    "L1": "3",
    "L2": "ALEVEL",
    "L3": "Maths, Physics, Art",
    "L7": "FT",
    "L9": date(2026, 9, 7),
    "L10": date(2028, 7, 9),
}
"""An enrolment row in which nothing is wrong."""

A_TRACKED_PERSON: Row = {
    "K1": "100001",
    "P1": "U886000026001",
    "P3": "5161128622",
    "P5": "Kempton",
    "P6": "Zara",
    "P10": date(2010, 2, 14),
    "P11": "F",
    "P15": "12",
    "E1": "886/0001",
    "C5": "ME14 1XX",
    "K3": "E07000110",
}
"""A row of the county roll about the same person."""


def enrolment(rows: Iterable[Row] = (A_LEARNER,), *, file_format: str = "xlsx", title_lines: int = 0) -> bytes:
    """Return an enrolment return as xlsx, ods or csv, its headings below so many title lines."""
    return _table(S_ENR, rows, file_format, title_lines, sheet="Enrolment")


def roll(rows: Iterable[Row] = (A_TRACKED_PERSON,), *, file_format: str = "xlsx") -> bytes:
    """Return a county roll."""
    return _table(ROLL, rows, file_format, 0, sheet="County roll")


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], *, hidden: Iterable[str] = ()) -> bytes:
    """Return an .xlsx of these sheets, line by line."""
    concealed = set(hidden)
    return xlsx([Sheet(name, lines, hidden=name in concealed) for name, lines in sheets.items()])


def heading(collection: Collection = S_ENR) -> list[str]:
    """Return the official heading of every column of the collection."""
    return [get_column(use.id).header for use in collection.columns]


def _table(collection: Collection, rows: Iterable[Row], file_format: str, title_lines: int, *, sheet: str) -> bytes:
    columns = [use.id for use in collection.columns]
    lines: list[Sequence[Cell]] = [(f"Title {n}",) for n in range(title_lines)]
    lines.append(heading(collection))
    lines += [[row.get(column) for column in columns] for row in rows]
    if file_format == "csv":
        return csv_file(lines, "utf-8-sig")
    return ods([Sheet(sheet, lines)]) if file_format == "ods" else xlsx([Sheet(sheet, lines)])


def password_protected() -> bytes:
    """Return an encrypted workbook: an OLE file in spite of its name."""
    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(enrolment())).encrypt("correct horse", sealed)  # type: ignore[no-untyped-call]
    return sealed.getvalue()


def corrupt() -> bytes:
    """Return a workbook cut off in the middle."""
    whole = enrolment()
    return whole[: len(whole) // 2]


def renamed_text() -> bytes:
    """Return what somebody gets who renames a letter to .xlsx."""
    return b"Dear all,\r\nplease find our enrolment attached.\r\n"


def pdf() -> bytes:
    """Return the beginning of a PDF."""
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def formulas_without_values() -> bytes:
    """Return a return of formulas that no program has computed yet."""
    return _by_openpyxl(lambda sheet: sheet.append([f"=UPPER(Z{n})" for n in range(len(S_ENR.columns))]))


def with_macros() -> bytes:
    """Return an ordinary return that also carries a macro."""
    out = io.BytesIO(enrolment())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64))
    return out.getvalue()


def header_only() -> bytes:
    """Return headings and no rows."""
    return enrolment(())


def empty() -> bytes:
    """Return a workbook with one empty sheet."""
    return xlsx([Sheet("Sheet1", ())])


def merged_title() -> bytes:
    """Return a return with a merged title above its headings, a hidden row and an empty cell touched far below."""

    def fill(sheet: Worksheet) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "Post-16 enrolment"
        sheet.merge_cells("A1:F1")
        sheet.append([A_LEARNER.get(use.id) for use in S_ENR.columns])
        sheet.row_dimensions[3].hidden = True
        sheet["A900"] = None

    return _by_openpyxl(fill)


def _by_openpyxl(fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Enrolment"
    sheet.append(heading())
    fill(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet_rows(rows: bytes) -> bytes:
    """Return a return whose sheet has these rows, as XML, instead of its own."""
    source = zipfile.ZipFile(io.BytesIO(enrolment()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = content.index(b"<sheetData>") + len(b"<sheetData>")
                content = content[:start] + rows + b"</sheetData></worksheet>"
            archive.writestr(name, content)
    return out.getvalue()
