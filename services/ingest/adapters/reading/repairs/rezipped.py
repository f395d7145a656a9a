"""Puts repaired parts back into a zip-based workbook; all other entries stay as they are, packed as they came."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from services.ingest.adapters.reading.package.unpacking import RAW_DEFLATE, packed_bytes

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_VERSION: Final = 20
_NAMES_ARE_UTF_8: Final = 0x800
_FIRST_YEAR: Final = 1980
_FAST: Final = 1


class _Entry(NamedTuple):
    name: bytes
    method: int
    moment: tuple[int, int]
    crc: int
    size: int
    packed: bytes


def rezipped(content: bytes, changed: Mapping[str, bytes | None], renamed: Mapping[str, str] | None = None) -> bytes:
    """Return the package with entries replaced, added or (None) left out, and others `renamed`, in the same order.

    Without changes it is `content` itself. Raises what `zipfile` does for a broken package.
    """
    if not changed and not renamed:
        return content
    names = renamed or {}
    out, directory, count = io.BytesIO(), io.BytesIO(), 0
    for entry in _entries(content, changed, names):
        place = out.tell()
        fields = (_NAMES_ARE_UTF_8, entry.method, *entry.moment, entry.crc, len(entry.packed), entry.size)
        out.write(_LOCAL.pack(b"PK\x03\x04", _VERSION, *fields, len(entry.name), 0) + entry.name)
        out.write(entry.packed)
        lengths = (len(entry.name), 0, 0, 0, 0, 0, place)
        directory.write(_CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *fields, *lengths) + entry.name)
        count += 1
    place, listed = out.tell(), directory.getvalue()
    out.write(listed)
    out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), place, 0))
    return out.getvalue()


def _entries(content: bytes, changed: Mapping[str, bytes | None], renamed: Mapping[str, str]) -> Iterator[_Entry]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
    for info in infos:
        if info.filename not in changed:
            yield _as_it_came(content, info, renamed.get(info.filename, info.filename))
        elif (unpacked := changed[info.filename]) is not None:
            yield _anew(renamed.get(info.filename, info.filename), unpacked, _moment(info))
    known = {info.filename for info in infos}
    for name, unpacked in changed.items():
        if name not in known and unpacked is not None:
            yield _anew(name, unpacked, (0, 1 << 5 | 1))


def _as_it_came(content: bytes, info: zipfile.ZipInfo, name: str) -> _Entry:
    packed = bytes(packed_bytes(content, info))
    return _Entry(name.encode(), info.compress_type, _moment(info), info.CRC, info.file_size, packed)


def _anew(name: str, unpacked: bytes, moment: tuple[int, int]) -> _Entry:
    packer = zlib.compressobj(_FAST, zlib.DEFLATED, RAW_DEFLATE)
    packed = packer.compress(unpacked) + packer.flush()
    return _Entry(name.encode(), zipfile.ZIP_DEFLATED, moment, zlib.crc32(unpacked), len(unpacked), packed)


def _moment(info: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the time and the day as a zip file holds them."""
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (max(year, _FIRST_YEAR) - _FIRST_YEAR) << 9 | month << 5 | day
