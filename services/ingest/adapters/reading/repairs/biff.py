"""The records of an .xls workbook (BIFF): what the reader's library does not return, and what it misreads.

Numbers and names of records are those of Microsoft's [MS-XLS]. A repair is a list of patches: none where there is
nothing to repair. Every walk goes forward over the stream and ends with it.
"""

import codecs
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.domain.file_findings import MarkKind

_FORMULA: Final = 0x0006
_END: Final = 0x000A
_DATE_MODE: Final = 0x0022
_FILE_PASS: Final = 0x002F
_CODE_PAGE: Final = 0x0042
_SHEET: Final = 0x0085
_RICH_TEXT: Final = 0x00D6
_RECALCULATED: Final = 0x01C1
_DIMENSIONS: Final = 0x0200
_CELL_STYLE: Final = 0x00E0
_LABEL: Final = 0x0204
_BOOLEAN_OR_ERROR: Final = 0x0205
_TEXT_RESULT: Final = 0x0207
_ROW: Final = 0x0208
_NUMBER_FORMAT: Final = 0x041E
_START: Final = 0x0809
_BETWEEN_FORMULA_AND_TEXT: Final = frozenset({0x003C, 0x0221, 0x0236, 0x04BC})
"""What may stand between a formula and its text: continuations, arrays, tables and shared formulas."""

_BIFF_8: Final = 0x0600
_UNICODE: Final = 1200
_CODE_PAGES_OF_EXCEL_5: Final = {0x8000: 10_000, 0x8001: 1252, 367: 1252}
"""Excel's own numbers for Macintosh and Windows letters, and ASCII, as the numbers that everybody knows."""
_FORMAT_IDS_READ: Final = (*range(5, 9), *range(23, 27), *range(41, 45), *range(63, 67), *range(164, 383))
"""The library takes a format that the file defines only under these ids, and guesses what the others mean."""
_FORMAT_IDS_OWN: Final = range(164, 383)
_ERRORS: Final = frozenset({0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A, 0x2B})
_NOT_AVAILABLE: Final = 0x2A
_TEXT, _TRUTH, _ERROR, _BLANK = range(4)
"""Kinds of a formula's result that is no number."""
_NOTHING: Final = bytes([_BLANK, 0, 0, 0, 0, 0, 255, 255])
_ZERO: Final = bytes(8)
_FOUR: Final = struct.pack("<d", 4)
"""What JExcelAPI stores as the result of every formula."""
_WHEN_OPENED: Final = 0x2
"""A formula that is to be computed when the file is opened."""
_LINES_MAX: Final = 65_536

_PLAIN: Final = re.compile(
    rb"(?:\xfd\x00\x0a\x00.{10}"  # a shared text
    rb"|\x7e\x02\x0a\x00.{10}"  # a short number
    rb"|\x03\x02\x0e\x00.{14}"  # a number
    rb"|\x01\x02\x06\x00.{6}"  # a blank
    rb"|\x08\x02\x10\x00.{12}[\x00-\x1f\x40-\x5f\x80-\x9f\xc0-\xdf].{3}){1,500}",  # a row that is not hidden
    re.DOTALL,
)
"""Records of a sheet of which nothing is to be noted, a run of them."""

for _coding in ("utf-16-le", "latin-1", "mac_roman", *(f"cp{page}" for page in (437, 850, *range(1250, 1259)))):
    codecs.lookup(_coding)  # the child, which opens no file any more, could not load them

Record = tuple[int, int, int]
"""Kind, where its content begins in the stream, and how long that is."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Bytes that are to stand at a place of the stream instead of those that do."""

    at: int
    new: bytes


@dataclass(frozen=True, slots=True)
class BiffSheet:
    """A sheet as the workbook lists it."""

    name: str
    at: int
    """Where its records begin in the stream."""
    visible: bool


@dataclass(slots=True)
class BiffSheetFindings:
    """What is to be noted of a sheet, and to be repaired in it."""

    marks: list[MarkedCell] = field(default_factory=list)
    hidden_rows: int = 0
    formulas: bool = False
    patches: list[Patch] = field(default_factory=list)


