"""Looks at a workbook's package before a reader opens it: its sizes, its entries, what it declares.

Runs in the disposable child. What is to be repaired for the reader library's sake is repaired on the way.
"""

import io
import zipfile
from typing import Final

from services.ingest.adapters.reading.child_limits import GuardLimits
from services.ingest.adapters.reading.inspection.workbook import XML, inspect_workbook
from services.ingest.adapters.reading.package.findings import PackageFindings
from services.ingest.adapters.reading.package.relations import path_of
from services.ingest.adapters.reading.package.unpacking import BROKEN, Unpacked
from services.ingest.adapters.reading.repairs.encodings import another_encoding, text_in_another_encoding
from services.ingest.adapters.reading.repairs.rezipped import rezipped
from services.ingest.domain.file_findings import FileRefusal

_USUAL: Final = GuardLimits()
_ENCRYPTED_FLAG: Final = 0x1
_SYMLINK: Final = 0o120000

_NESTED: Final = (".zip", ".xlsx", ".xlsm", ".xlsb", ".gz", ".bz2", ".xz", ".7z", ".rar")


def inspect_package(content: bytes, limits: GuardLimits = _USUAL) -> PackageFindings:
    """Return what the package of a zip-based workbook holds; `refusal` says why a reader must not open it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refusal = _directory_refusal(archive.infolist(), limits)
            return (
                PackageFindings(refusal=refusal)
                if refusal
                else _inspect_inside(content, Unpacked(content, archive), limits)
            )
    except BROKEN:
        return PackageFindings(refusal=FileRefusal.DAMAGED)


def _directory_refusal(entries: list[zipfile.ZipInfo], limits: GuardLimits) -> FileRefusal | None:
    """Judge by the directory alone, before anything is unpacked."""
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        return FileRefusal.PASSWORD
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        return FileRefusal.TOO_LARGE_UNPACKED
    if any(
        entry.file_size > max(entry.compress_size, 1) * limits.ratio and entry.file_size > limits.ratio_from_bytes
        for entry in entries
    ):
        return FileRefusal.TOO_LARGE_UNPACKED
    if len(set(names)) != len(names) or any(entry.external_attr >> 16 & 0o170000 == _SYMLINK for entry in entries):
        return FileRefusal.DAMAGED
    if any(name.casefold().endswith(_NESTED) and not name.startswith("xl/embeddings/") for name in names):
        return FileRefusal.DAMAGED
    return None


def _inspect_inside(content: bytes, unpacked: Unpacked, limits: GuardLimits) -> PackageFindings:
    names = {path_of(name) for name in unpacked.names}
    package = PackageFindings(macros=any(name.endswith("vbaproject.bin") for name in names))
    written_anew: dict[str, bytes | None] = {}
    for name in unpacked.names:
        if name.casefold().endswith(XML):
            if encoding := another_encoding(unpacked.beginning(name)):
                written_anew[name] = text_in_another_encoding(unpacked.all_of(name), encoding)
            elif unpacked.declares_entities(name):
                return PackageFindings(refusal=FileRefusal.DAMAGED)
    if written_anew:
        return _inspect_again(rezipped(content, written_anew), limits)
    if "content.xml" not in names:
        repaired = inspect_workbook(content, unpacked, limits, package)
        package.content = None if repaired is content else repaired
    return package


def _inspect_again(repaired: bytes, limits: GuardLimits) -> PackageFindings:
    package = inspect_package(repaired, limits)
    package.content = package.content or repaired
    return package
