"""Which sheets of a file are read, and what is noted of those that are not."""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from services.ingest.adapters.reading.sheets.open_file import Block, OpenFile, Sheet, Unreadable
from services.ingest.domain.file_findings import FileRefusal, NoteKind
from services.ingest.domain.sheet.column_letters import column_letter
from services.ingest.domain.sheet.templates import (
    HEADER_ROWS_MAX,
    SheetHeading,
    SheetRow,
    as_sheet_of,
    find_heading,
    is_about_people,
    nearest_heading,
    unread_columns,
)
from shared.vocabulary.collections import collection_of_sheets

Chosen = list[tuple[Sheet, SheetHeading]]


class NoteCollector(Protocol):
    """Keeps what is worth noting about the file."""

    def note(
        self,
        code: NoteKind,
        sheet: str | None = None,
        count: int = 1,
        column: str | None = None,
        heading: str | None = None,
    ) -> None:
        """Keep one note: `column` is a letter, `heading` the id of a column of the dictionary."""


def select_sheets(file: OpenFile, notes: NoteCollector) -> Chosen:
    """Return the sheets with a header that is known, in the file's order; all of them are of the same return.

    Raises Unreadable when there is none, when nothing stands on any sheet, when they make two returns, and when another
    sheet lists people under a header that is not known, or may do so: they would be missed, and taken for leavers.
    """
    chosen: Chosen = []
    others: list[Sheet] = []
    for sheet in file.sheets:
        heading = find_heading(_first_rows(sheet))
        if heading is not None:
            chosen.append((sheet, heading))
        elif _has_content(sheet):
            others.append(sheet)
    if not chosen and not others and not file.hidden_sheets and not file.sheets_too_many:
        raise Unreadable(FileRefusal.EMPTY)
    if not chosen:
        _note_near(others, notes)
        raise Unreadable(FileRefusal.TEMPLATE_UNKNOWN)
    if any(heading.fits_another for _, heading in chosen):
        raise Unreadable(FileRefusal.TEMPLATE_AMBIGUOUS)
    chosen = _of_one_return(chosen)
    _note_chosen(chosen, notes)
    for name in [*(sheet.name for sheet in others), *file.sheets_too_many]:
        notes.note(NoteKind.SHEET_NOT_READ, name)
    if file.sheets_too_many:
        raise Unreadable(FileRefusal.TOO_MANY_SHEETS)
    if any(_lists_people(sheet) for sheet in others):
        raise Unreadable(FileRefusal.PEOPLE_NOT_READ)
    return chosen


def _of_one_return(chosen: Chosen) -> Chosen:
    """Return the sheets as those of one return: one with a sheet of joiners and one of leavers has both.

    Raises Unreadable when no return has sheets of all these kinds.
    """
    kinds = {heading.collection for _, heading in chosen}
    if len(kinds) == 1:
        return chosen
    together = collection_of_sheets(kinds)
    if together is None:
        raise Unreadable(FileRefusal.TEMPLATE_AMBIGUOUS)
    return [(sheet, as_sheet_of(together, heading)) for sheet, heading in chosen]


def _note_chosen(chosen: Chosen, notes: NoteCollector) -> None:
    if len(chosen) > 1:
        notes.note(NoteKind.SEVERAL_SHEETS, count=len(chosen))
    for sheet, heading in chosen:
        if heading.missing or heading.lacks_objections:
            _note_missing(sheet, heading, notes)
        if heading.repeated:
            notes.note(NoteKind.HEADING_TWICE, sheet.name, len(heading.repeated))


def _note_near(sheets: list[Sheet], notes: NoteCollector) -> None:
    """Note of sheets that can be read as no return what the nearest one wants."""
    for sheet in sheets:
        near = nearest_heading(_first_rows(sheet))
        if near is not None:
            _note_missing(sheet, near, notes)


def _note_missing(sheet: Sheet, heading: SheetHeading, notes: NoteCollector) -> None:
    """Name the columns that the return needs, and those that stand there under other headings."""
    for column_id in heading.missing:
        notes.note(NoteKind.COLUMN_ABSENT, sheet.name, heading=column_id)
    for index in unread_columns(heading):
        notes.note(NoteKind.COLUMN_NOT_READ, sheet.name, column=column_letter(index))


def _first_rows(sheet: Sheet) -> Iterator[SheetRow]:
    return (cells for _, cells in _without_gaps(_lines(sheet.blocks(None, sheet.lines_to_begin_with))))


def _lines(blocks: Iterator[Block]) -> Iterator[tuple[int, SheetRow]]:
    for block in blocks:
        yield from zip(block.lines, zip(*block.columns, strict=True), strict=False)


def _without_gaps(lines: Iterator[tuple[int, SheetRow]]) -> Iterator[tuple[int, SheetRow]]:
    """Put in the blank lines that a sheet leaves out."""
    expected = 1
    for line, cells in lines:
        for missing in range(expected, min(line, expected + HEADER_ROWS_MAX + 1)):
            yield missing, ()
        yield line, cells
        expected = line + 1


def _lists_people(sheet: Sheet) -> bool:
    """Return whether a header of people's names, numbers or birth dates has anything below it."""
    lines = _lines(sheet.blocks(None))
    headed = any(is_about_people(cells) for _, cells in islice(lines, HEADER_ROWS_MAX + 1))
    return headed and any(any(cells) for _, cells in lines)


def _has_content(sheet: Sheet) -> bool:
    return any(any(column) for block in sheet.blocks(None) for column in block.columns)
