"""One way to walk through the sheets of any file: workbooks through calamine, text through the csv module."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import python_calamine as calamine

from services.ingest.domain.cells import CHARACTERS_MAX, CellValue
from services.ingest.domain.file_kinds import FileKind
from services.ingest.domain.verdicts import Note, Verdict

Line = tuple[int, Sequence[CellValue]]
"""The line's number as the spreadsheet shows it, and its cells from the sheet's first column on."""

_DELIMITERS: Final = ",;\t|"
_SNIFFED_CHARACTERS: Final = 16 * 1024
SHEETS_MAX: Final = 50


class Unreadable(Exception):  # noqa: N818 (a verdict on the file, not an error of the program)
    """The file cannot be read, for this reason."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict


class Sheet(Protocol):
    """A sheet with values."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    @property
    def first_column(self) -> int:
        """How many columns to the left of the first cell are empty; 0 when the sheet starts in column A."""

    def lines(self) -> Iterator[Line]:
        """Walk through all lines, also blank ones, from the top. May be called again."""


@dataclass(slots=True)
class OpenFile:
    """A file that a reader has opened."""

    sheets: list[Sheet]
    hidden_sheets: list[str]
    notes: list[Note]


@dataclass(slots=True)
class CalamineSheet:
    """A sheet of a workbook. Calamine holds all of it in memory; the lines are made as they are asked for."""

    name: str
    sheet: calamine.CalamineSheet

    @property
    def first_column(self) -> int:
        return self.sheet.start[1] if self.sheet.start else 0

    def lines(self) -> Iterator[Line]:
        return enumerate(self.sheet.iter_rows(), start=1)


@dataclass(slots=True)
class TextSheet:
    """The one sheet of a text file."""

    name: str
    text: str
    delimiter: str
    first_column: int = 0

    def lines(self) -> Iterator[Line]:
        csv.field_size_limit(CHARACTERS_MAX)
        try:
            yield from enumerate(csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter), start=1)
        except csv.Error as error:
            long = "field larger" in str(error)
            raise Unreadable(Verdict.CELL_TOO_LONG if long else Verdict.DAMAGED) from None


def open_file(content: bytes, kind: FileKind) -> OpenFile:
    """Open a file that has passed the guard. Raises Unreadable."""
    return _open_text(content) if kind is FileKind.CSV else _open_workbook(content)


def _open_workbook(content: bytes) -> OpenFile:
    try:
        workbook = calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        worksheets = [data for data in workbook.sheets_metadata if data.typ is calamine.SheetTypeEnum.WorkSheet]
        visible = [data.name for data in worksheets if data.visible is calamine.SheetVisibleEnum.Visible]
        sheets: list[Sheet] = [CalamineSheet(name, workbook.get_sheet_by_name(name)) for name in visible[:SHEETS_MAX]]
    except calamine.PasswordError:
        raise Unreadable(Verdict.PASSWORD) from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, calamine.WorksheetNotFound, OSError):
        raise Unreadable(Verdict.DAMAGED) from None
    return OpenFile(sheets, [data.name for data in worksheets if data.name not in visible], [])


def _open_text(content: bytes) -> OpenFile:
    text, notes = _decoded(content)
    delimiter = None
    if text[:4].casefold() == "sep=":
        first, _, text = text.partition("\n")
        delimiter = first[4:5]
    return OpenFile([TextSheet("CSV", text, delimiter or _delimiter_of(text))], [], notes)


def _decoded(content: bytes) -> tuple[str, list[Note]]:
    """Decode in a fixed order, never by guessing: byte order mark, strict UTF-8, then Windows-1252."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), []
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable(Verdict.TEXT_UNREADABLE) from None
    return content.decode("cp1252", "replace"), [Note.ENCODING_ASSUMED]


def _delimiter_of(text: str) -> str:
    """Return the delimiter that most of the first lines have most of; a comma when there is none."""
    lines = [line for line in text[:_SNIFFED_CHARACTERS].splitlines()[:30] if line.strip()]
    return max(_DELIMITERS, key=lambda delimiter: sum(line.count(delimiter) for line in lines), default=",")
