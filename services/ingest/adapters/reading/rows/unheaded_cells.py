"""Cells under no heading: they are read by nobody, and that is noted once of their column."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.ingest.adapters.reading.sheets.open_file import Block
from services.ingest.domain.file_findings import MarkKind, NoteKind
from services.ingest.domain.sheet.column_letters import column_letter
from services.ingest.domain.sheet.templates import SheetHeading


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
