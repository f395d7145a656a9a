"""Unpacks the entries of a zip-based workbook a few megabytes at a time, never more than its directory says."""

import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Final, cast

from zlib_ng import zlib_ng

PROLOG_BYTES: Final = 64 * 1024
_BEGINNING_BYTES: Final = 256
_CHUNK: Final = 4 * 1024 * 1024
_OVERLAP: Final = 256
_KEPT_BYTES: Final = 1024 * 1024
"""An entry of this size is unpacked once and kept; a longer one is unpacked each time it is walked through."""
_LIST_BYTES: Final = 8 * 1024 * 1024
"""The list of fifty sheets has a few thousand bytes, and names of ranges seldom a megabyte."""
_LOCAL: Final = b"PK\x03\x04"
RAW_DEFLATE: Final = -15
"""Deflated data without a head of its own, as zip files hold it."""
_DECLARATION: Final = b"<!DOCTYPE"
_NOT_INFLATED: Final = cast(type[Exception], zlib_ng.error)  # its stub calls the class an instance
BROKEN: Final = (
    zipfile.BadZipFile,
    _NOT_INFLATED,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What unpacking, and packing anew, raises."""


class Unpacked:
    """The entries of a zip file, unpacked as they are asked for.

    All of it raises what `zipfile` does for a broken entry, and for one that is larger than the directory says. It
    unpacks with zlib-ng; the law that ties it to its plain twin, a property test: the bytes are those of `zipfile`.
    """

    def __init__(self, content: bytes, archive: zipfile.ZipFile) -> None:
        self.entries = archive.infolist()
        self.names = [entry.filename for entry in self.entries]
        self._content = content
        self._by_name = {entry.filename: entry for entry in self.entries}
        self._kept: dict[str, bytes] = {}
        self._prologs: dict[str, bytes] = {}

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack an entry piece by piece; a piece ends before its last `<`, so that no tag is cut in two."""
        if self._by_name[name].file_size > _KEPT_BYTES:
            return self._chunks(name, _CHUNK)
        return iter((self._whole(name),))

    def walks(self, name: str) -> Callable[[], Iterator[bytes]]:
        """Return what gives the pieces of an entry, from its beginning each time."""
        return lambda: self.pieces(name)

    def beginning(self, name: str) -> bytes:
        """Return the first bytes of an entry, in which an XML part names its encoding."""
        return self._prolog(name)[:_BEGINNING_BYTES]

    def all_of(self, name: str) -> bytes:
        """Return all of an entry, however long it is within the guard's limits."""
        entry = self._by_name[name]
        return b"".join(self._blocks(entry, entry.file_size + 1))  # in one piece: nothing is copied to be joined

    def whole(self, name: str) -> bytes:
        """Return all of an entry: a list or a set of relations, at most a few megabytes of it."""
        if self._by_name[name].file_size > _KEPT_BYTES:
            return next(self._chunks(name, _LIST_BYTES), b"")
        return self._whole(name)

    def declares_entities(self, name: str) -> bool:
        """Return whether a part may declare entities: no program that writes workbooks does."""
        prolog = self._prolog(name)
        some = prolog.find(b"!", 0, PROLOG_BYTES) >= 0  # one letter is found many times as fast as several
        return some and prolog.find(_DECLARATION, 0, PROLOG_BYTES) >= 0

    def _prolog(self, name: str) -> bytes:
        """Return the first 64 kB of a long entry, and all of another."""
        if self._by_name[name].file_size <= _KEPT_BYTES:
            return self._whole(name)
        if name not in self._prologs:
            self._prologs[name] = next(self._chunks(name, PROLOG_BYTES), b"")
        return self._prologs[name]

    def _whole(self, name: str) -> bytes:
        if name not in self._kept:
            self._kept[name] = b"".join(self._blocks(self._by_name[name], _KEPT_BYTES + 1))
        return self._kept[name]

    def _chunks(self, name: str, size: int) -> Iterator[bytes]:
        entry = self._by_name[name]
        rest = b""
        for block in self._blocks(entry, size):
            chunk = rest + block if rest else block
            cut = chunk.rfind(b"<", len(chunk) - _OVERLAP) if len(chunk) > _OVERLAP else -1
            rest = chunk[cut:] if cut > 0 else b""
            yield chunk[:cut] if cut > 0 else chunk
        if rest:
            yield rest

    def _blocks(self, entry: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
        """Unpack so much at a time, and never more than the directory says."""
        total = 0
        for block in self._inflated(entry, size):
            total += len(block)
            if total > entry.file_size:
                raise zipfile.BadZipFile("an entry is larger than the directory says")
            yield block

    def _inflated(self, entry: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
        """Unpack without the check of its sum, which the reader library makes."""
        packed = packed_bytes(self._content, entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(packed[at : at + size]) for at in range(0, len(packed), size))
            return
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            raise NotImplementedError
        inflater = zlib_ng.decompressobj(RAW_DEFLATE)  # twice as fast as the standard library's
        waiting: bytes | memoryview = packed
        while not inflater.eof and (block := inflater.decompress(waiting, size)):
            waiting = inflater.unconsumed_tail
            yield block
        if not inflater.eof:
            raise zipfile.BadZipFile("an entry is cut off")


def packed_bytes(content: bytes, entry: zipfile.ZipInfo) -> memoryview:
    """Return what an entry holds, as it is packed. Raises BadZipFile where it is not where the directory says."""
    at = entry.header_offset
    if content[at : at + 4] != _LOCAL or len(content) < at + 30:
        raise zipfile.BadZipFile("an entry is not where the directory says")
    name_length, extra_length = struct.unpack_from("<HH", content, at + 26)
    start = at + 30 + name_length + extra_length
    packed = memoryview(content)[start : start + entry.compress_size]
    if len(packed) != entry.compress_size:
        raise zipfile.BadZipFile("an entry is cut off")
    return packed
