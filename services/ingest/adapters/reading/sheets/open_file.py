"""One way to walk through the sheets of any file, whichever reader has opened it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Protocol, TypeVar

from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.domain.file_findings import FileRefusal, MarkKind, NoteKind
from services.ingest.domain.sheet.cells import CellValue, column_texts

R = TypeVar("R")

BLOCK_LINES: Final = 500
"""Lines that are taken together: what a column repeats is worked out once for them."""
SHEETS_MAX: Final = 50
WITHOUT_VALUE: Final = frozenset({MarkKind.FORMULA_ERROR, MarkKind.FORMULA_NOT_COMPUTED})
"""Marks of cells whose value could not be had."""


class Unreadable(Exception):  # noqa: N818 (a refusal of the file, not an error of the program)
    """The file cannot be read, for this reason."""

    def __init__(self, refusal: FileRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a sheet that follow one another, by column."""

    lines: Sequence[int]
    """The lines' numbers as the spreadsheet shows them; blank lines may be left out."""
    columns: Sequence[Sequence[str | None]]
    """The cells as text, by column and line."""
    marks: Sequence[MarkedCell] = ()
    unheaded: Sequence[Sequence[str | None]] = ()
    """Of lines below a header: the cells of columns without a heading, as `columns`."""


class Sheet(Protocol):
    """A sheet with values."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    @property
    def lines_to_begin_with(self) -> int:
        """Lines that are taken at once while its heading is looked for."""

    def blocks(
        self, indexes: Sequence[int] | None, lines_max: int = BLOCK_LINES, heading_line: int | None = None
    ) -> Iterator[Block]:
        """Walk through the sheet from the top: the cells in these columns, counted from 0 at A.

        None: every column (at most 200). `heading_line`: the number of the line that heads the columns, where it is
        known; lines of a text file that do not fit it are marked. May be called again. Raises Unreadable.
        """


@dataclass(slots=True)
class OpenFile:
    """A file that a reader has opened."""

    sheets: list[Sheet]
    hidden_sheets: list[str]
    notes: list[NoteKind] = field(default_factory=list)
    sheets_too_many: list[str] = field(default_factory=list)
    """Names of visible sheets beyond the 50th: they are not opened."""


def text_block(
    first: int, lines: int, columns: Mapping[int, Sequence[CellValue] | None], marks: Sequence[MarkedCell]
) -> Block:
    """Bring cells into order by the one rule (`shared.vocabulary.cell_text`); mark those whose letters it put right."""
    texts: list[Sequence[str | None]] = []
    repair_marks: list[MarkedCell] = []
    for index, cells in columns.items():
        column, repaired = ([None] * lines, ()) if cells is None else column_texts(cells)
        texts.append(column)
        repair_marks += [MarkedCell(MarkKind.TEXT_REPAIRED, first + place, index) for place in repaired]
    return Block(range(first, first + lines), texts, [*marks, *repair_marks] if repair_marks else marks)


def in_blocks(rows: Iterable[R], lines_max: int) -> Iterator[tuple[int, list[R]]]:
    """Take the rows by blocks of this many, each time with the number of the first one, from 1."""
    first = 1
    remaining = iter(rows)
    while block := list(islice(remaining, lines_max)):
        yield first, block
        first += len(block)
