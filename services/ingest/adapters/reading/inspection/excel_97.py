"""What is known of an .xls workbook before the reader's library opens it, and the workbook repaired."""

import io
import struct
from collections.abc import Sequence
from typing import Final

import olefile

from services.ingest.adapters.reading.package.findings import PackageFindings
from services.ingest.adapters.reading.repairs.biff import (
    Patch,
    code_page_that_is_not_unicode,
    counts_from_1904,
    inspect_biff_sheet,
    is_protected,
    listed_sheets,
    number_formats_under_foreign_ids,
    records,
    was_recalculated,
)
from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.sheet.cells import DAYS_BETWEEN_EPOCHS

_STREAMS: Final = ("Workbook", "Book")
_BROKEN: Final = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    AttributeError,
    TypeError,
    AssertionError,
    RuntimeError,
    struct.error,
)
"""What is raised over a file whose directory or sectors lead nowhere."""


def inspect_excel_97(content: bytes, sheets_max: int) -> PackageFindings:
    """Return what an .xls workbook holds in its first visible sheets; `refusal` says why it must not be opened."""
    try:
        repaired = name_in_capitals(content)
        with olefile.OleFileIO(io.BytesIO(repaired)) as file:
            name = next((name for name in _STREAMS if file.exists(name)), None)
            if name is None:
                return PackageFindings(refusal=FileRefusal.NOT_A_SPREADSHEET)
            stream = file.openstream(name).read()
        package, patches = _inspect_inside(stream, sheets_max)
        repaired = patched(repaired, name, stream, patches)
    except _BROKEN:
        return PackageFindings(refusal=FileRefusal.DAMAGED)
    package.content = None if repaired is content else repaired
    return package


def name_in_capitals(content: bytes) -> bytes:
    """Some programs name the stream of the workbook in capitals, and the library finds it under its usual name only."""
    for name in _STREAMS:
        usual, capitals = (_as_in_directory(text) for text in (name, name.upper()))
        if usual not in content and capitals in content:
            content = content.replace(capitals, usual)
    return content


def patched(content: bytes, name: str, stream: bytes, patches: Sequence[Patch]) -> bytes:
    """Return the file with the patches in its stream; without any, the file itself."""
    if not patches:
        return content
    changed = bytearray(stream)
    for patch in patches:
        changed[patch.at : patch.at + len(patch.new)] = patch.new
    file = io.BytesIO(content)
    with olefile.OleFileIO(file) as ole:
        ole.write_stream(name, bytes(changed))
    return file.getvalue()


def _inspect_inside(stream: bytes, sheets_max: int) -> tuple[PackageFindings, list[Patch]]:
    workbook = list(records(stream))
    if is_protected(workbook):
        return PackageFindings(refusal=FileRefusal.PASSWORD), []
    patches = code_page_that_is_not_unicode(stream, workbook) + number_formats_under_foreign_ids(stream, workbook)
    package = PackageFindings(days_late=DAYS_BETWEEN_EPOCHS if counts_from_1904(stream, workbook) else 0)
    recalculated = was_recalculated(workbook)
    listed = listed_sheets(stream, workbook)
    if len({sheet.at for sheet in listed}) < len(listed):
        return PackageFindings(
            refusal=FileRefusal.DAMAGED
        ), []  # one sheet listed again and again: each time it would be read
    marks = {}
    for sheet in [sheet for sheet in listed if sheet.visible][:sheets_max]:
        seen = inspect_biff_sheet(stream, sheet.at, recalculated=recalculated)
        marks[sheet.name] = seen.marks
        package.hidden_rows += seen.hidden_rows
        package.formulas |= seen.formulas
        patches += seen.patches
    package.marks = marks
    return package, patches


def _as_in_directory(name: str) -> bytes:
    """Return a stream's name as the directory of the file holds it, in a field of 64 bytes."""
    return name.encode("utf-16-le").ljust(64, b"\0")
