"""The lines below a header, by place in the heading."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from services.ingest.adapters.reading.sheets import Block, Sheet
from services.ingest.domain.cells import serial_text
from services.ingest.domain.date_order import from_month_first
from services.ingest.domain.templates import Heading
from shared.vocabulary.columns import get_column


def date_places(heading: Heading) -> list[int]:
    """Return the places in the heading of the columns that hold dates."""
    return [place for place, column in enumerate(heading.columns) if get_column(column.id).kind == "date"]


def lines_below(
    sheet: Sheet, heading: Heading, *, days_late: int = 0, month_first: frozenset[int] = frozenset()
) -> Iterator[Block]:
    """Walk through the lines below the header: the mapped cells and their marks, by place in the heading.

    `days_late`: so many days after Excel's first day the workbook begins to count.
    `month_first`: places of the columns whose dates are written so; they become dates that nobody can misread.
    """
    place_of = {column.index: place for place, column in enumerate(heading.columns)}
    serials = date_places(heading) if days_late else []
    mapped = len(place_of)
    indexes = [*place_of, *heading.unheaded]
    for block in sheet.blocks(indexes, heading_line=heading.first_row):
        above = bisect_right(block.lines, heading.first_row)
        columns = [column[above:] for column in block.columns] if above else [*block.columns]
        for place in serials:
            columns[place] = [serial_text(text, days_late) for text in columns[place]]
        for place in month_first:
            columns[place] = [*map(from_month_first, columns[place])]
        marks = [
            replace(mark, column=None if mark.column is None else place_of[mark.column])
            for mark in block.marks
            if mark.line > heading.first_row and (mark.column is None or mark.column in place_of)
        ]
        yield Block(block.lines[above:], columns[:mapped], marks, columns[mapped:])
