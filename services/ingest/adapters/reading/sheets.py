"""One way to walk through the sheets of any file: workbooks by calamine, text by the csv module."""

import csv
import io
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Protocol, TypeVar

import python_calamine as calamine

from services.ingest.adapters.reading.package import CellMark, Package
from services.ingest.domain.cells import CHARACTERS_MAX, CellValue, column_texts
from services.ingest.domain.file_kinds import FileKind
from services.ingest.domain.templates import COLUMNS_MAX
from services.ingest.domain.verdicts import Mark, Note, Verdict

R = TypeVar("R")

BLOCK_LINES: Final = 500
"""So many lines are taken together: what a column repeats is worked out once for them."""
_DELIMITERS: Final = ",;\t|"
_SNIFFED_CHARACTERS: Final = 16 * 1024
SHEETS_MAX: Final = 50
_END: Final = "end"
"""Put after a text: a line of its own, if no quotation mark is open there."""
WITHOUT_VALUE: Final = frozenset({Mark.FORMULA_ERROR, Mark.FORMULA_NOT_COMPUTED})
"""Marks of cells whose value could not be had."""
_NARROW: Final = 6
"""No return has fewer columns. An address of several lines may hold some commas."""


class Unreadable(Exception):  # noqa: N818 (a verdict on the file, not an error of the program)
    """The file cannot be read, for this reason."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a sheet that follow one another, by column."""

    lines: Sequence[int]
    """The lines' numbers as the spreadsheet shows them; blank lines may be left out."""
    columns: Sequence[Sequence[str | None]]
    """The cells as text, by column and line."""
    marks: Sequence[CellMark] = ()


