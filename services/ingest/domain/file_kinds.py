"""What a file really is, by its bytes. An extension is a claim, never evidence."""

import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FileKind(StrEnum):
    """A kind that the extractor opens, or opens far enough to say what is wrong with it."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    ENCRYPTED = "encrypted"
    """An Office file with a password: always an OLE file, whatever its name says."""
    DAMAGED = "damaged"
    """Begins like a workbook, but its table of contents is missing: an upload that was cut off."""
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class OtherKind:
    """Something that holds no rows for us. `name` completes the sentence "This file is …"."""

    name: str


EXTENSIONS: Final = {
    FileKind.XLSX: frozenset({"xlsx", "xlsm", "xltx", "xltm"}),
    FileKind.XLSB: frozenset({"xlsb"}),
    FileKind.ODS: frozenset({"ods"}),
    FileKind.XLS: frozenset({"xls", "xlt"}),
    FileKind.CSV: frozenset({"csv", "txt", "tsv"}),
}

ENTRIES_MAX: Final = 2_000
_ZIP: Final = b"PK\x03\x04"
_ZIP_EMPTY: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_DIRECTORY: Final = b"PK\x05\x06"
_DIRECTORY_ENTRY: Final = b"PK\x01\x02"
_COMMENT_MAX: Final = 65_535

_BY_ENTRY: Final = (
    ("xl/workbook.bin", FileKind.XLSB),
    ("xl/workbook.xml", FileKind.XLSX),
    ("word/", OtherKind("a Word document")),
    ("ppt/", OtherKind("a PowerPoint presentation")),
    ("index/", OtherKind("an Apple Numbers or Pages document")),
    ("_rels/.rels", FileKind.XLSX),
    ("[content_types].xml", FileKind.XLSX),
)
"""In small letters. Of an Office package whose parts have other names, its relations tell whether it is a workbook."""
_BY_FIRST_BYTES: Final = (
    (b"%PDF", OtherKind("a PDF")),
    (b"\x89PNG", OtherKind("a picture")),
    (b"\xff\xd8\xff", OtherKind("a picture")),
    (b"GIF8", OtherKind("a picture")),
    (b"{\\rtf", OtherKind("a Word document (RTF)")),
    (b"\x1f\x8b", OtherKind("a compressed archive")),
    (b"7z\xbc\xaf", OtherKind("a compressed archive")),
    (b"Rar!", OtherKind("a compressed archive")),
    (b"MZ", OtherKind("a program")),
    (b"\x7fELF", OtherKind("a program")),
)
_BY_STREAM: Final = tuple(
    (name.encode("utf-16-le"), kind)  # as the directory of an OLE file writes names
    for name, kind in (
        ("EncryptedPackage", FileKind.ENCRYPTED),
        ("EncryptionInfo", FileKind.ENCRYPTED),
        ("WordDocument", OtherKind("a Word document")),
        ("PowerPoint Document", OtherKind("a PowerPoint presentation")),
    )
)
_WEB_PAGE: Final = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<style", b"<div")
_TEXT_CONTROL: Final = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 26}))
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def kind_of(content: bytes) -> FileKind | OtherKind:
    """Return what the bytes are. Reads names of entries and first bytes only; opens nothing."""
    if not content:
        return OtherKind("empty")
    if content.startswith((_ZIP, _ZIP_EMPTY)):
        return _zip_kind(content)
    if content.startswith(_OLE):
        return _ole_kind(content)
    for first_bytes, kind in _BY_FIRST_BYTES:
        if content.startswith(first_bytes):
            return kind
    return _text_kind(content)


def agrees(kind: FileKind, file_name: str) -> bool:
    """Say whether the file's extension goes with what it is; one without an extension claims nothing."""
    _, dot, extension = file_name.rpartition(".")
    return not dot or kind not in EXTENSIONS or extension.casefold() in EXTENSIONS[kind]


def _zip_kind(content: bytes) -> FileKind | OtherKind:
    names = entry_names(content)
    if names is None:
        return FileKind.DAMAGED
    if "mimetype" in names and "content.xml" in names:
        return FileKind.ODS if b"opendocument.spreadsheet" in content[:200] else OtherKind("an OpenDocument text")
    paths = [name.lstrip("/").casefold() for name in names]
    for beginning, kind in _BY_ENTRY:
        if any(path.startswith(beginning) for path in paths):
            return kind
    return OtherKind("a zip archive")


def entry_names(content: bytes) -> list[str] | None:
    """Return the names in a zip file's directory, at most 2,000; None when the directory is missing or broken."""
    end = content.rfind(_END_OF_DIRECTORY, max(0, len(content) - _COMMENT_MAX - 22))
    if end < 0 or end + 22 > len(content):
        return None
    size, offset = struct.unpack_from("<II", content, end + 12)
    # The directory ends where its end record begins; trusting the offset alone would trust the file.
    position = offset if content[offset : offset + 4] == _DIRECTORY_ENTRY else end - size
    if position < 0:
        return None  # it says to be longer than all that stands before it
    names: list[str] = []
    while len(names) < ENTRIES_MAX and content[position : position + 4] == _DIRECTORY_ENTRY and position + 46 <= end:
        name_length, extra_length, comment_length = struct.unpack_from("<HHH", content, position + 28)
        name = content[position + 46 : position + 46 + name_length]
        names.append(name.decode("utf-8", "replace").replace("\\", "/"))
        position += 46 + name_length + extra_length + comment_length
    return names or None


def _ole_kind(content: bytes) -> FileKind | OtherKind:
    return next((kind for name, kind in _BY_STREAM if name in content), FileKind.XLS)


def _text_kind(content: bytes) -> FileKind | OtherKind:
    if content.startswith(_UTF_16):
        return FileKind.CSV
    beginning = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if beginning.startswith(_WEB_PAGE):
        return OtherKind("a web page")
    if beginning.startswith((b"<?xml", b"<workbook")):
        return OtherKind("an XML file")
    if len(content.translate(None, _TEXT_CONTROL)) != len(content):
        return OtherKind("not a spreadsheet")
    return FileKind.CSV
