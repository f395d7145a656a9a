"""Unpacks the entries of a zip-based workbook a few megabytes at a time, never more than its directory says."""

import zipfile
from collections.abc import Iterator
from typing import Final

PROLOG_BYTES: Final = 64 * 1024
_CHUNK: Final = 4 * 1024 * 1024
_OVERLAP: Final = 256


def chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, size: int = _CHUNK) -> Iterator[bytes]:
    """Unpack an entry piece by piece; a piece ends before its last `<`, so that no tag is cut in two.

    Raises BadZipFile for an entry that is larger than the directory says.
    """
    rest = b""
    total = 0
    with archive.open(entry) as stream:
        while block := stream.read(size):
            total += len(block)
            if total > entry.file_size:
                raise zipfile.BadZipFile("an entry is larger than the directory says")
            chunk = rest + block if rest else block
            cut = chunk.rfind(b"<", len(chunk) - _OVERLAP) if len(chunk) > _OVERLAP else -1
            rest = chunk[cut:] if cut > 0 else b""
            yield chunk[:cut] if cut > 0 else chunk
    if rest:
        yield rest


def prolog(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the first 64 kB of an entry."""
    return next(chunks(archive, entry, size=PROLOG_BYTES), b"")