class Sheet(Protocol):
    """A sheet with values."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    def blocks(self, indexes: Sequence[int] | None, lines_max: int = BLOCK_LINES) -> Iterator[Block]:
        """Walk through the sheet from the top: the cells in these columns, counted from 0 at A.

        None: every column (at most 200). May be called again. Raises Unreadable.
        """


@dataclass(slots=True)
class OpenFile:
    """A file that a reader has opened."""

    sheets: list[Sheet]
    hidden_sheets: list[str]
    notes: list[Note] = field(default_factory=list)
    sheets_too_many: list[str] = field(default_factory=list)
    """Names of visible sheets beyond the 50th: they are not opened."""


@dataclass(slots=True)
class CalamineSheet:
    """A sheet of a workbook. Calamine holds all of it in memory; the lines are made as they are asked for.

    A reader of our own, of regular expressions over the sheet's XML, was tried. It took a quarter of the child's time
    away, and misread dates of 1904, refused strict workbooks and ran out of memory on formatted empty rows.
    """

    name: str
    sheet: calamine.CalamineSheet
    marks: Sequence[CellMark] = ()
    """What the guard saw in its cells, in the order of their lines."""

    def blocks(self, indexes: Sequence[int] | None, lines_max: int = BLOCK_LINES) -> Iterator[Block]:
        empty = self.sheet.start[1] if self.sheet.start else 0  # columns to the left, which calamine leaves out
        width = empty + self.sheet.width
        wanted = range(min(width, COLUMNS_MAX)) if indexes is None else indexes
        last = max(wanted, default=0) - empty
        for first, rows in _in_blocks(self.sheet.iter_rows(), lines_max):
            marks = self._marks(first, first + len(rows))
            _take_values_away(marks, rows, first, empty)
            columns = list(islice(zip(*rows, strict=True), last + 1)) if last >= 0 else []
            yield _block(
                first,
                len(rows),
                {index: columns[index - empty] if empty <= index < width else None for index in wanted},
                marks,
            )

    def _marks(self, first: int, after: int) -> Sequence[CellMark]:
        if not self.marks:
            return ()
        start, end = (bisect_left(self.marks, line, key=lambda mark: mark.line) for line in (first, after))
        return self.marks[start:end]


def _take_values_away(marks: Sequence[CellMark], rows: Sequence[list[Any]], first: int, empty: int) -> None:
    """Empty the cells whose value could not be had, of whatever the file shows in its place."""
    for mark in marks:
        if mark.mark in WITHOUT_VALUE and mark.column is not None:
            row = rows[mark.line - first]
            if 0 <= mark.column - empty < len(row):
                row[mark.column - empty] = None


@dataclass(slots=True)
class TextSheet:
    """The one sheet of a text file."""

    name: str
    text: str
    delimiter: str

    def blocks(self, indexes: Sequence[int] | None, lines_max: int = BLOCK_LINES) -> Iterator[Block]:
        try:
            for first, rows in _in_blocks(self._rows(), lines_max):
                wanted = range(min(max(map(len, rows)), COLUMNS_MAX)) if indexes is None else indexes
                width = max(wanted, default=0) + 1
                columns = list(zip(*(row[:width] + [""] * (width - len(row)) for row in rows), strict=True))
                yield _block(first, len(rows), {index: columns[index] for index in wanted}, ())
        except csv.Error as error:
            long = "field larger" in str(error)
            raise Unreadable(Verdict.CELL_TOO_LONG if long else Verdict.DAMAGED) from None

    def _rows(self) -> Iterator[list[str]]:
        """Walk through the rows. Raises Unreadable where a quotation mark makes one cell of several rows."""
        csv.field_size_limit(CHARACTERS_MAX)
        text = self.text if self.text.endswith(("\n", "\r")) else self.text + "\n"
        reader = csv.reader(io.StringIO(text + _END, newline=""), delimiter=self.delimiter)
        width, line, last = 0, 0, None
        for row in reader:
            if last is not None:
                yield last
            if reader.line_num > line + 1 and self._holds_two_rows(row, width):
                raise Unreadable(Verdict.QUOTE_SWALLOWS)
            if len(row) > width:
                width = max(width, _width(row))
            line, last = reader.line_num, row
        if last != [_END]:
            raise Unreadable(Verdict.QUOTE_SWALLOWS)  # the end is within a cell: its quotation mark was never closed

    def _holds_two_rows(self, row: list[str], width: int) -> bool:
        """Say whether a row over several lines has the delimiters of two, those within such cells too.

        No delimiter of the swallowed rows is lost, wherever the quotation marks stand. `width`: of the rows above;
        where these are but a title, far narrower, only this one tells how wide rows are.
        """
        wide = max(width if len(row) < 2 * width else len(row), _NARROW)
        within = sum(cell.count(self.delimiter) for cell in row if "\n" in cell or "\r" in cell)
        return len(row) - 1 + within >= 2 * (wide - 1)


def _width(row: list[str]) -> int:
    """Return how many cells there are up to the last that is filled."""
    return max((place for place, cell in enumerate(row, 1) if cell), default=0)


def _block(
    first: int, lines: int, columns: Mapping[int, Sequence[CellValue] | None], marks: Sequence[CellMark]
) -> Block:
    """Bring cells into order by the one rule (`shared.vocabulary.cell_text`); mark those whose letters it put right."""
    texts: list[Sequence[str | None]] = []
    mended: list[CellMark] = []
    for index, cells in columns.items():
        column, repaired = ([None] * lines, ()) if cells is None else column_texts(cells)
        texts.append(column)
        mended += [CellMark(Mark.TEXT_REPAIRED, first + place, index) for place in repaired]
    return Block(range(first, first + lines), texts, [*marks, *mended] if mended else marks)


def open_file(content: bytes, kind: FileKind, package: Package) -> OpenFile:
    """Open a file that has passed the guard, which says what it saw in it. Raises Unreadable."""
    return _open_text(content) if kind is FileKind.CSV else _open_workbook(content, package)


def _open_workbook(content: bytes, package: Package) -> OpenFile:
    try:
        workbook = calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        if package.sheet_parts is not None and len(workbook.sheets_metadata) > package.sheet_parts:
            raise Unreadable(Verdict.DAMAGED)  # one part listed again and again: each time it would be read whole
        worksheets = [data for data in workbook.sheets_metadata if data.typ is calamine.SheetTypeEnum.WorkSheet]
        visible = [data.name for data in worksheets if data.visible is calamine.SheetVisibleEnum.Visible]
        sheets: list[Sheet] = [
            CalamineSheet(name, workbook.get_sheet_by_name(name), package.marks.get(name, ()))
            for name in visible[:SHEETS_MAX]
        ]
    except calamine.PasswordError:
        raise Unreadable(Verdict.PASSWORD) from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, calamine.WorksheetNotFound, OSError):
        raise Unreadable(Verdict.DAMAGED) from None
    hidden = [data.name for data in worksheets if data.name not in visible]
    return OpenFile(sheets, hidden, sheets_too_many=visible[SHEETS_MAX:])


def _open_text(content: bytes) -> OpenFile:
    text, notes = _decoded(content)
    delimiter = None
    if text[:4].casefold() == "sep=":
        first, _, text = text.partition("\n")
        delimiter = first[4:5]
    return OpenFile([TextSheet("CSV", text, delimiter or _delimiter_of(text))], [], notes)


def _decoded(content: bytes) -> tuple[str, list[Note]]:
    """Decode in a fixed order, never by guessing: byte order mark, strict UTF-8, then Windows-1252."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), []
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable(Verdict.TEXT_UNREADABLE) from None
    return content.decode("cp1252", "replace"), [Note.ENCODING_ASSUMED]


def _delimiter_of(text: str) -> str:
    """Return the delimiter that most of the first lines have most of; a comma when there is none."""
    lines = [line for line in text[:_SNIFFED_CHARACTERS].splitlines()[:30] if line.strip()]
    return max(_DELIMITERS, key=lambda delimiter: sum(line.count(delimiter) for line in lines), default=",")


def _in_blocks(rows: Iterable[R], lines_max: int) -> Iterator[tuple[int, list[R]]]:
    """Take the rows so many at a time, each time with the number of the first one, from 1."""
    first = 1
    remaining = iter(rows)
    while block := list(islice(remaining, lines_max)):
        yield first, block
        first += len(block)
