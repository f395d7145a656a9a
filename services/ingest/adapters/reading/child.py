"""The reading itself, inside the disposable child: from bytes to frames. What goes wrong here dies with the child."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import pydantic_core

from services.ingest.adapters.reading import guard
from services.ingest.adapters.reading.choosing import choose_sheets
from services.ingest.adapters.reading.columns import column_letter
from services.ingest.adapters.reading.frames import FrameKind
from services.ingest.adapters.reading.sheets import OpenFile, Sheet, TextLine, Unreadable, open_file
from services.ingest.domain.cells import CHARACTERS_MAX, serial_text
from services.ingest.domain.file_kinds import FileKind, OtherKind, agrees, kind_of
from services.ingest.domain.rows import ROWS_MAX, row_judge
from services.ingest.domain.templates import Heading
from services.ingest.domain.verdicts import Note, Verdict
from shared.vocabulary.columns import get_column

Send = Callable[[FrameKind, bytes], None]

PART_ROWS: Final = 500
PART_BYTES_MAX: Final = 600_000
"""Below the broker's limit of a megabyte even where nothing can be compressed."""
HELD_PARTS_MAX: Final = 20
"""So many parts are held back until it is known whose return it is: 10,000 rows decide for any file."""
_ROOM_FOR_HEAD: Final = 20_000
_NUMBERS_MAX: Final = 200
_ESTABLISHMENT: Final = "E1"
_GO_ON_AFTER_EMPTY: Final = 20_000
"""After so many empty lines the rest of the sheet is formatting. Empty lines at the end are never counted."""


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    send: Send
    file: OpenFile | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    held: list[bytes] | None = field(default_factory=list)
    collection: str = ""
    rows: int = 0
    blank: int = 0
    parts: int = 0
    look_ahead: Callable[[], None] = lambda: None
    """Walks through what has yet to be read, before anything is said. Raises Unreadable."""

    def note(self, code: Note, sheet: str | None = None, count: int = 1) -> None:
        self.notes.append({"note": code.value, "sheet": sheet, "count": count})

    def say_part(self, payload: bytes) -> None:
        """Send a part, or hold it back while the establishment is still being counted."""
        self.parts += 1
        if self.held is None:
            self.send(FrameKind.PART, payload)
            return
        self.held.append(payload)
        if len(self.held) >= HELD_PARTS_MAX:
            self.look_ahead()
            self.release()

    def release(self) -> None:
        """Say what the file is, then the parts that were held back."""
        if self.held is None:
            return
        held, self.held = self.held, None
        numbers = dict(self.numbers.most_common(_NUMBERS_MAX))
        self.send(FrameKind.HEADING, _json({"collection": self.collection, "numbers": numbers}))
        for payload in held:
            self.send(FrameKind.PART, payload)


def read_file(content: bytes, file_name: str, send: Send) -> Reading:
    """Read one file and send what is in it, or why nothing can be had from it.

    What is returned holds the whole file: a child that is about to end keeps it, rather than spend time on freeing it.
    """
    reading = Reading(send)
    try:
        _read(content, file_name, reading)
    except Unreadable as unreadable:
        send(FrameKind.VERDICT, _json({"verdict": unreadable.verdict.value, "notes": reading.notes}))
    except MemoryError:
        send(FrameKind.VERDICT, _json({"verdict": Verdict.TOO_MUCH_MEMORY.value}))
    return reading


def _read(content: bytes, file_name: str, reading: Reading) -> None:
    kind = kind_of(content)
    package = _guarded(content, kind)
    assert isinstance(kind, FileKind)
    _note_package(kind, package, file_name, reading)
    file = reading.file = open_file(content, kind)
    for note in file.notes:
        reading.note(note)
    for name in file.hidden_sheets:
        reading.note(Note.HIDDEN_SHEET, name)
    chosen = choose_sheets(file, reading)
    reading.collection = chosen[0][1].collection
    reading.look_ahead = partial(_look_ahead, chosen)
    for sheet, heading in chosen:
        _read_sheet(_texts(sheet, heading, epoch_1904=package.epoch_1904), sheet, heading, reading)
    if reading.rows == 0:
        formulas = kind is FileKind.XLSX and guard.has_formulas(content)
        raise Unreadable(Verdict.FORMULAS if formulas else Verdict.NO_ROWS)
    reading.release()
    reading.send(FrameKind.END, _json({"rows": reading.rows, "rows_blank": reading.blank, "notes": reading.notes}))


def _note_package(kind: FileKind, package: guard.Package, file_name: str, reading: Reading) -> None:
    if not agrees(kind, file_name):
        reading.note(Note.KIND_DIFFERS)
    if package.macros:
        reading.note(Note.MACROS)
    if package.epoch_1904:
        reading.note(Note.EPOCH_1904)
    if package.hidden_rows:
        reading.note(Note.HIDDEN_ROWS, count=package.hidden_rows)


