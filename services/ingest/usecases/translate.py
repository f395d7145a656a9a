"""Between ingest's own words and the contracts."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from services.ingest.domain.data_age import notes_on_age
from services.ingest.domain.file_findings import PERMANENT_CODES, FileRefusal, NoteKind, outcome_of
from services.ingest.domain.file_names import read_file_name
from services.ingest.domain.portal_tag import notes_on_tag
from services.ingest.domain.submissions import Delivery, Nil, Return, name_disagrees
from services.ingest.domain.timing import Timing, notes_on_period
from services.ingest.usecases.ports import EndOfFile
from shared.contracts.ingest import (
    FileNote,
    NilReturn,
    RowsExtracted,
    SheetRows,
    SubmissionExtracted,
    SubmissionReceived,
    SubmissionUnreadable,
)
from shared.vocabulary.collections import COLLECTIONS, Collection
from shared.vocabulary.london import london_day
from shared.vocabulary.templates.changes import ChangeKind, changes_since
from shared.vocabulary.templates.versions import NamedVersion


def submission_received(submission_id: UUID, delivery: Delivery, received_at: datetime) -> SubmissionReceived:
    """Return the event that the file is kept and acknowledged."""
    return SubmissionReceived(
        submission_id=submission_id,
        channel=delivery.channel,
        sender=delivery.sender,
        sender_establishment=delivery.sender_establishment,
        file_name=delivery.file_name,
        tag=delivery.tag,
        comment=delivery.comment,
        sha256=delivery.sha256,
        size_bytes=len(delivery.content),
        uploaded_at=delivery.uploaded_at,
        data_taken_on=delivery.data_taken_on,
        received_at=received_at,
        nil=_nil_return(delivery.nil) if delivery.nil else None,
    )


def _nil_return(nil: Nil) -> NilReturn:
    return NilReturn(
        collection=nil.of.collection,
        establishment=nil.of.establishment,
        period=nil.of.period,
        stated_by=nil.stated_by,
        emailed_at=nil.emailed_at,
    )


def nil_extracted(received: SubmissionReceived, wanted: Return) -> SubmissionExtracted:
    """Return the event that there is nothing to read: the sender stated so."""
    return SubmissionExtracted(**_return_fields(received, wanted), parts=0, rows=0, nil=True)


def rows_extracted(received: SubmissionReceived, wanted: Return, part: int, rows: SheetRows) -> RowsExtracted:
    """Return the event of one part, whose rows were checked by the event's own types: they are not checked again."""
    return RowsExtracted.model_construct(
        **_return_fields(received, wanted), part=part, **{name: getattr(rows, name) for name in SheetRows.model_fields}
    )


def submission_extracted(
    received: SubmissionReceived, wanted: Return, parts: int, end: EndOfFile, notes: tuple[FileNote, ...]
) -> SubmissionExtracted:
    """Return the event that all rows have been published; `notes`: on the file as a whole, besides the reader's."""
    return SubmissionExtracted(
        **_return_fields(received, wanted),
        parts=parts,
        rows=end.rows,
        rows_blank=end.rows_blank,
        notes=(*end.notes, *notes),
    )


def _return_fields(received: SubmissionReceived, wanted: Return) -> dict[str, Any]:
    return {
        "submission_id": received.submission_id,
        "judgement": received.judgement,
        "collection": wanted.collection,
        "establishment": wanted.establishment,
        "period": wanted.period,
        "received_at": received.received_at,
    }


def notes_about(
    received: SubmissionReceived, wanted: Return, timing: Timing, template_version: str | None
) -> tuple[FileNote, ...]:
    """Return what is to be noted of the return that a file was taken for.

    Its name or its rows speak of another; its template is not the one in force; its data are old; it has not the tag of
    the portal.
    """
    name, received_on = read_file_name(received.file_name), london_day(received.received_at)
    of_another = (NoteKind.NAME_DISAGREES,) if name_disagrees(wanted.collection, name) else ()
    collection = COLLECTIONS[wanted.collection]
    on_period = notes_on_period(collection, name, timing, received_on, wanted.period)
    on_age = notes_on_age(received.data_taken_on, received_on)
    on_tag = notes_on_tag(received.channel, received.sender, received.tag)
    plain = tuple(FileNote(code=PERMANENT_CODES[kind]) for kind in (*of_another, *on_period, *on_age, *on_tag))
    return plain + template_notes(collection, template_version, received_on)


_OF_A_CHANGE: Final[Mapping[ChangeKind, NoteKind]] = MappingProxyType(
    {
        "asked": NoteKind.TEMPLATE_ASKS_MORE,
        "renamed": NoteKind.TEMPLATE_COLUMN_RENAMED,
        "removed": NoteKind.TEMPLATE_COLUMN_REMOVED,
        "recoded": NoteKind.TEMPLATE_CODES_CHANGED,
    }
)


def template_notes(collection: Collection, version: str | None, received_on: date) -> tuple[FileNote, ...]:
    """Return that the template used is not the one in force, and what has changed since; nothing where it is."""
    changes = None if version is None else changes_since(collection, version, received_on)
    if changes is None:
        return ()
    outdated = FileNote(code=PERMANENT_CODES[NoteKind.TEMPLATE_OUTDATED])
    return (
        outdated,
        *(FileNote(code=PERMANENT_CODES[_OF_A_CHANGE[one.kind]], heading=one.column) for one in changes),
    )


def notes_on_template(made_from: NamedVersion | None, received_on: date) -> tuple[FileNote, ...]:
    """Return what changed since the template of a file that is not recognised any more."""
    collection = COLLECTIONS.get(made_from.collection) if made_from else None
    if made_from is None or collection is None:
        return ()
    return template_notes(collection, made_from.version, received_on)


def submission_repeats(received: SubmissionReceived, wanted: Return, repeats: UUID) -> SubmissionExtracted:
    """Return the event of a file that is, byte for byte, the latest one for its return: it changes nothing."""
    return SubmissionExtracted(
        **_return_fields(received, wanted),
        parts=0,
        rows=0,
        notes=(FileNote(code=PERMANENT_CODES[NoteKind.SAME_AS_LATEST]),),
        repeats=repeats,
    )


def submission_unreadable(
    received: SubmissionReceived, refusal: FileRefusal, notes: tuple[FileNote, ...], collection: str | None = None
) -> SubmissionUnreadable:
    """Return the event that no rows come of it, and why; and which return it is, where its columns show it."""
    return SubmissionUnreadable(
        submission_id=received.submission_id,
        judgement=received.judgement,
        outcome=outcome_of(refusal),
        code=PERMANENT_CODES[refusal],
        collection=collection,
        received_at=received.received_at,
        notes=notes,
    )
