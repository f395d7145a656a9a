"""What is known of an .ods workbook before the reader's library opens it, and the workbook repaired.

The guard has looked at its sizes before.
"""

import io
import re
import zipfile
from datetime import date
from typing import Final
from xml.parsers.expat import ExpatError

from services.ingest.adapters.reading.inspection.open_document_cells import inspect_cells
from services.ingest.adapters.reading.package.findings import PackageFindings
from services.ingest.adapters.reading.package.unpacking import BROKEN, Unpacked
from services.ingest.adapters.reading.repairs.open_document_text import REPAIRS
from services.ingest.adapters.reading.repairs.rezipped import rezipped
from services.ingest.domain.file_findings import FileRefusal

_TEXT: Final = "content.xml"
_TYPE: Final = "mimetype"
_MANIFEST: Final = "META-INF/manifest.xml"
_SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_SPREADSHEET_ELEMENT: Final = re.compile(rb"<(?:[\w.-]+:)?spreadsheet\b")
_ENCRYPTED: Final = re.compile(rb"<(?:[\w.-]+:)?encryption-data\b")
_FIRST_SHEET: Final = b"<table:table "
_FIRST_DAY: Final = re.compile(
    rb"""<table:null-date\b[^<>]*\btable:date-value\s*=\s*["'](\d{4})-(\d{1,2})-(\d{1,2})\b"""
)
_EXCELS: Final = date(1899, 12, 30)
_BROKEN: Final = (*BROKEN, ExpatError, LookupError)


def inspect_open_document(content: bytes, package: PackageFindings) -> PackageFindings:
    """Add to the package what an .ods workbook holds; `refusal` says why it must not be opened."""
    try:
        return _inspect(content, package)
    except _BROKEN:
        return PackageFindings(refusal=FileRefusal.DAMAGED)


def _inspect(content: bytes, package: PackageFindings) -> PackageFindings:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = Unpacked(content, archive)
        manifest = entries.all_of(_MANIFEST) if _MANIFEST in entries.names else None
        if manifest is not None and _ENCRYPTED.search(manifest):
            return PackageFindings(refusal=FileRefusal.PASSWORD)
        stated = entries.all_of(_TYPE) if _TYPE in entries.names else None
        text = entries.all_of(_TEXT)
    if not _SPREADSHEET_ELEMENT.search(text):
        return PackageFindings(refusal=FileRefusal.NOT_A_SPREADSHEET)
    changed = type_that_is_not_stated(stated) | manifest_that_is_missing(manifest)
    for repair in REPAIRS:
        repaired = repair(text)
        if repaired is not text:
            text = changed[_TEXT] = repaired  # one at a time: a long text is in memory twice while it is repaired
    seen = inspect_cells(text)
    package.marks = seen.marks
    package.hidden_rows = seen.hidden_rows
    package.formulas = seen.formulas
    package.days_late = _days_late(text)
    if changed:
        package.content = rezipped(content, changed)
    return package


def type_that_is_not_stated(stated: bytes | None) -> dict[str, bytes | None]:
    """The entry that names the kind of document, which many programs that pack files anew leave out or alter."""
    return {} if stated is not None and stated.startswith(_SPREADSHEET) else {_TYPE: _SPREADSHEET}


def manifest_that_is_missing(manifest: bytes | None) -> dict[str, bytes | None]:
    """The list of entries, of which nothing is read but whether a password is needed."""
    return {} if manifest is not None else {_MANIFEST: b'<?xml version="1.0"?><manifest/>'}


def _days_late(text: bytes) -> int:
    """Return how many days after Excel's first day the workbook begins to count; it is written above its sheets."""
    stated = _FIRST_DAY.search(text, 0, max(text.find(_FIRST_SHEET), 0))
    return (date(*map(int, stated.groups())) - _EXCELS).days if stated else 0
