"""Workbooks of Excel 97 and before (.xls), written by xlwt or record by record, for what no program of today writes."""

import io
import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import olefile
from xlwt.CompoundDoc import XlsDoc
from xlwt.ExcelFormula import Formula
from xlwt.Style import default_style, easyxf
from xlwt.Workbook import Workbook

from deploy.demo.workbooks.spreadsheets import Cell
from shared.vocabulary.collections import S_ENR
from tests.support.workbooks import A_LEARNER, Row, heading

FORMULA, CODE_PAGE, ERROR, TEXT_RESULT = 0x0006, 0x0042, 0x0205, 0x0207
FORMAT, STYLE, ROW = 0x041E, 0x00E0, 0x0208

Lines = Sequence[Sequence[Cell | Formula]]


def xls(sheet: Lines, *, epoch_1904: bool = False, hidden: Iterable[int] = (), number_format: str = "General") -> bytes:
    """Return a workbook with one sheet; `hidden` are lines as the spreadsheet counts them."""
    book = Workbook()
    book.dates_1904 = epoch_1904
    page = book.add_sheet("Enrolment")
    day, number = (easyxf(num_format_str=text) for text in ("dd/mm/yyyy", number_format))
    for line, cells in enumerate(sheet):
        for column, cell in enumerate(cells):
            if cell is not None:
                style = day if isinstance(cell, date) else number if isinstance(cell, int) else default_style
                page.write(line, column, cell, style)
    for line in hidden:
        page.row(line - 1).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def return_of(*learners: Row, **more: object) -> bytes:
    """Return an enrolment return."""
    lines = [heading(), *([learner.get(use.id) for use in S_ENR.columns] for learner in learners or (A_LEARNER,))]
    return xls(lines, **more)  # type: ignore[arg-type]


def changed(content: bytes, kind: int, change: Callable[[bytes], bytes], *, rename: int | None = None) -> bytes:
    """Return the workbook with every record of a kind changed: its content, of which the length stays, and its kind."""
    stream = bytearray(stream_of(content))
    at = 0
    while at + 4 <= len(stream):
        found, length = struct.unpack_from("<HH", stream, at)
        if found == kind:
            new = change(bytes(stream[at + 4 : at + 4 + length]))
            assert len(new) == length
            stream[at : at + 4 + length] = record(rename or kind, new)
        at += 4 + length
    file = io.BytesIO(content)
    olefile.OleFileIO(file).write_stream("Workbook", bytes(stream))
    return file.getvalue()


def stream_of(content: bytes) -> bytes:
    """Return the stream of a workbook's records."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        stream: bytes = file.openstream("Workbook" if file.exists("Workbook") else "Book").read()
        return stream


def record(kind: int, content: bytes = b"") -> bytes:
    """Return a record."""
    return struct.pack("<HH", kind, len(content)) + content


def stored(stream: bytes, name: str = "Workbook") -> bytes:
    """Return a file with this stream in it."""
    out = io.BytesIO()
    XlsDoc().save(out, stream)
    usual, wanted = (text.encode("utf-16-le").ljust(64, b"\0") for text in ("Workbook", name))
    size = struct.pack("<H", len(name) * 2 + 2)
    return out.getvalue().replace(usual + struct.pack("<H", 18), wanted + size)


def excel_95(lines: Lines, *, code_page: int = 1252, rich: bool = False) -> bytes:
    """Return a workbook of texts as Excel 95 writes it: letters of a code page, texts of several fonts apart."""
    coding = "mac_roman" if code_page in {10_000, 0x8000} else "cp1252"
    start = struct.pack("<HHHH", 0x0500, 0x0005, 0x096C, 1993)
    above = record(0x0809, start) + record(CODE_PAGE, struct.pack("<H", code_page))
    place = len(above) + len(record(0x0085, bytes(8) + b"S")) + len(record(0x000A)) - 1
    above += record(0x0085, struct.pack("<IH", place, 0) + b"\x01S") + record(0x000A)
    cells = []
    for line, texts in enumerate(lines):
        for column, text in enumerate(texts):
            if text is not None:
                letters = str(text).encode(coding)
                head = struct.pack("<HHHH", line, column, 0, len(letters)) + letters
                cells.append(record(0x00D6, head + b"\x01\x00\x00") if rich and line else record(0x0204, head))
    sheet = record(0x0809, start[:2] + b"\x10\x00" + start[4:]) + b"".join(cells) + record(0x000A)
    return stored(above + sheet, "Book")