def records(stream: bytes, start: int = 0) -> Iterator[Record]:
    """Yield the records up to the end of this part of the stream, without those of which nothing is to be noted."""
    at = start
    while True:
        while plain := _PLAIN.match(stream, at):
            at = plain.end()
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, at + 4, min(length, len(stream) - at - 4)
        at += 4 + length


def is_protected(workbook: Sequence[Record]) -> bool:
    """Return whether a password is needed."""
    return any(kind == _FILE_PASS for kind, _, _ in workbook)


def counts_from_1904(stream: bytes, workbook: Sequence[Record]) -> bool:
    """Return whether dates are counted from 1904."""
    return any(kind == _DATE_MODE and stream[at : at + 2] == b"\x01\x00" for kind, at, _ in workbook)


def was_recalculated(workbook: Sequence[Record]) -> bool:
    """Return whether a program that computes saved the workbook: it names its version of doing so."""
    return any(kind == _RECALCULATED for kind, _, _ in workbook)


def code_page_that_is_not_unicode(stream: bytes, workbook: Sequence[Record]) -> list[Patch]:
    """A workbook of Excel 97 and later holds Unicode, whatever code page its writer names.

    Of older ones the code page counts, under a number that the library knows.
    """
    patches: list[Patch] = []
    for kind, at, length in workbook:
        if kind != _CODE_PAGE or length < 2:
            continue
        [stated] = struct.unpack_from("<H", stream, at)
        meant = _UNICODE if _is_biff_8(stream, workbook) else _CODE_PAGES_OF_EXCEL_5.get(stated, stated)
        if meant != stated:
            patches.append(Patch(at, struct.pack("<H", meant)))
    return patches


def number_formats_under_foreign_ids(stream: bytes, workbook: Sequence[Record]) -> list[Patch]:
    """Formats that the file defines under ids which the library passes over, taking the cells for what it guesses."""
    defined = {_number_at(stream, at): at for kind, at, length in workbook if kind == _NUMBER_FORMAT and length >= 2}
    foreign = sorted(set(defined).difference(_FORMAT_IDS_READ))
    free = (number for number in _FORMAT_IDS_OWN if number not in defined)
    renamed = dict(zip(foreign, free, strict=False))
    patches = [Patch(defined[old], struct.pack("<H", new)) for old, new in renamed.items()]
    for kind, at, length in workbook if renamed else ():
        if kind == _CELL_STYLE and length >= 4 and (new_id := renamed.get(_number_at(stream, at + 2))):
            patches.append(Patch(at + 2, struct.pack("<H", new_id)))
    return patches


def listed_sheets(stream: bytes, workbook: Sequence[Record]) -> list[BiffSheet]:
    """Return the worksheets that the workbook lists."""
    letters = _letters(stream, workbook)
    return [
        BiffSheet(
            _short_text(stream[at + 6 : at + length], letters),
            struct.unpack_from("<I", stream, at)[0],
            stream[at + 4] & 0x3F == 0,
        )
        for kind, at, length in workbook
        if kind == _SHEET and length >= 8 and stream[at + 5] == 0
    ]


def inspect_biff_sheet(stream: bytes, start: int, *, recalculated: bool) -> BiffSheetFindings:
    """Return the errors, formulas without a result and hidden rows of a sheet, and its faults.

    `recalculated`: the workbook names who computed it.
    """
    seen = BiffSheetFindings()
    formulas = _Formulas(seen, recalculated)
    lines = _LINES_MAX
    for kind, at, length in records(stream, start):
        formulas.before(kind)
        if kind == _FORMULA and length >= 20:
            formulas.take(stream, at)
        elif kind == _BOOLEAN_OR_ERROR and length >= 8 and stream[at + 7] == 1:
            seen.marks.append(_mark(MarkKind.FORMULA_ERROR, *struct.unpack_from("<HH", stream, at)))
            seen.patches += error_of_unknown_number(stream, at + 6)
        elif kind == _ROW and length >= 16:  # hidden, or it would have been passed over
            seen.hidden_rows += _number_at(stream, at) < lines
        elif kind == _DIMENSIONS and length >= 14:
            lines = int.from_bytes(stream[at + 4 : at + 8], "little")
        elif kind == _RICH_TEXT:
            seen.patches += rich_text_of_excel_95(at)
    formulas.end()
    seen.marks.sort(key=lambda mark: mark.line)
    return seen