def _guarded(content: bytes, kind: FileKind | OtherKind) -> guard.Package:
    if isinstance(kind, OtherKind):
        raise Unreadable(Verdict.EMPTY if not content else Verdict.NOT_A_SPREADSHEET)
    if kind is FileKind.ENCRYPTED:
        raise Unreadable(Verdict.PASSWORD)
    if kind is FileKind.DAMAGED:
        raise Unreadable(Verdict.DAMAGED)
    if kind not in {FileKind.XLSX, FileKind.XLSB, FileKind.ODS}:
        return guard.Package()
    package = guard.look_at(content)
    if package.verdict:
        raise Unreadable(package.verdict)
    return package


def _texts(sheet: Sheet, heading: Heading, *, epoch_1904: bool) -> Iterator[TextLine]:
    """Walk through the lines below the header: the mapped cells as text, in the order of the heading's columns."""
    dates = [place for place, column in enumerate(heading.columns) if get_column(column.id).kind == "date"]
    for line, cells in sheet.texts([column.index for column in heading.columns]):
        if line <= heading.first_row:
            continue
        if epoch_1904:
            for place in dates:
                cells[place] = serial_text(cells[place])
        yield line, cells


def _read_sheet(lines: Iterator[TextLine], sheet: Sheet, heading: Heading, reading: Reading) -> None:
    is_row = row_judge(heading)
    establishment = next((n for n, column in enumerate(heading.columns) if column.id == _ESTABLISHMENT), None)
    head = _part_head(sheet, heading)
    rows: list[dict[str, Any]] = []
    previous, empty = heading.first_row, 0
    for line, cells in lines:
        empty += line - previous - 1  # lines that the sheet leaves out
        previous = line
        if not is_row(cells):
            empty += 1
            if any(cells):
                reading.blank, empty = reading.blank + empty, 0
            elif empty >= _GO_ON_AFTER_EMPTY:
                if any(any(cells) for _, cells in lines):
                    reading.note(Note.LINES_NOT_READ, sheet.name)
                break
            continue
        reading.blank, empty = reading.blank + empty, 0
        rows.append({"ordinal": reading.rows, "line": line, "cells": cells})
        reading.rows += 1
        if establishment is not None:
            reading.numbers[cells[establishment] or ""] += 1
        if len(rows) == PART_ROWS:
            _say_rows(rows, head, reading)
            rows = []
    if rows:
        _say_rows(rows, head, reading)


def _look_ahead(chosen: list[tuple[Sheet, Heading]]) -> None:
    """Walk through all that is to be read: half a long file must not be said before it is known to be readable.

    Rows are counted only where there are so many lines that it matters. Raises Unreadable.
    """
    lines = 0
    for sheet, heading in chosen:
        for _, cells in sheet.texts([column.index for column in heading.columns]):
            characters = sum(len(cell) for cell in cells if cell)
            lines += characters > 0
            if characters > CHARACTERS_MAX and _too_long(cells):
                raise Unreadable(Verdict.CELL_TOO_LONG)
    if lines > ROWS_MAX and sum(_rows_of(sheet, heading) for sheet, heading in chosen) > ROWS_MAX:
        raise Unreadable(Verdict.TOO_MANY_ROWS)


def _too_long(cells: list[str | None]) -> bool:
    longest = max(len(cell) for cell in cells if cell)
    return longest > CHARACTERS_MAX or len(_json(cells)) > PART_BYTES_MAX - _ROOM_FOR_HEAD


def _rows_of(sheet: Sheet, heading: Heading) -> int:
    is_row = row_judge(heading)
    return sum(is_row(cells) for _, cells in _texts(sheet, heading, epoch_1904=False))


def _say_rows(rows: list[dict[str, Any]], head: bytes, reading: Reading) -> None:
    """Say the rows as one part, or as several when they hold so much text that a message could not carry them."""
    if reading.rows > ROWS_MAX:
        raise Unreadable(Verdict.TOO_MANY_ROWS)
    payload = head + _json(rows) + b"}"
    if b"\\u0000" in payload:
        _drop_nulls(rows)
        payload = head + _json(rows) + b"}"
    if len(payload) <= PART_BYTES_MAX:
        reading.say_part(payload)
    elif len(rows) == 1 or max(len(cell) for row in rows for cell in row["cells"] if cell) > CHARACTERS_MAX:
        raise Unreadable(Verdict.CELL_TOO_LONG)
    else:
        _say_rows(rows[: len(rows) // 2], head, reading)
        _say_rows(rows[len(rows) // 2 :], head, reading)


def _drop_nulls(rows: list[dict[str, Any]]) -> None:
    """Take null characters out: no person typed them, and PostgreSQL has no text with them."""
    for row in rows:
        row["cells"] = [cell.replace("\x00", "").strip() or None if cell else cell for cell in row["cells"]]


def _part_head(sheet: Sheet, heading: Heading) -> bytes:
    columns = [{"id": column.id, "letter": column_letter(column.index)} for column in heading.columns]
    return b'{"sheet":' + _json(sheet.name) + b',"columns":' + _json(columns) + b',"rows":'


def _json(value: object) -> bytes:
    return pydantic_core.to_json(value)  # five times as fast as the standard library
