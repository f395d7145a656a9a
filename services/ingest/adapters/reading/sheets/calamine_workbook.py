"""Workbooks, which calamine opens: sheets as lines of text, with the marks that the inspection found."""

import io
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

import python_calamine as calamine

from services.ingest.adapters.reading.package.findings import MarkedCell, PackageFindings
from services.ingest.adapters.reading.sheets.open_file import (
    BLOCK_LINES,
    SHEETS_MAX,
    WITHOUT_VALUE,
    Block,
    OpenFile,
    Sheet,
    Unreadable,
    in_blocks,
    text_block,
)
from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.sheet.templates import COLUMNS_MAX


@dataclass(slots=True)
class CalamineSheet:
    """A sheet of a workbook. Calamine holds all of it in memory; the lines are made as they are asked for.

    A reader of our own, of regular expressions over the sheet's XML, was tried. It took a quarter of the child's time
    away, and misread dates of 1904, refused strict workbooks and ran out of memory.
    """

    name: str
    sheet: calamine.CalamineSheet
    marks: Sequence[MarkedCell] = ()
    """What the guard saw in its cells, in the order of their lines."""
    lines_to_begin_with: ClassVar[int] = 6
    """Most headings stand in the first lines, and lines below it need not be brought into order twice."""

    def blocks(
        self, indexes: Sequence[int] | None, lines_max: int = BLOCK_LINES, heading_line: int | None = None
    ) -> Iterator[Block]:
        """Walk through the sheet; what stands right of the table, under no heading, is nobody's fault here."""
        empty = self.sheet.start[1] if self.sheet.start else 0  # columns to the left, which calamine leaves out
        width = empty + self.sheet.width
        wanted = range(min(width, COLUMNS_MAX)) if indexes is None else indexes
        last = max(wanted, default=0) - empty
        below = 1
        for first, rows in in_blocks(self.sheet.iter_rows(), lines_max):
            marks = self._marks(first, first + len(rows))
            _take_values_away(marks, rows, first, empty)
            columns = list(islice(zip(*rows, strict=True), last + 1)) if last >= 0 else []
            yield text_block(
                first,
                len(rows),
                {index: columns[index - empty] if empty <= index < width else None for index in wanted},
                marks,
            )
            below = first + len(rows)
        yield from self._marked_lines(below, len(wanted))

    def _marked_lines(self, first: int, width: int) -> Iterator[Block]:
        """Walk through the lines below the last value that hold cells whose value could not be had."""
        lost: dict[int, list[MarkedCell]] = {}
        for mark in self._marks(first):
            if mark.mark in WITHOUT_VALUE:
                lost.setdefault(mark.line, []).append(mark)
        for _, lines in in_blocks(lost, BLOCK_LINES):
            yield Block(lines, [[None] * len(lines)] * width, [mark for line in lines for mark in lost[line]])

    def _marks(self, first: int, after: int | None = None) -> Sequence[MarkedCell]:
        if not self.marks:
            return ()
        start = bisect_left(self.marks, first, key=_line_of)
        return self.marks[start : None if after is None else bisect_left(self.marks, after, key=_line_of)]


def _line_of(mark: MarkedCell) -> int:
    return mark.line


def _take_values_away(marks: Sequence[MarkedCell], rows: Sequence[list[Any]], first: int, empty: int) -> None:
    """Empty the cells whose value could not be had, of whatever the file shows in its place."""
    for mark in marks:
        if mark.mark in WITHOUT_VALUE and mark.column is not None:
            row = rows[mark.line - first]
            if 0 <= mark.column - empty < len(row):
                row[mark.column - empty] = None


def open_workbook(content: bytes, package: PackageFindings) -> OpenFile:
    """Open an inspected and repaired workbook of any kind. Raises Unreadable."""
    try:
        workbook = calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        if package.sheet_parts is not None and len(workbook.sheets_metadata) > package.sheet_parts:
            raise Unreadable(FileRefusal.DAMAGED)  # one part listed again and again: each time it would be read whole
        worksheets = [data for data in workbook.sheets_metadata if data.typ is calamine.SheetTypeEnum.WorkSheet]
        visible = [data.name for data in worksheets if data.visible is calamine.SheetVisibleEnum.Visible]
        if not _tells_sheets_apart(visible, worksheets, package):
            raise Unreadable(FileRefusal.DAMAGED)
        sheets: list[Sheet] = [
            CalamineSheet(name, workbook.get_sheet_by_name(name), sorted(package.marks.get(name, ()), key=_line_of))
            for name in visible[:SHEETS_MAX]
        ]
    except calamine.PasswordError:
        raise Unreadable(FileRefusal.PASSWORD) from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, calamine.WorksheetNotFound, OSError):
        raise Unreadable(FileRefusal.DAMAGED) from None
    hidden = [data.name for data in worksheets if data.name not in visible]
    return OpenFile(sheets, hidden, sheets_too_many=visible[SHEETS_MAX:])


def _tells_sheets_apart(visible: Sequence[str], all_sheets: Sequence[Any], package: PackageFindings) -> bool:
    """Return whether each sheet has a name of its own, and marks are those of sheets that the library knows too."""
    marked = {name for name, marks in package.marks.items() if marks}
    return len(set(visible)) == len(visible) and marked <= {data.name for data in all_sheets}
