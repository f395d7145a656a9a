"""Unpacks the entries of a zip-based workbook a few megabytes at a time, never more than its directory says."""

import zipfile
from collections.abc import Callable, Iterator
from typing import Final

PROLOG_BYTES: Final = 64 * 1024
_CHUNK: Final = 4 * 1024 * 1024
_DECLARATION: Final = b"<!DOCTYPE"
_OVERLAP: Final = 256
_LIST_BYTES: Final = 8 * 1024 * 1024
"""The list of fifty sheets has a few thousand bytes, and names of ranges seldom a megabyte."""


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


def whole(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return all of an entry: a list or a set of relations, at most a few megabytes of it.

    Raises BadZipFile for an entry that is larger than the directory says.
    """
    return next(chunks(archive, archive.getinfo(name), size=_LIST_BYTES), b"")


def pieces_of(archive: zipfile.ZipFile, name: str) -> Callable[[], Iterator[bytes]]:
    """Return what unpacks an entry piece by piece, from its beginning each time."""
    entry = archive.getinfo(name)
    return lambda: chunks(archive, entry)


def declares_entities(beginning: bytes) -> bool:
    """Say whether a part that begins so may declare entities: no program that writes workbooks does."""
    return _DECLARATION in beginning