def error_of_unknown_number(stream: bytes, at: int) -> list[Patch]:
    """An error that came later than the library: it would refuse the file. An error it is all the same."""
    return [] if stream[at] in _ERRORS else [Patch(at, bytes([_NOT_AVAILABLE]))]


def rich_text_of_excel_95(at: int) -> list[Patch]:
    """A text of several fonts, once a record of its own that the library passes over; it begins like others."""
    return [Patch(at - 4, struct.pack("<H", _LABEL))]


@dataclass(slots=True)
class _Formulas:
    """Finds the formulas that were never computed.

    Programs that cannot compute write that the result is a text, and no text follows; or they store the same in every
    formula of a column: 0, or nothing (which of a workbook that was computed is a result), or what stands for a result
    until the file is opened.
    """

    seen: BiffSheetFindings
    recalculated: bool
    waiting: tuple[int, int] | None = None
    """Line and column, from 0, of a formula whose text must follow."""
    alike: dict[int, list[int]] = field(default_factory=dict)
    """Lines of formulas with such a result, by column."""
    computed: set[int] = field(default_factory=set)

    def before(self, kind: int) -> None:
        """Take the record that comes next."""
        if self.waiting is None or kind in _BETWEEN_FORMULA_AND_TEXT:
            return
        line, column = self.waiting
        self.waiting = None
        if kind == _TEXT_RESULT:
            self.computed.add(column)
        else:
            self.seen.marks.append(_mark(MarkKind.FORMULA_NOT_COMPUTED, line, column))

    def take(self, stream: bytes, at: int) -> None:
        """Take a formula."""
        self.seen.formulas = True
        line, column, _, result, flags = struct.unpack_from("<HHH8sH", stream, at)
        if self._stands_for_a_result(result, flags):
            self.alike.setdefault(column, []).append(line)
        elif result[6:] != b"\xff\xff" or result[0] in {_TRUTH, _BLANK}:
            self.computed.add(column)
        elif result[0] == _ERROR:
            self.computed.add(column)
            self.seen.marks.append(_mark(MarkKind.FORMULA_ERROR, line, column))
            self.seen.patches += error_of_unknown_number(stream, at + 8)
        else:
            self.waiting = (line, column)

    def end(self) -> None:
        """Take the end: no record comes any more."""
        self.before(_END)
        for column in self.alike.keys() - self.computed:
            self.seen.marks += [_mark(MarkKind.FORMULA_NOT_COMPUTED, line, column) for line in self.alike[column]]

    def _stands_for_a_result(self, result: bytes, flags: int) -> bool:
        if result == _NOTHING:
            return not self.recalculated
        return result == _ZERO or (result == _FOUR and bool(flags & _WHEN_OPENED))


def _mark(mark: MarkKind, line: int, column: int) -> MarkedCell:
    return MarkedCell(mark, line + 1, column)


def _number_at(stream: bytes, at: int) -> int:
    return int.from_bytes(stream[at : at + 2], "little")


def _is_biff_8(stream: bytes, workbook: Sequence[Record]) -> bool:
    return bool(workbook) and workbook[0][0] == _START and _number_at(stream, workbook[0][1]) == _BIFF_8


def _letters(stream: bytes, workbook: Sequence[Record]) -> str | None:
    """Return the coding of a workbook older than Excel 97; None for Unicode."""
    if _is_biff_8(stream, workbook):
        return None
    stated = next((_number_at(stream, at) for kind, at, _ in workbook if kind == _CODE_PAGE), 1252)
    page = _CODE_PAGES_OF_EXCEL_5.get(stated, stated)
    return "mac_roman" if page == 10_000 else f"cp{page}"


def _short_text(content: bytes, letters: str | None) -> str:
    """Return a text behind its length in one byte."""
    if letters is None:
        coding, text = ("utf-16-le", content[2:]) if content[1] & 1 else ("latin-1", content[2:])
        size = content[0] * (2 if content[1] & 1 else 1)
    else:
        coding, text, size = letters, content[1:], content[0]
    try:
        return text[:size].decode(coding, "replace").replace("\0", "")
    except LookupError:
        return text[:size].decode("latin-1")
