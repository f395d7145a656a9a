"""The records of a binary workbook (.xlsb): what its sheets hold that the reader library does not return."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.adapters.reading.package.workbook_list import ListedSheet, WorkbookList
from services.ingest.domain.file_findings import MarkKind

_ROW: Final = 0
_ERRORS: Final = frozenset({3, 11})
"""A cell with an error; a formula whose result is one."""
_FORMULAS: Final = range(8, 12)
_SHORT_CELLS: Final = range(12, 20)
"""Cells without their column, because they follow another: the reader library passes over them."""
_SHEET: Final = 156
_BOOK: Final = 153
_HIDDEN: Final = 0x10
"""In the byte of flags of a row."""
_FLAGS_AT: Final = 11
_LENGTH_BYTES_MAX: Final = 4
_NO_TEXT: Final = 0xFFFFFFFF


@dataclass(slots=True)
class BinarySheetFindings:
    """What a sheet of an .xlsb holds."""

    hidden: int = 0
    formulas: bool = False
    short_cells: bool = False
    marks: list[MarkedCell] = field(default_factory=list)


def read_binary_list(content: bytes) -> WorkbookList:
    """Return what is in the main part of an .xlsb."""
    sheets, epoch_1904 = [], False
    for kind, body in records([content]):
        if kind == _BOOK and body:
            epoch_1904 = bool(body[0] & 1)
        elif kind == _SHEET and len(body) >= 16:
            relation, end = _text(body, 8)
            name, _ = _text(body, end)
            sheets.append(ListedSheet(name, body[0] == 0, relation))
    return WorkbookList(tuple(sheets), epoch_1904)


def inspect_binary_sheet(pieces: Iterable[bytes]) -> BinarySheetFindings:
    """Walk through a sheet: hidden rows, errors by line and column, cells that the reader library passes over."""
    seen, line = BinarySheetFindings(), 0
    for kind, body in records(pieces):
        if kind == _ROW and len(body) > _FLAGS_AT:
            line = int.from_bytes(body[:4], "little") + 1
            seen.hidden += bool(body[_FLAGS_AT] & _HIDDEN)
        elif kind in _ERRORS:
            seen.marks.append(MarkedCell(MarkKind.FORMULA_ERROR, line, int.from_bytes(body[:4], "little")))
        elif kind in _SHORT_CELLS:
            seen.short_cells = True
        if kind in _FORMULAS:
            seen.formulas = True
    return seen


def records(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and the body of each record. What is cut off at the end is left out."""
    rest = b""
    for piece in pieces:
        content = rest + piece if rest else piece
        place = 0
        while (found := _record(content, place)) is not None:
            kind, start, place = found
            yield kind, content[start:place]
        rest = content[place:]


def _record(content: bytes, place: int) -> tuple[int, int, int] | None:
    """Return kind, start of the body and its end; None where the record is not all there."""
    size = len(content)
    if place >= size:
        return None
    kind = content[place]
    place += 1
    if kind & 0x80:
        if place >= size:
            return None
        kind = kind & 0x7F | (content[place] & 0x7F) << 7
        place += 1
    length = 0
    for shift in range(0, 7 * _LENGTH_BYTES_MAX, 7):
        if place >= size:
            return None
        byte = content[place]
        place += 1
        length |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return (kind, place, place + length) if place + length <= size else None


def _text(body: bytes, place: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", body, place) if place + 4 <= len(body) else (_NO_TEXT,)
    if length == _NO_TEXT:
        return "", place + 4
    end = place + 4 + 2 * length
    return body[place + 4 : end].decode("utf-16-le", "replace"), end
