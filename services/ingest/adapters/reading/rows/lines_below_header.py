"""The lines below a header, by place in the heading."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.adapters.reading.sheets.open_file import WITHOUT_VALUE, Block, Sheet
from services.ingest.domain.sheet.cells import serial_text
from services.ingest.domain.sheet.date_order import from_month_first
from services.ingest.domain.sheet.objections import objects, of_either
from services.ingest.domain.sheet.templates import SheetHeading
from shared.vocabulary.columns import get_column

NO_VALUE: Final = "#N/A"
"""Stands for an objection whose value could not be had."""


def date_places(heading: SheetHeading) -> list[int]:
    """Return the places in the heading of the columns that hold dates."""
    return [place for place, column in enumerate(heading.columns) if get_column(column.id).kind == "date"]


def lines_below(
    sheet: Sheet, heading: SheetHeading, *, days_late: int = 0, month_first: frozenset[int] = frozenset()
) -> Iterator[Block]:
    """Walk through the lines below the header: the mapped cells and their marks, by place in the heading.

    `days_late`: so many days after Excel's first day the workbook begins to count.
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
    first = next(place for place, column in enumerate(heading.columns) if column.id == "C12")
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
