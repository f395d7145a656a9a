"""The reading itself, inside the disposable child: from bytes to frames. What goes wrong here dies with the child."""

from services.ingest.adapters.reading.child_protocol import FrameKind
from services.ingest.adapters.reading.inspection import excel_97, open_document, package_guard
from services.ingest.adapters.reading.limits import GuardLimits
from services.ingest.adapters.reading.package.findings import Package
from services.ingest.adapters.reading.rows.date_orders import month_first_places
from services.ingest.adapters.reading.rows.part_builder import Reading, Send, as_json
from services.ingest.adapters.reading.rows.read_sheet import read_sheet
from services.ingest.adapters.reading.rows.sheet_selection import choose_sheets
from services.ingest.adapters.reading.sheets.open_file import SHEETS_MAX, OpenFile, Unreadable, open_workbook
from services.ingest.adapters.reading.sheets.text_file import open_text
from services.ingest.domain.file_kinds import FileKind, OtherKind, agrees, kind_of
from services.ingest.domain.sheet.cells import DAYS_BETWEEN_EPOCHS
from services.ingest.domain.verdicts import Note, Verdict


def read_file(content: bytes, file_name: str, send: Send, limits: GuardLimits | None = None) -> Reading:
    """Read one file and send what is in it, or why nothing can be had from it.

    What is returned holds the whole file: a child that is about to end keeps it, rather than spend time on freeing it.
    """
    reading = Reading()
    try:
        kind = _kind(content)
        package = _guarded(content, kind, limits or GuardLimits())
        _note_package(kind, package, file_name, reading)
        _read(_opened(package.content or content, kind, package), package, reading)
        _check_rows(package, reading)
        reading.say(send)
    except Unreadable as unreadable:
        send(FrameKind.VERDICT, as_json({"verdict": unreadable.verdict.value, "notes": reading.notes}))
    except MemoryError:
        send(FrameKind.VERDICT, as_json({"verdict": Verdict.TOO_MUCH_MEMORY.value}))
    return reading


def _check_rows(package: Package, reading: Reading) -> None:
    if reading.rows == 0:
        raise Unreadable(Verdict.FORMULAS if package.formulas else Verdict.NO_ROWS)


def _read(file: OpenFile, package: Package, reading: Reading) -> None:
    reading.file = file
    for note in file.notes:
        reading.note(note)
    for name in file.hidden_sheets:
        reading.note(Note.HIDDEN_SHEET, name)
    chosen = choose_sheets(file, reading)
    reading.collection = chosen[0][1].collection
    notes = len(reading.notes)
    for sheet, heading in chosen:
        read_sheet(sheet, heading, reading, days_late=package.days_late)
    if reading.some_month_first:
        reading.begin_again(notes)
        places = month_first_places(chosen, reading)
        for (sheet, heading), month_first in zip(chosen, places, strict=True):
            read_sheet(sheet, heading, reading, days_late=package.days_late, month_first=month_first)


def _opened(content: bytes, kind: FileKind, package: Package) -> OpenFile:
    return open_text(content) if kind is FileKind.CSV else open_workbook(content, package)


def _note_package(kind: FileKind, package: Package, file_name: str, reading: Reading) -> None:
    if not agrees(kind, file_name):
        reading.note(Note.KIND_DIFFERS)
    if package.macros:
        reading.note(Note.MACROS)
    if package.days_late:
        reading.note(Note.EPOCH_1904 if package.days_late == DAYS_BETWEEN_EPOCHS else Note.EPOCH_OTHER)
    if package.hidden_rows:
        reading.note(Note.HIDDEN_ROWS, count=package.hidden_rows)


def _kind(content: bytes) -> FileKind:
    kind = kind_of(content)
    if isinstance(kind, OtherKind):
        raise Unreadable(Verdict.EMPTY if not content else Verdict.NOT_A_SPREADSHEET)
    if kind is FileKind.ENCRYPTED:
        raise Unreadable(Verdict.PASSWORD)
    if kind is FileKind.DAMAGED:
        raise Unreadable(Verdict.DAMAGED)
    return kind


def _guarded(content: bytes, kind: FileKind, limits: GuardLimits) -> Package:
    if kind is FileKind.CSV:
        return Package()
    package = excel_97.look_at(content, SHEETS_MAX) if kind is FileKind.XLS else package_guard.look_at(content, limits)
    if kind is FileKind.ODS and not package.verdict:
        package = open_document.look_at(package.content or content, package)
    if package.verdict:
        too_large = kind is FileKind.ODS and package.verdict is Verdict.TOO_LARGE_UNPACKED
        raise Unreadable(Verdict.OPEN_DOCUMENT_TOO_LARGE if too_large else package.verdict)
    return package
