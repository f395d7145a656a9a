"""Between ingest's own words and the contracts."""

from typing import Any, TypeVar
from uuid import UUID

from services.ingest.domain.file_findings import PERMANENT_CODES, FileRefusal, NoteKind, outcome_of
from services.ingest.domain.file_names import read_file_name
from services.ingest.domain.submissions import Receipt, Return, name_disagrees
from services.ingest.usecases.ports import EndOfFile, RowsRead
from shared.contracts.events import SubmissionEvent
from shared.contracts.ingest import (
    FileNote,
    RowsExtracted,
    SubmissionExtracted,
    SubmissionReceived,
    SubmissionUnreadable,
)

E = TypeVar("E", bound=SubmissionEvent)


def submission_received(receipt: Receipt, judgement: int = 1) -> SubmissionReceived:
    """Say that the file is kept and acknowledged."""
    return SubmissionReceived(
        submission_id=receipt.submission_id,
        judgement=judgement,
        channel=receipt.channel,
        sender=receipt.sender,
        sender_establishment=receipt.sender_establishment,
        file_name=receipt.file_name,
        tag=receipt.tag,
        comment=receipt.comment,
        sha256=receipt.sha256,
        size_bytes=receipt.size_bytes,
        uploaded_at=receipt.uploaded_at,
        received_at=receipt.received_at,
    )


def judged_as(judgement: int, event: E) -> E:
    """Return the event as one of that judgement of its submission."""
    return event if judgement == event.judgement else event.model_copy(update={"judgement": judgement})


def rows_extracted(receipt: Receipt, wanted: Return, part: int, read: RowsRead) -> RowsExtracted:
    """Say one part. What was read has been checked by the very types of the event, so it is not checked again."""
    return RowsExtracted.model_construct(
        **_return_fields(receipt, wanted),
        part=part,
        sheet=read.sheet,
        columns=read.columns,
        ordinals=read.ordinals,
        lines=read.lines,
        cells=read.cells,
        marks=read.marks,
    )


def submission_extracted(receipt: Receipt, wanted: Return, parts: int, end: EndOfFile) -> SubmissionExtracted:
    """Say that all rows have been said."""
    return SubmissionExtracted(
        **_return_fields(receipt, wanted),
        parts=parts,
        rows=end.rows,
        rows_blank=end.rows_blank,
        notes=(*end.notes, *_about_the_name(receipt, wanted)),
    )


def _return_fields(receipt: Receipt, wanted: Return) -> dict[str, Any]:
    return {
        "submission_id": receipt.submission_id,
        "collection": wanted.collection,
        "establishment": wanted.establishment,
        "period": wanted.period,
        "received_at": receipt.received_at,
    }


def _about_the_name(receipt: Receipt, wanted: Return) -> tuple[FileNote, ...]:
    disagrees = name_disagrees(wanted.collection, read_file_name(receipt.file_name))
    return (FileNote(code=PERMANENT_CODES[NoteKind.NAME_DISAGREES]),) if disagrees else ()


def submission_repeats(receipt: Receipt, wanted: Return, repeats: UUID) -> SubmissionExtracted:
    """Say that the file is, byte for byte, the latest one for its return: it has no parts and changes nothing."""
    return SubmissionExtracted(
        **_return_fields(receipt, wanted),
        parts=0,
        rows=0,
        notes=(FileNote(code=PERMANENT_CODES[NoteKind.SAME_AS_LATEST]),),
        repeats=repeats,
    )


def submission_unreadable(
    receipt: Receipt, refusal: FileRefusal, notes: tuple[FileNote, ...], collection: str | None = None
) -> SubmissionUnreadable:
    """Say that no rows come of it, and why; and which return it is, where its columns tell."""
    return SubmissionUnreadable(
        submission_id=receipt.submission_id,
        outcome=outcome_of(refusal),
        code=PERMANENT_CODES[refusal],
        collection=collection,
        received_at=receipt.received_at,
        notes=notes,
    )
