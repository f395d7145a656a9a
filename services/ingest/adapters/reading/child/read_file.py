"""The reading itself, inside the disposable child: from bytes to frames. What goes wrong here dies with the child."""

from typing import Any

from services.ingest.adapters.reading.child_limits import GuardLimits
from services.ingest.adapters.reading.child_protocol import FrameKind
from services.ingest.adapters.reading.inspection import excel_97, open_document, package_guard
from services.ingest.adapters.reading.package.findings import PackageFindings
from services.ingest.adapters.reading.rows.date_orders import month_first_places
from services.ingest.adapters.reading.rows.part_builder import FileResult, Send, as_json
from services.ingest.adapters.reading.rows.read_sheet import read_sheet
from services.ingest.adapters.reading.rows.sheet_selection import Chosen, select_sheets, version_stated, version_used
from services.ingest.adapters.reading.sheets.calamine_workbook import open_workbook
from services.ingest.adapters.reading.sheets.open_file import SHEETS_MAX, OpenFile, Unreadable
from services.ingest.adapters.reading.sheets.text_file import open_text
from services.ingest.domain.file_findings import FileRefusal, NoteKind
from services.ingest.domain.file_kinds import FileKind, OtherKind, agrees, kind_of
from services.ingest.domain.sheet.cells import DAYS_BETWEEN_EPOCHS


def read_file(content: bytes, file_name: str, send: Send, limits: GuardLimits | None = None) -> FileResult:
    """Read one file and send what is in it, or why nothing can be had from it.

    What is returned holds the whole file: a child that is about to end keeps it, rather than spend time on freeing it.
    """
    reading = FileResult()
    try:
        kind = _kind(content)
        package = _guarded(content, kind, limits or GuardLimits())
        _note_package(kind, package, file_name, reading)
        _read(_opened(package.content or content, kind, package), package, reading)
        _check_rows(package, reading)
        reading.send(send)
    except Unreadable as unreadable:
        refused = {"refusal": unreadable.refusal.value, "notes": reading.notes}
        send(FrameKind.REFUSAL, as_json(refused | _template_of(unreadable.refusal, reading)))
    except MemoryError:
        send(FrameKind.REFUSAL, as_json({"refusal": FileRefusal.TOO_MUCH_MEMORY.value}))
    return reading


def _template_of(refusal: FileRefusal, reading: FileResult) -> dict[str, Any]:
    """Return which template a file that cannot be recognised says it was made from."""
    if refusal is not FileRefusal.TEMPLATE_UNKNOWN or reading.file is None:
        return {}
    named = version_stated(reading.file)
    return {} if named is None else {"template": {"collection": named.collection, "version": named.version}}


def _check_rows(package: PackageFindings, reading: FileResult) -> None:
    if reading.rows == 0:
        raise Unreadable(FileRefusal.FORMULAS if package.formulas else FileRefusal.NO_ROWS)


def _read(file: OpenFile, package: PackageFindings, reading: FileResult) -> None:
    reading.file = file
    for note in file.notes:
        reading.note(note)
    for name in file.hidden_sheets:
        reading.note(NoteKind.HIDDEN_SHEET, name)
    chosen = _select_sheets(file, package, reading)
    reading.collection = chosen[0][1].collection
    reading.template_version = version_used(file, chosen)
    notes = len(reading.notes)
    for sheet, heading in chosen:
        read_sheet(sheet, heading, reading, days_late=package.days_late)
    if reading.some_month_first:
        reading.restart(notes)
        places = month_first_places(chosen, reading)
        for (sheet, heading), month_first in zip(chosen, places, strict=True):
            read_sheet(sheet, heading, reading, days_late=package.days_late, month_first=month_first)


def _select_sheets(file: OpenFile, package: PackageFindings, reading: FileResult) -> Chosen:
    """Choose the sheets to read; where nothing stands on any, formulas without values may be the reason."""
    try:
        return select_sheets(file, reading)
    except Unreadable as unreadable:
        if unreadable.refusal is FileRefusal.EMPTY and package.formulas:
            raise Unreadable(FileRefusal.FORMULAS) from None
        raise


def _opened(content: bytes, kind: FileKind, package: PackageFindings) -> OpenFile:
    return open_text(content) if kind is FileKind.CSV else open_workbook(content, package)


def _note_package(kind: FileKind, package: PackageFindings, file_name: str, reading: FileResult) -> None:
    if not agrees(kind, file_name):
        reading.note(NoteKind.KIND_DIFFERS)
    if package.macros:
        reading.note(NoteKind.MACROS)
    if package.days_late:
        reading.note(NoteKind.EPOCH_1904 if package.days_late == DAYS_BETWEEN_EPOCHS else NoteKind.EPOCH_OTHER)
    if package.hidden_rows:
        reading.note(NoteKind.HIDDEN_ROWS, count=package.hidden_rows)


def _kind(content: bytes) -> FileKind:
    kind = kind_of(content)
    if isinstance(kind, OtherKind):
        raise Unreadable(FileRefusal.EMPTY if not content else FileRefusal.NOT_A_SPREADSHEET)
    if kind is FileKind.ENCRYPTED:
        raise Unreadable(FileRefusal.PASSWORD)
    if kind is FileKind.DAMAGED:
        raise Unreadable(FileRefusal.DAMAGED)
    return kind


def _guarded(content: bytes, kind: FileKind, limits: GuardLimits) -> PackageFindings:
    if kind is FileKind.CSV:
        return PackageFindings()
    package = (
        excel_97.inspect_excel_97(content, SHEETS_MAX)
        if kind is FileKind.XLS
        else package_guard.inspect_package(content, limits)
    )
    if kind is FileKind.ODS and not package.refusal:
        package = open_document.inspect_open_document(package.content or content, package)
    if package.refusal:
        too_large = kind is FileKind.ODS and package.refusal is FileRefusal.TOO_LARGE_UNPACKED
        raise Unreadable(FileRefusal.OPEN_DOCUMENT_TOO_LARGE if too_large else package.refusal)
    return package
