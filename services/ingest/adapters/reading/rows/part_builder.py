"""What has been read of a file so far, and how the rows of a sheet become parts."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

import pydantic_core

from services.ingest.adapters.reading.child_protocol import (
    NOTES_OF_A_KIND_MAX,
    PART_BYTES_MAX,
    SHEET_NAME_MAX,
    FrameKind,
    holds_null,
)
from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.adapters.reading.sheets.open_file import OpenFile, Sheet, Unreadable
from services.ingest.domain.file_findings import FileRefusal, NoteKind
from services.ingest.domain.sheet.cells import CHARACTERS_MAX
from services.ingest.domain.sheet.column_letters import column_letter
from services.ingest.domain.sheet.periods import periods_of, years_taught
from services.ingest.domain.sheet.rows import ROWS_MAX
from services.ingest.domain.sheet.templates import SheetHeading
from shared.vocabulary.collections import find_collection

Column = Sequence[str | None]
Send = Callable[[FrameKind, bytes], None]

PART_ROWS: Final = 500
_NUMBERS_MAX: Final = 200
_SORTED_ROWS: Final = 30_000
"""Rows of a sheet that are held and sorted together."""
_TOTALS_MAX: Final = 3
"""A count, a sum and an average."""
_TYPED_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(slots=True)
class FileResult:
    """What has been read so far. Nothing of a file is sent before it is known to be readable to its end."""

    file: OpenFile | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    numbers: Counter[str | None] = field(default_factory=Counter)
    dates: Counter[str | None] = field(default_factory=Counter)
    """Rows by the date that shows which period they are for, as it is written."""
    ages: Counter[str | None] = field(default_factory=Counter)
    """Rows by the dates that show how old the file is, as they are written."""
    pupils: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    """Rows by birth date and year group, as they are written."""
    parts: list[bytes] = field(default_factory=list)
    collection: str = ""
    template_version: str | None = None
    rows: int = 0
    blank: int = 0
    some_month_first: bool = False
    """Some date makes sense only with the month first: in which order columns are written must be looked into."""

    def restart(self, notes: int) -> None:
        """Forget the rows, and all notes but the first ones."""
        del self.notes[notes:]
        self.numbers.clear()
        self.dates.clear()
        self.ages.clear()
        self.pupils.clear()
        self.parts.clear()
        self.rows = self.blank = 0

    def note(
        self,
        code: NoteKind,
        sheet: str | None = None,
        count: int = 1,
        column: str | None = None,
        heading: str | None = None,
    ) -> None:
        """Keep what is worth noting about the file, some of each kind.

        `column` is a letter, `heading` the id of a column of the dictionary that the sheet does not have.
        """
        if sum(note["note"] == code for note in self.notes) < NOTES_OF_A_KIND_MAX:
            note = {"note": code.value, "sheet": sheet and shown_name(sheet), "column": column, "count": count}
            self.notes.append(note | ({"heading": heading} if heading else {}))

    def send(self, send: Send) -> None:
        """Send what the file is, its parts and its end."""
        numbers = {number or "": rows for number, rows in self.numbers.most_common(_NUMBERS_MAX)}
        heading: dict[str, Any] = {"collection": self.collection, "numbers": numbers}
        if self.template_version is not None:
            heading["template"] = self.template_version
        known = find_collection(self.collection)
        if known is not None:
            heading["periods"] = _most(periods_of(self.dates, known.period_rule))
            heading["months"] = _most(periods_of(self.ages, "month"))
            heading["years"] = _most(years_taught(self.pupils))
        send(FrameKind.HEADING, as_json(heading))
        for part in self.parts:
            send(FrameKind.PART, part)
        send(FrameKind.END, as_json({"rows": self.rows, "rows_blank": self.blank, "notes": self.notes}))


@dataclass(slots=True)
class PartBuilder:
    """Gathers the rows of one sheet and makes parts of them: of a long sheet, rows of one birth date together."""

    head: bytes
    ids: Sequence[str]
    """Of the columns, in the heading's order."""
    born_on: int | None
    """The place of the column of birth dates."""
    reading: FileResult
    row_kind: str | None = None
    """What one more column, behind those of the sheet, says of every row (`SheetHeading.row_kind`)."""
    lines: list[int] = field(default_factory=list)
    columns: list[list[str | None]] = field(default_factory=list)
    marks: dict[int, list[MarkedCell]] = field(default_factory=dict)
    """By line."""

    def take(self, lines: list[int], columns: list[list[str | None]], marks: Sequence[MarkedCell] = ()) -> None:
        """Take some rows, by column, and the marks of these lines and perhaps of others."""
        for mark in marks:
            self.marks.setdefault(mark.line, []).append(mark)
        if self.lines:
            for held, more in zip(self.columns, columns, strict=True):
                held.extend(more)
        else:
            self.columns = columns
        self.lines += lines
        if len(self.lines) >= _SORTED_ROWS:
            self.finish()

    def drop_totals(self, are_totals: Callable[[Sequence[str | None], int], bool], establishment: int | None) -> None:
        """Take back the last rows where they are totals; `establishment`: the place of the column of its numbers."""
        for _ in range(_TOTALS_MAX):
            cells = [column[-1] for column in self.columns] if len(self.lines) > 1 else []
            if not cells or not are_totals(cells, len(self.lines) - 1):
                break
            self.marks.pop(self.lines.pop(), None)
            for column in self.columns:
                column.pop()
            self.reading.blank += 1
            if establishment is not None:
                self.reading.numbers -= Counter([cells[establishment]])

    def finish(self) -> None:
        """Make parts of the rows that are here."""
        rows, first = len(self.lines), self.reading.rows
        births = self.columns[self.born_on] if self.born_on is not None and rows else None
        for places in divide_into_parts(rows, births):
            pick = _picker(places)
            self._add([first + place for place in places], pick(self.lines), [pick(column) for column in self.columns])
        self.lines, self.columns, self.marks = [], [], {}

    def _add(self, ordinals: list[int], lines: Sequence[int], columns: list[Column]) -> None:
        """Make the rows one part, or several when they hold so much text that a message could not carry them."""
        payload = self._payload(ordinals, lines, columns)
        if holds_null(payload):
            columns = [_without_nulls(column) for column in columns]
            payload = self._payload(ordinals, lines, columns)
        if len(payload) <= PART_BYTES_MAX:
            self.reading.parts.append(payload)
            self.reading.rows += len(lines)
        elif len(lines) == 1 or max(len(cell) for column in columns for cell in column if cell) > CHARACTERS_MAX:
            raise Unreadable(FileRefusal.CELL_TOO_LONG)
        else:
            middle = len(lines) // 2
            for half in (slice(middle), slice(middle, None)):
                self._add(ordinals[half], lines[half], [column[half] for column in columns])
        if self.reading.rows > ROWS_MAX:
            raise Unreadable(FileRefusal.TOO_MANY_ROWS)

    def _payload(self, ordinals: list[int], lines: Sequence[int], columns: list[Column]) -> bytes:
        if self.row_kind is not None:
            columns = [*columns, [self.row_kind] * len(lines)]
        part: dict[str, Any] = {"ordinals": ordinals, "lines": lines, "cells": columns}
        if self.marks and (marks := self._marks_on(lines)):
            part["marks"] = marks
        return self.head + as_json(part)[1:]

    def _marks_on(self, lines: Sequence[int]) -> list[dict[str, Any]]:
        rows: dict[tuple[str, str | None], dict[int, None]] = {}  # a file may hold a cell more than once
        for position, line in enumerate(lines):
            for mark in self.marks.get(line, ()):
                column = None if mark.column is None else self.ids[mark.column]
                rows.setdefault((mark.mark.value, column), {})[position] = None
        return [{"code": code, "column": column, "rows": [*positions]} for (code, column), positions in rows.items()]


