"""Looks at a workbook's package before a reader opens it: sizes, entries, tricks. Runs in the disposable child."""

import io
import re
import zipfile
import zlib
from typing import Final

from services.ingest.adapters.reading.limits import GuardLimits
from services.ingest.adapters.reading.package import Package
from services.ingest.adapters.reading.unpacking import chunks, prolog
from services.ingest.domain.verdicts import Verdict

_USUAL: Final = GuardLimits()
_ENCRYPTED_FLAG: Final = 0x1
_SYMLINK: Final = 0o120000

_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
_NESTED: Final = (".zip", ".xlsx", ".xlsm", ".xlsb", ".gz", ".bz2", ".xz", ".7z", ".rar")
_SHEETS: Final = "xl/worksheets/sheet"
_DECLARATION: Final = b"<!DOCTYPE"
"""Entities can only be declared inside it, before the first element; no program that writes workbooks needs it."""
_NUMBER: Final = re.compile(rb"[0-9]{1,7}")
_FILLED_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^/])?>')
_FORMULA: Final = re.compile(rb"<f[ >]")
_HIDDEN_ROW: Final = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')
_EPOCH_1904: Final = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")


def look_at(content: bytes, limits: GuardLimits = _USUAL) -> Package:
    """Return what the package of a zip-based workbook holds; `verdict` says why a reader must not open it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            verdict = _directory_verdict(entries, limits)
            return Package(verdict=verdict) if verdict else _look_inside(archive, entries, limits)
    except _BROKEN:
        return Package(verdict=Verdict.DAMAGED)


def _directory_verdict(entries: list[zipfile.ZipInfo], limits: GuardLimits) -> Verdict | None:
    """Judge by the directory alone, before anything is unpacked."""
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        return Verdict.PASSWORD
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        return Verdict.TOO_LARGE_UNPACKED
    if any(
        entry.file_size > max(entry.compress_size, 1) * limits.ratio and entry.file_size > limits.ratio_from_bytes
        for entry in entries
    ):
        return Verdict.TOO_LARGE_UNPACKED
    if len(set(names)) != len(names) or any(entry.external_attr >> 16 & 0o170000 == _SYMLINK for entry in entries):
        return Verdict.DAMAGED
    if any(name.casefold().endswith(_NESTED) and not name.startswith("xl/embeddings/") for name in names):
        return Verdict.DAMAGED
    return None


def _look_inside(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: GuardLimits) -> Package:
    names = [entry.filename.casefold() for entry in entries]
    package = Package(macros=any(name.endswith("vbaproject.bin") for name in names))
    if any(name.startswith("xl/") for name in names):
        package.sheet_parts = sum(name.endswith((".xml", ".bin")) and "sheet" in name for name in names)
    for entry in entries:
        name = entry.filename
        if not name.casefold().endswith((".xml", ".rels")):
            continue
        beginning = prolog(archive, entry)
        if _DECLARATION in beginning:
            return Package(verdict=Verdict.DAMAGED)
        if name == "xl/workbook.xml" and _EPOCH_1904.search(beginning):
            package.epoch_1904 = True
        if name.startswith(_SHEETS):
            hidden, too_large = _look_at_sheet(archive, entry, limits)
            package.hidden_rows += hidden
            if too_large:
                return Package(verdict=Verdict.TOO_LARGE_UNPACKED)
    return package


def _look_at_sheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: GuardLimits) -> tuple[int, bool]:
    """Count hidden rows, and see whether the cells lie so far apart that a reader would allocate without end.

    Only a sheet that ends far down, or says so, is looked at cell by cell; for others the child's memory is the limit.
    """
    hidden, last_line = 0, 0
    for chunk in chunks(archive, entry):
        if b' hidden="' in chunk:
            hidden += sum(1 for _ in _HIDDEN_ROW.finditer(chunk))
        last = chunk.rfind(b'<row r="')
        if last >= 0 and (number := _NUMBER.match(chunk, last + 8)):
            last_line = max(last_line, int(number.group()))
    return hidden, last_line > limits.far_line and _extent(archive, entry) > limits.cells


def has_formulas(content: bytes) -> bool:
    """Say whether any sheet of a zip-based workbook that has passed the guard holds a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [entry for entry in archive.infolist() if entry.filename.startswith(_SHEETS)]
        return any(_FORMULA.search(chunk) for entry in sheets for chunk in chunks(archive, entry))


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells the smallest rectangle around all filled cells holds: what a reader would allocate."""
    lines: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None
    for chunk in chunks(archive, entry):
        for found in _FILLED_CELL.finditer(chunk):
            line, column = int(found.group(2)), _column_number(found.group(1))
            lines = (min(lines[0], line), max(lines[1], line)) if lines else (line, line)
            columns = (min(columns[0], column), max(columns[1], column)) if columns else (column, column)
    if lines is None or columns is None:
        return 0
    return (lines[1] - lines[0] + 1) * (columns[1] - columns[0] + 1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
