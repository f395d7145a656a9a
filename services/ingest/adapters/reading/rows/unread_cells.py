"""Cells that are not read, and what is noted of them: those a formula left without a value, those under no heading."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.adapters.reading.sheets.open_file import WITHOUT_VALUE, Block
from services.ingest.domain.file_findings import MarkKind, NoteKind
from services.ingest.domain.sheet.column_letters import column_letter
from services.ingest.domain.sheet.rows import PREFILLED
from services.ingest.domain.sheet.templates import SheetHeading
from shared.vocabulary import column_ids as col

_FILLED: Final = "#N/A"
"""Stands for a value that could not be had, before the judge of rows."""

_CELLS_MARKED_MAX: Final = 3
"""Of a row, each by itself."""
_OBJECTION: Final = col.OBJECTION
"""An objection that cannot be read counts as one: its cell is marked whatever else is."""


@dataclass(slots=True)
class LostValues:
    """Sees the cells of a sheet whose value could not be had. Without any it costs a look at each block."""

    heading: SheetHeading
    not_computed: Counter[int] = field(default_factory=Counter)
    """Cells of rows by place in the heading."""
    lines_without_values: int = 0

    def as_judged(self, block: Block) -> Sequence[Sequence[str | None]]:
        """Return the columns with such cells filled, in lines of which anything else is known about somebody.

        So a learner whose lookups fail is a row, and a line that is filled down to the end of the sheet is none.
        """
        lost = _lost(block.marks)
        if not lost:
            return block.columns
        telling = [n for n, column in enumerate(self.heading.columns) if column.id not in PREFILLED]
        columns = [list(column) for column in block.columns]
        position = {line: n for n, line in enumerate(block.lines)}
        bare = set()
        for mark, column in lost:
            at = position[mark.line]
            if any(block.columns[place][at] for place in telling):
                columns[column][at] = columns[column][at] or _FILLED
            elif column in telling:
                bare.add(mark.line)
        self.lines_without_values += len(bare)
        return columns

    def take(self, lines: Sequence[int], marks: Sequence[MarkedCell]) -> Sequence[MarkedCell]:
        """Count the formulas without values on the lines of rows, and return the marks that are kept.

        The note names the columns. A row with many such cells is marked once, and not at each of them.
        """
        lost = [(mark, column) for mark, column in _lost(marks) if mark.mark is MarkKind.FORMULA_NOT_COMPUTED]
        if not lost:
            return marks
        rows = set(lines)
        self.not_computed.update(column for mark, column in lost if mark.line in rows)
        many = {line for line, count in Counter(mark.line for mark, _ in lost).items() if count > _CELLS_MARKED_MAX}
        objection = next((n for n, column in enumerate(self.heading.columns) if column.id == _OBJECTION), None)
        kept = [mark for mark in marks if mark.line not in many or not _is_one_of_many(mark, objection)]
        return [*kept, *(MarkedCell(MarkKind.FORMULA_NOT_COMPUTED, line) for line in sorted(many))]

    def notes(self) -> list[tuple[NoteKind, int, str | None]]:
        """Return what is to be noted of the sheet: note, count and the letter of the column."""
        notes: list[tuple[NoteKind, int, str | None]] = [
            (NoteKind.FORMULAS_NOT_COMPUTED, count, column_letter(self.heading.columns[place].index))
            for place, count in sorted(self.not_computed.items())
        ]
        if self.lines_without_values:
            notes.append((NoteKind.LINES_WITHOUT_VALUES, self.lines_without_values, None))
        return notes


@dataclass(slots=True)
class UnheadedCells:
    """Counts the cells of rows in the columns of a sheet that have no heading."""

    heading: SheetHeading
    filled: Counter[int] = field(default_factory=Counter)
    """By column, from 0."""

    def take(self, block: Block, wanted: Sequence[bool]) -> None:
        """Count the cells of the rows among these lines; lines with a cell too many are marked by themselves."""
        if not any(any(column) for column in block.unheaded):
            return
        longer = {mark.line for mark in block.marks if mark.mark is MarkKind.CELLS_BEYOND_HEADING}
        counted = [is_row and line not in longer for line, is_row in zip(block.lines, wanted, strict=False)]
        for index, column in zip(self.heading.unheaded, block.unheaded, strict=True):
            self.filled[index] += sum(1 for cell, counts in zip(column, counted, strict=False) if cell and counts)

    def notes(self) -> list[tuple[NoteKind, int, str]]:
        """Return what is to be noted of the sheet: note, count and the letter of the column."""
        return [
            (NoteKind.CELLS_WITHOUT_HEADING, count, column_letter(index))
            for index, count in sorted(self.filled.items())
            if count
        ]


def _lost(marks: Sequence[MarkedCell]) -> list[tuple[MarkedCell, int]]:
    return [(mark, mark.column) for mark in marks if mark.mark in WITHOUT_VALUE and mark.column is not None]


def _is_one_of_many(mark: MarkedCell, objection: int | None) -> bool:
    return mark.mark is MarkKind.FORMULA_NOT_COMPUTED and mark.column != objection