def _most(votes: Mapping[str, int]) -> Mapping[str, int]:
    return dict(Counter(votes).most_common(_NUMBERS_MAX))


def _picker(places: Sequence[int]) -> Callable[[list[Any]], Sequence[Any]]:
    """Return what takes the values at these places out of a list."""
    if isinstance(places, range):
        return itemgetter(slice(places.start, places.stop))
    if len(places) == 1:
        return itemgetter(slice(places[0], places[0] + 1))
    return itemgetter(*places)


def _without_nulls(column: Column) -> Column:
    """Take null characters out: no person typed them, and PostgreSQL has no text with them."""
    return [cell.replace("\x00", "").strip() or None if cell else cell for cell in column]


def part_head(sheet: Sheet, heading: SheetHeading) -> bytes:
    columns = [{"id": column.id, "letter": column_letter(column.index)} for column in heading.columns]
    if heading.row_kind is not None:
        columns.append({"id": heading.row_kind[0], "letter": ""})
    return b'{"sheet":' + as_json(shown_name(sheet.name)) + b',"columns":' + as_json(columns) + b","


def shown_name(sheet: str) -> str:
    """Return a sheet's name as it may be shown: no control characters, none that turn the direction, not too long."""
    name = "".join(character if character.isprintable() else " " for character in sheet[:SHEET_NAME_MAX])
    return name.strip() or "?"


def as_json(value: object) -> bytes:
    """Return the value as JSON."""
    return pydantic_core.to_json(value)  # five times as fast as the standard library


def divide_into_parts(rows: int, births: Sequence[str | None] | None) -> Iterator[Sequence[int]]:
    """Yield the places of the rows of each part: of a long sheet, those of one birth date stand together.

    `births`: their birth dates, where the sheet has them. Lines that are alike are then decided side by side, and who
    comes first means nothing.
    """
    if rows <= PART_ROWS or births is None:
        yield from (range(start, min(start + PART_ROWS, rows)) for start in range(0, rows, PART_ROWS))
        return
    day_of = {text: _day(text) for text in set(births)}
    days = [day_of[text] for text in births]
    order = sorted(range(rows), key=days.__getitem__)
    start = 0
    while start < rows:
        end = _end(order, start, days)
        yield order[start:end]
        start = end


def _end(order: Sequence[int], start: int, days: Sequence[str]) -> int:
    """Return where the part that starts there ends: before the last rows where their birth date goes on beyond it."""
    longest = start + PART_ROWS
    if longest >= len(order):
        return len(order)
    end = bisect_left(order, days[order[longest]], start, longest, key=days.__getitem__)
    return end if end - start > PART_ROWS // 2 else longest


def _day(text: str | None) -> str:
    """Return a date so that days are in order where it is plain which day is meant; other text as it is."""
    typed = _TYPED_DATE.fullmatch(text) if text else None
    return "{2}-{1:0>2}-{0:0>2}".format(*typed.groups()) if typed else text or ""
