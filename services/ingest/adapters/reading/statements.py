"""What the child says, checked: it has had a stranger's file in its hands, so nothing of it is taken on trust."""

from pydantic import BaseModel, ConfigDict, Field

from services.ingest.adapters.reading.frames import FrameKind
from services.ingest.domain.verdicts import PERMANENT_CODES, Note, Verdict
from services.ingest.usecases.ports import AllRead, Heading, NoRows, RowsRead, Statement
from shared.contracts.ingest import ROWS_MAX, ExtractedRow, FileNote, SheetColumn

_NUMBERS_MAX = 200


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _SaidNote(_Said):
    note: Note
    sheet: str | None = Field(None, max_length=255)
    count: int = 1


class _SaidHeading(_Said):
    collection: str
    numbers: dict[str, int] = Field(max_length=_NUMBERS_MAX)


class _SaidPart(_Said):
    model_config = ConfigDict(frozen=True, extra="forbid", cache_strings="keys")

    sheet: str = Field(max_length=255)
    columns: tuple[SheetColumn, ...]
    rows: tuple[ExtractedRow, ...] = Field(min_length=1, max_length=ROWS_MAX)


class _SaidEnd(_Said):
    rows: int = Field(ge=1)
    rows_blank: int = Field(ge=0)
    notes: tuple[_SaidNote, ...]


class _SaidVerdict(_Said):
    verdict: Verdict
    notes: tuple[_SaidNote, ...] = ()


def read_statement(kind: int, payload: bytes) -> Statement:
    """Return what a frame says. Raises ValueError (pydantic's ValidationError is one) when it says nothing allowed."""
    match kind:
        case FrameKind.HEADING:
            heading = _SaidHeading.model_validate_json(payload)
            return Heading(heading.collection, heading.numbers)
        case FrameKind.PART:
            part = _SaidPart.model_validate_json(payload)
            return RowsRead(part.sheet, part.columns, part.rows)
        case FrameKind.END:
            end = _SaidEnd.model_validate_json(payload)
            return AllRead(end.rows, end.rows_blank, _notes(end.notes))
        case FrameKind.VERDICT:
            verdict = _SaidVerdict.model_validate_json(payload)
            return NoRows(verdict.verdict, _notes(verdict.notes))
        case _:
            raise ValueError("a frame of no known kind")


def _notes(said: tuple[_SaidNote, ...]) -> tuple[FileNote, ...]:
    return tuple(FileNote(code=PERMANENT_CODES[note.note], sheet=note.sheet, count=note.count) for note in said)
