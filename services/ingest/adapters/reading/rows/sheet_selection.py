"""Which sheets of a file are read, and what is noted of those that are not."""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from services.ingest.adapters.reading.sheets.open_file import Block, OpenFile, Sheet, Unreadable
from services.ingest.domain.file_findings import FileRefusal, NoteKind
from services.ingest.domain.sheet.column_letters import column_letter
from services.ingest.domain.sheet.template_versions import named_version, version_by_headings
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
from shared.vocabulary.collections import COLLECTIONS, collection_of_sheets
from shared.vocabulary.templates.changes import has_version
from shared.vocabulary.templates.versions import NamedVersion

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
    helping = [sheet for sheet in file.sheets if _helps(sheet)]
    for sheet in file.sheets:
        heading = None if sheet in helping else find_heading(_first_rows(sheet))
        if heading is not None:
            chosen.append((sheet, heading))
        elif sheet not in helping and _has_content(sheet):
            others.append(sheet)
    if not chosen and not others and not helping and not file.hidden_sheets and not file.sheets_too_many:
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
    if any(_lists_people(sheet, HEADER_ROWS_MAX + 1) for sheet in others) or any(map(_lists_people, helping)):
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
    if len(chosen) > 1 and not all(_is_of_template(sheet) for sheet, _ in chosen):
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


def _is_of_template(sheet: Sheet) -> bool:
    """Return whether a sheet is one of our own template, as it says at its top."""
    return named_version(_first_rows(sheet)) is not None


def _helps(sheet: Sheet) -> bool:
    """Return whether a sheet only explains others of our own template: it is read as no return, and never noted."""
    named = named_version(_first_rows(sheet))
    return named is not None and named.helps


def version_used(file: OpenFile, chosen: Chosen) -> str | None:
    """Return the version of the template that the file was made from, or None when nothing shows it
    or there is only one.

    A version cell above the rows says it, else one on another sheet; else the headings may be those of one version.
    """
    collection = COLLECTIONS[chosen[0][1].collection]
    if len(collection.template_versions) == 1:
        return None  # nothing has changed yet
    sheets = [*(sheet for sheet, _ in chosen), *file.sheets]
    named = (named_version(_first_rows(sheet)) for sheet in sheets)
    stated = next((one.version for one in named if one is not None and one.collection == collection.code), None)
    if stated is not None and has_version(collection, stated):
        return stated
    return version_by_headings(collection, (text for _, heading in chosen for text in heading.texts if text))


def version_stated(file: OpenFile) -> NamedVersion | None:
    """Return what the first version cell of a file names, of whatever return it is, or None."""
    return next((named for sheet in file.sheets if (named := named_version(_first_rows(sheet))) is not None), None)


def _lists_people(sheet: Sheet, within: int | None = None) -> bool:
    """Return whether a header of people's names, numbers or birth dates has anything below it.

    `within`: the lines in which the header is looked for; None: all of them, on a sheet of which nothing is noted.
    """
    lines = _lines(sheet.blocks(None))
    headed = any(is_about_people(cells) for _, cells in islice(lines, within))
    return headed and any(any(cells) for _, cells in lines)


def _has_content(sheet: Sheet) -> bool:
    return any(any(column) for block in sheet.blocks(None) for column in block.columns)
