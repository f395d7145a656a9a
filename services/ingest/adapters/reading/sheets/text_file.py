"""Text files of delimited values: how their letters are coded, what separates their cells, which lines do not fit."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.adapters.reading.sheets.open_file import (
    BLOCK_LINES,
    Block,
    OpenFile,
    Unreadable,
    in_blocks,
    text_block,
)
from services.ingest.domain.file_findings import FileRefusal, MarkKind, NoteKind
from services.ingest.domain.letters import Letters, decoded
from services.ingest.domain.sheet.cells import CHARACTERS_MAX
from services.ingest.domain.sheet.templates import COLUMNS_MAX, HEADER_ROWS_MAX

_DELIMITERS: Final = ",;\t|"
_SEPARATOR_LINE: Final = re.compile(r"sep=([^\r\n]*)(?:\r\n?|\n|\Z)", re.IGNORECASE)
"""A line above all others that tells spreadsheets what separates cells."""
_SNIFFED_CHARACTERS: Final = 16 * 1024
_BLANK_LINES: Final = ("\n\n", "\n\r\n", "\r\r")
"""At the end of a text there may be millions of them, and each would be looked at."""
_END: Final = "end"
"""Put after a text: a line of its own, if no quotation mark is open there."""
_NARROW: Final = 6
"""No return has fewer columns. An address of several lines may hold some commas."""
_NOTES: Final = {Letters.WINDOWS: NoteKind.ENCODING_ASSUMED, Letters.MACINTOSH: NoteKind.MACINTOSH_LETTERS}


def open_text(content: bytes) -> OpenFile:
    """Open a text file. Raises Unreadable."""
    found = decoded(content)
    if found is None:
        raise Unreadable(FileRefusal.TEXT_UNREADABLE)
    text, lines_above = found.text, 0
    delimiter = None
    if stated := _SEPARATOR_LINE.match(text):
        text, lines_above = text[stated.end() :], 1
        delimiter = stated[1][:1] if _can_separate(stated[1][:1]) else None
    if text.endswith(_BLANK_LINES):
        text = text.rstrip("\r\n")
    odd_lines = frozenset(line - lines_above for line in found.odd_lines)
    sheet = TextSheet("CSV", text, delimiter or _delimiter_of(text), odd_lines)
    return OpenFile([sheet], [], [_NOTES[found.letters]] if found.letters in _NOTES else [])


def _can_separate(sign: str) -> bool:
    """Return whether a sign may stand between cells: no letter, digit or quotation mark can."""
    return sign == "\t" or (sign.isprintable() and not sign.isalnum() and sign not in "\"'\\")


def _delimiter_of(text: str) -> str:
    """Return the delimiter that most of the first lines have most of; a comma when there is none."""
    lines = [line for line in text[:_SNIFFED_CHARACTERS].splitlines()[:30] if line.strip()]
    return max(_DELIMITERS, key=lambda delimiter: sum(line.count(delimiter) for line in lines), default=",")


@dataclass(slots=True)
class TextSheet:
    """The one sheet of a text file."""

    name: str
    text: str
    delimiter: str
    odd_lines: frozenset[int] = frozenset()
    """Lines of the text, from 1, whose letters are coded otherwise than those of the other lines."""
    lines_to_begin_with: ClassVar[int] = HEADER_ROWS_MAX + 1
    """All in which a heading may stand: a quotation mark that swallows one of them is found before anything else."""

    def blocks(
        self, indexes: Sequence[int] | None, lines_max: int = BLOCK_LINES, heading_line: int | None = None
    ) -> Iterator[Block]:
        """Walk through the sheet; a line that has more cells than its headings is marked."""
        odd_rows: list[MarkedCell] = []
        fit = None if heading_line is None else _Fit(heading_line)
        try:
            for first, rows in in_blocks(self._rows(odd_rows), lines_max):
                wanted = range(min(max(map(len, rows)), COLUMNS_MAX)) if indexes is None else indexes
                width = max(wanted, default=0) + 1
                columns = list(zip(*(row[:width] + [""] * (width - len(row)) for row in rows), strict=True))
                marks = odd_rows + (fit.marks(first, rows) if fit else [])
                yield text_block(first, len(rows), {index: columns[index] for index in wanted}, marks)
                odd_rows.clear()
        except csv.Error as error:
            long = "field larger" in str(error)
            raise Unreadable(FileRefusal.CELL_TOO_LONG if long else FileRefusal.DAMAGED) from None

    def _rows(self, odd_rows: list[MarkedCell]) -> Iterator[list[str]]:
        """Walk through the rows. Raises Unreadable where a quotation mark makes one cell of several rows."""
        csv.field_size_limit(CHARACTERS_MAX)
        text = self.text if self.text.endswith(("\n", "\r")) else self.text + "\n"
        reader = csv.reader(
            io.StringIO(text + _END, newline=""),
            delimiter=self.delimiter,
            skipinitialspace=f'{self.delimiter} "' in text,  # Maths, "Maths, Physics": the mark quotes all the same
        )
        width, line, last = 0, 0, None
        for number, row in enumerate(reader, 1):
            if last is not None:
                yield last
            if reader.line_num > line + 1 and self._holds_two_rows(row, width):
                raise Unreadable(FileRefusal.QUOTE_SWALLOWS)
            if self.odd_lines and not self.odd_lines.isdisjoint(range(line + 1, reader.line_num + 1)):
                odd_rows.append(MarkedCell(MarkKind.LINE_CODED_OTHERWISE, number))
            if len(row) > width:
                width = max(width, _width(row))
            line, last = reader.line_num, row
        if last != [_END]:
            raise Unreadable(
                FileRefusal.QUOTE_SWALLOWS
            )  # the end is within a cell: its quotation mark was never closed

    def _holds_two_rows(self, row: list[str], width: int) -> bool:
        """Return whether a row over several lines has the delimiters of two, those within such cells too.

        No delimiter of the swallowed rows is lost, wherever the quotation marks stand. `width`: of the rows above;
        where these are but a title, far narrower, only this one tells how wide rows are.
        """
        wide = max(width if len(row) < 2 * width else len(row), _NARROW)
        within = sum(cell.count(self.delimiter) for cell in row if "\n" in cell or "\r" in cell)
        return len(row) - 1 + within >= 2 * (wide - 1)


@dataclass(slots=True)
class _Fit:
    """Knows the lines that have more cells than their headings: a delimiter stands unquoted within a value there.

    A cell to the right is no such fault where the headings' own line, or most lines, end in a delimiter.
    """

    heading_line: int
    headed: int = 0
    """Cells up to the last heading."""
    longest: int = 0
    """Cells that a line may have."""
    usual: int = 0

    def marks(self, first: int, rows: Sequence[Sequence[str]]) -> list[MarkedCell]:
        """Mark the lines of a block; its first one has that number."""
        below = max(self.heading_line + 1 - first, 0)
        if 0 < below <= len(rows):
            header = rows[below - 1]
            self.headed, self.longest = _width(header), len(header)
        if max(map(len, rows[below:]), default=0) <= self.longest:
            return []
        if self.usual == 0:
            lengths = Counter(len(row) for row in rows[below:] if any(row))
            self.usual = max(lengths, key=lambda length: (lengths[length], -length), default=0)
        return [
            MarkedCell(MarkKind.CELLS_BEYOND_HEADING, line)
            for line, row in enumerate(rows[below:], first + below)
            if len(row) > self.longest and (len(row) > self.usual or _width(row) > self.headed)
        ]


def _width(row: Sequence[str]) -> int:
    """Return how many cells there are up to the last that is filled."""
    return max((place for place, cell in enumerate(row, 1) if cell), default=0)
