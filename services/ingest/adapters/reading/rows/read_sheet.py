"""Reads one sheet from its header down: which lines are rows, and what is noted of the rest."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Final

from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.adapters.reading.rows.part_builder import FileResult, PartBuilder, part_head
from services.ingest.adapters.reading.rows.unread_cells import LostValues, UnheadedCells
from services.ingest.adapters.reading.sheets.open_file import WITHOUT_VALUE, Block, Sheet
from services.ingest.domain.file_findings import NoteKind
from services.ingest.domain.sheet.cells import serial_text
from services.ingest.domain.sheet.date_order import from_month_first, may_be_month_first
from services.ingest.domain.sheet.objections import objects, of_either
from services.ingest.domain.sheet.rows import row_judge, totals_judge
from services.ingest.domain.sheet.templates import SheetHeading
from shared.vocabulary import column_ids as col
from shared.vocabulary.collections import COLLECTIONS, Collection
from shared.vocabulary.columns import get_column

NO_VALUE: Final = "#N/A"
"""Stands for an objection whose value could not be had."""
_BORN_ON: Final = col.BIRTH_DATE
_GO_ON_AFTER_EMPTY: Final = 20_000
"""After this many empty lines the rest of the sheet is formatting. Empty lines at the end are never counted."""


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
    dates, are_rows = date_places(heading), row_judge(heading)
    places: dict[str | None, int] = {column.id: place for place, column in enumerate(heading.columns)}
    collection = COLLECTIONS[heading.collection]
    establishment = places.get(collection.establishment_column)
    votes = _Votes(collection, places)
    kind = heading.row_kind[1] if heading.row_kind else None
    parts = PartBuilder(part_head(sheet, heading), heading.ids, places.get(_BORN_ON), reading, kind)
    lines = _Lines(heading.first_row, reading)
    lost = LostValues(heading)
    unheaded = UnheadedCells(heading)
    for block in blocks:
        wanted = are_rows(lost.as_judged(block))
        lines_read = lines.walk(block, wanted)
        columns = _rows_of(block.columns, wanted[:lines_read])
        votes.take(columns, reading)
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


class _Votes:
    """Counts what rows show of whose they are and when the file is for."""

    def __init__(self, collection: Collection, places: Mapping[str | None, int]) -> None:
        self._establishment = places.get(collection.establishment_column)
        self._dated_by = [places[column] for column in collection.dating_columns if column in places]
        self._aged_by = [places[column] for column in collection.ageing_columns if column in places]
        self._born, self._taught = places.get(_BORN_ON), places.get(collection.taught_in)

    def take(self, columns: Sequence[Sequence[str | None]], reading: FileResult) -> None:
        """Count some rows, by column."""
        if self._establishment is not None:
            reading.numbers.update(columns[self._establishment])
        for place in self._dated_by:
            reading.dates.update(columns[place])
        for place in self._aged_by:
            reading.ages.update(columns[place])
        if self._born is not None and self._taught is not None:
            reading.pupils.update(zip(columns[self._born], columns[self._taught], strict=True))


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


def date_places(heading: SheetHeading) -> list[int]:
    """Return the places in the heading of the columns that hold dates."""
    return [place for place, column in enumerate(heading.columns) if get_column(column.id).kind == "date"]


def lines_below(
    sheet: Sheet, heading: SheetHeading, *, days_late: int = 0, month_first: frozenset[int] = frozenset()
) -> Iterator[Block]:
    """Walk through the lines below the header: the mapped cells and their marks, by place in the heading.

    `days_late`: how many days after Excel's first day the workbook begins to count.
    `month_first`: places of the columns whose dates are written so; they become dates that nobody can misread.
    """
    place_of = {column.index: place for place, column in enumerate(heading.columns)}
    serials = date_places(heading) if days_late else []
    mapped = len(place_of)
    indexes = [*place_of, *heading.more_objections, *heading.unheaded]
    unheaded = mapped + len(heading.more_objections)
    for block in sheet.blocks(indexes, heading_line=heading.first_row):
        above = bisect_right(block.lines, heading.first_row)
        columns = [column[above:] for column in block.columns] if above else [*block.columns]
        for place in serials:
            columns[place] = [serial_text(text, days_late) for text in columns[place]]
        for place in month_first:
            columns[place] = [*map(from_month_first, columns[place])]
        if heading.more_objections:
            _join_objections(columns, heading, block.marks, [*block.lines[above:]])
        marks = [
            replace(mark, column=None if mark.column is None else place_of[mark.column])
            for mark in block.marks
            if mark.line > heading.first_row and (mark.column is None or mark.column in place_of)
        ]
        yield Block(block.lines[above:], columns[:mapped], marks, columns[unheaded:])


def _join_objections(
    columns: list[Sequence[str | None]], heading: SheetHeading, marks: Sequence[MarkedCell], lines: list[int]
) -> None:
    """Put the objections of further columns into the first one."""
    first = next(place for place, column in enumerate(heading.columns) if column.id == col.OBJECTION)
    lost = {(mark.column, mark.line) for mark in marks if mark.mark in WITHOUT_VALUE}
    for place, index in enumerate(heading.more_objections, len(heading.columns)):
        further = [
            NO_VALUE if (index, line) in lost else cell for line, cell in zip(lines, columns[place], strict=True)
        ]
        columns[first] = of_either(columns[first], further)
    own = heading.columns[first].index
    columns[first] = [
        cell if objects(cell) or (own, line) not in lost else None
        for line, cell in zip(lines, columns[first], strict=True)
    ]
