"""The messages of the child, checked: it has had a stranger's file in its hands, so nothing of it is taken on trust."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.ingest.adapters.reading.child_protocol import (
    MARKS_MAX,
    NOTES_MAX,
    PART_BYTES_MAX,
    SHEET_NAME_MAX,
    FrameKind,
    holds_null,
)
from services.ingest.domain.file_findings import PERMANENT_CODES, FileRefusal, MarkKind, NoteKind
from services.ingest.domain.sheet.rows import ROWS_MAX as ROWS_OF_FILE_MAX
from services.ingest.domain.sheet.templates import COLUMNS_MAX
from services.ingest.domain.timing import Timing
from services.ingest.usecases.ports import EndOfFile, NoRows, ReaderOutput, TemplateFound
from shared.contracts.ingest import ROWS_MAX, CellMark, FileNote, SheetColumn, SheetRows
from shared.vocabulary.columns import BY_ID
from shared.vocabulary.templates.versions import NamedVersion

_NUMBERS_MAX = 200
_PERIOD = r"^20\d\d-\d\d$"
_VERSION = r"^20\d\d-\d\d\.\d{1,3}$"
_CODE = r"^[A-Z][A-Z0-9_]{1,15}$"
_LINES_MAX = 10_000_000
"""Further down than any line of a file of the size that is taken."""


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("a name that cannot be shown")
    return name


_SheetName = Annotated[str, Field(max_length=SHEET_NAME_MAX), AfterValidator(_printable)]


_Letter = Annotated[str, Field(pattern="^[A-Z]{1,3}$")]


def _of_the_dictionary(column_id: str) -> str:
    if column_id not in BY_ID:
        raise ValueError("a heading that is none of ours")
    return column_id


_ColumnId = Annotated[str, AfterValidator(_of_the_dictionary)]


class _ChildMessage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _ChildNote(_ChildMessage):
    note: NoteKind
    sheet: _SheetName | None = None
    column: _Letter | None = None
    heading: _ColumnId | None = None
    count: int = 1


_Notes = Annotated[tuple[_ChildNote, ...], Field(max_length=NOTES_MAX)]


_Periods = Annotated[dict[Annotated[str, Field(pattern=_PERIOD)], int], Field(max_length=_NUMBERS_MAX)]


class _ChildHeading(_ChildMessage):
    collection: str
    numbers: dict[str, int] = Field(max_length=_NUMBERS_MAX)
    periods: _Periods = {}
    months: _Periods = {}
    years: _Periods = {}
    template: Annotated[str, Field(pattern=_VERSION)] | None = None


_Line = Annotated[int, Field(ge=1, le=_LINES_MAX)]
_Ordinal = Annotated[int, Field(ge=0, lt=ROWS_OF_FILE_MAX)]


class _ChildMark(CellMark):
    model_config = ConfigDict(extra="forbid")

    code: MarkKind
    """The child sends the name; the contract has its permanent code."""
    rows: tuple[int, ...] = Field(max_length=ROWS_MAX)


class _ChildPart(SheetRows):
    model_config = ConfigDict(extra="forbid", cache_strings="keys")

    sheet: _SheetName
    columns: tuple[SheetColumn, ...] = Field(min_length=1, max_length=COLUMNS_MAX)
    ordinals: tuple[_Ordinal, ...]
    lines: tuple[_Line, ...] = Field(min_length=1, max_length=ROWS_MAX)
    marks: tuple[_ChildMark, ...] = Field(default=(), max_length=MARKS_MAX)


class _ChildEnd(_ChildMessage):
    rows: int = Field(ge=1)
    rows_blank: int = Field(ge=0)
    notes: _Notes


class _ChildTemplate(_ChildMessage):
    collection: Annotated[str, Field(pattern=_CODE)]
    version: Annotated[str, Field(pattern=_VERSION)]


class _ChildRefusal(_ChildMessage):
    refusal: FileRefusal
    notes: _Notes = ()
    template: _ChildTemplate | None = None


def read_message(kind: int, payload: bytes) -> ReaderOutput:
    """Return the message in a frame. Raises ValueError (pydantic's ValidationError is one) when it is not allowed."""
    match kind:
        case FrameKind.HEADING:
            heading = _ChildHeading.model_validate_json(payload)
            timing = Timing(heading.periods, heading.months, heading.years)
            return TemplateFound(heading.collection, heading.numbers, timing, heading.template)
        case FrameKind.PART:
            if len(payload) > PART_BYTES_MAX or holds_null(payload):
                raise ValueError("a part that a message cannot carry")
            part = _ChildPart.model_validate_json(payload)
            return part.model_copy(update={"marks": _marks(part.marks)}) if part.marks else part
        case FrameKind.END:
            end = _ChildEnd.model_validate_json(payload)
            return EndOfFile(end.rows, end.rows_blank, _notes(end.notes))
        case FrameKind.REFUSAL:
            refusal = _ChildRefusal.model_validate_json(payload)
            template = refusal.template
            made_from = NamedVersion(template.collection, template.version) if template else None
            return NoRows(refusal.refusal, _notes(refusal.notes), made_from)
        case _:
            raise ValueError("a frame of no known kind")


class ConversationCheck:
    """Checks that a child's messages follow each other and add up: its heading, parts with every row once, its end."""

    def __init__(self) -> None:
        self._headed = False
        self._rows: set[int] = set()

    def take(self, statement: ReaderOutput) -> None:
        """Take in the next statement. Raises ValueError where it cannot come next."""
        match statement:
            case TemplateFound() if not self._headed:
                self._headed = True
            case SheetRows() if self._headed and self._adds(statement.ordinals):
                self._rows.update(statement.ordinals)
            case EndOfFile() if self._headed and statement.rows == len(self._rows) == max(self._rows, default=-1) + 1:
                pass
            case NoRows():
                pass
            case _:
                raise ValueError("a statement out of turn")

    def _adds(self, ordinals: Sequence[int]) -> bool:
        return len(set(ordinals)) == len(ordinals) and self._rows.isdisjoint(ordinals)


def _marks(marks: tuple[_ChildMark, ...]) -> tuple[CellMark, ...]:
    return tuple(CellMark(code=PERMANENT_CODES[mark.code], column=mark.column, rows=mark.rows) for mark in marks)


def _notes(notes: tuple[_ChildNote, ...]) -> tuple[FileNote, ...]:
    return tuple(
        FileNote(
            code=PERMANENT_CODES[note.note],
            sheet=note.sheet,
            column=note.column,
            heading=note.heading,
            count=note.count,
        )
        for note in notes
    )
