"""Reads one sheet from its header down: which lines are rows, and what is noted of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from services.ingest.adapters.reading.rows.lines_below_header import date_places, lines_below
from services.ingest.adapters.reading.rows.lost_values import LostValues
from services.ingest.adapters.reading.rows.part_builder import FileResult, PartBuilder, part_head
from services.ingest.adapters.reading.rows.unheaded_cells import UnheadedCells
from services.ingest.adapters.reading.sheets.open_file import Block, Sheet
from services.ingest.domain.file_findings import NoteKind
from services.ingest.domain.sheet.date_order import may_be_month_first
from services.ingest.domain.sheet.rows import row_judge, totals_judge
from services.ingest.domain.sheet.templates import SheetHeading
from shared.vocabulary.collections import find_collection

_ESTABLISHMENT: Final = "E1"
_BORN_ON: Final = "P10"
_GO_ON_AFTER_EMPTY: Final = 20_000
"""After so many empty lines the rest of the sheet is formatting. Empty lines at the end are never counted."""


def read_sheet(
    sheet: Sheet,
    heading: SheetHeading,
    reading: FileResult,
    *,
    days_late: int = 0,
    month_first: frozenset[int] = frozenset(),
) -> None:
    """Read the rows below the header of a sheet. Raises Unreadable.

    `month_first`: places in the heading of the columns whose dates are written so.
    """
    blocks = lines_below(sheet, heading, days_late=days_late, month_first=month_first)
    dates = date_places(heading)
    are_rows = row_judge(heading)
    places = {column.id: place for place, column in enumerate(heading.columns)}
    establishment, dated_by = places.get(_ESTABLISHMENT), places.get(_dated_by(heading) or "")
    parts = PartBuilder(part_head(sheet, heading), list(places), places.get(_BORN_ON), reading)
    lines = _Lines(heading.first_row, reading)
    lost = LostValues(heading)
    unheaded = UnheadedCells(heading)
    for block in blocks:
        wanted = are_rows(lost.as_judged(block))
        lines_read = lines.walk(block, wanted)
        columns = _rows_of(block.columns, wanted[:lines_read])
        if establishment is not None:
            reading.numbers.update(columns[establishment])
        if dated_by is not None:
            reading.dates.update(columns[dated_by])
        if not reading.some_month_first:
            reading.some_month_first = any(may_be_month_first(columns[place]) for place in dates)
        unheaded.take(block, wanted[:lines_read])
        rows = list(compress(block.lines, wanted[:lines_read]))
        parts.take(rows, columns, lost.take(rows, block.marks))
        if lines_read < len(wanted):
            below = any(any(column[lines_read:]) for column in block.columns)
            if below or any(any(column) for block in blocks for column in block.columns):
                reading.note(NoteKind.LINES_NOT_READ, sheet.name)
            break
    parts.drop_totals(totals_judge(heading), establishment)
    parts.finish()
    for note, count, letter in (*lost.notes(), *unheaded.notes()):
        reading.note(note, sheet.name, count, letter)


def _rows_of(columns: Sequence[Sequence[str | None]], wanted: Sequence[bool]) -> list[list[str | None]]:
    """Return the columns with the wanted lines alone; mostly these are all lines, or all down to one of them."""
    rows = wanted.count(True)
    if all(wanted[:rows]):
        return [list(column if rows == len(column) else column[:rows]) for column in columns]
    return [list(compress(column, wanted)) for column in columns]


def _dated_by(heading: SheetHeading) -> str | None:
    """Return the column whose dates show which period the rows are for; None where the collection has none."""
    collection = find_collection(heading.collection)
    return None if collection is None else collection.dated_by


@dataclass(slots=True)
class _Lines:
    """Counts the lines of a sheet that are no rows. Empty ones count once something stands below them."""

    previous: int
    reading: FileResult
    empty: int = 0

    def walk(self, block: Block, wanted: Sequence[bool]) -> int:
        """Return how many lines of the block are to be read: fewer than all where the sheet is at its end."""
        if block.lines and all(wanted) and block.lines[-1] - block.lines[0] < len(block.lines):
            return self._pass_rows(block.lines)
        for position, (line, is_row) in enumerate(zip(block.lines, wanted, strict=True)):
            self.empty += line - self.previous - 1  # lines that the sheet leaves out
            self.previous = line
            if self.empty >= _GO_ON_AFTER_EMPTY:
                return position
            if not is_row:
                self.empty += 1
                if not any(column[position] for column in block.columns):
                    continue
            self.reading.blank += self.empty
            self.empty = 0
        return len(wanted)

    def _pass_rows(self, lines: Sequence[int]) -> int:
        """Count as `walk` does line by line: the fast path for lines that follow one another, all of them rows."""
        self.empty += lines[0] - self.previous - 1
        self.previous = lines[-1]
        if self.empty >= _GO_ON_AFTER_EMPTY:
            return 0
        self.reading.blank += self.empty
        self.empty = 0
        return len(lines)
