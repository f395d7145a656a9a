"""What a file really is, by its bytes. An extension is a claim, never evidence."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.ingest.domain.letters import utf_16_codec


class FileKind(StrEnum):
    """A kind that the extractor opens, or opens far enough to find what is wrong with it."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    ENCRYPTED = "encrypted"
    """A workbook with a password: an OLE file, whatever its name says, or an OpenDocument file that is sealed whole."""
    DAMAGED = "damaged"
    """Begins like a workbook, but its table of contents is missing: an upload that was cut off."""
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class OtherKind:
    """Something that holds no rows for us. `name` completes the sentence "This file is …"."""

    name: str
    opens_in_excel: bool = False

    @property
    def remedy(self) -> str:
        """What its sender can do with it, as a sentence without its full stop; nothing for most."""
        return "Open it in Excel, save it as an Excel workbook (.xlsx) and send that" if self.opens_in_excel else ""


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
_LONG_END_OF_DIRECTORY: Final = b"PK\x06\x06"
"""Some programs write this record for small files too, and refer to it from the usual one."""
_IN_LONG_RECORD: Final = 0xFFFFFFFF
_LONG_RECORD_BYTES: Final = 4_096
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
    *(
        (start, OtherKind("a workbook of before Excel 5", opens_in_excel=True))
        for start in (b"\x09\0\x04\0", b"\x09\2\x06\0", b"\x09\4\x06\0")
    ),
)
_BY_OPEN_DOCUMENT: Final[Mapping[bytes, FileKind | OtherKind]] = {
    b"spreadsheet": FileKind.ODS,
    b"text": OtherKind("an OpenDocument text"),
    b"presentation": OtherKind("an OpenDocument presentation"),
    b"graphics": OtherKind("an OpenDocument drawing"),
    b"chart": OtherKind("an OpenDocument chart"),
    b"formula": OtherKind("an OpenDocument formula"),
    b"base": OtherKind("an OpenDocument database"),
}
"""By what follows in the type that such a file names before all else, if it does."""
_BY_STREAM: Final = tuple(
    (name.encode("utf-16-le"), kind)  # as the directory of an OLE file writes names
    for name, kind in (
        ("EncryptedPackage", FileKind.ENCRYPTED),
        ("EncryptionInfo", FileKind.ENCRYPTED),
        ("WordDocument", OtherKind("a Word document")),
        ("PowerPoint Document", OtherKind("a PowerPoint presentation")),
    )
)
_WEB_PAGE: Final = OtherKind("a web page", opens_in_excel=True)
_XML_SPREADSHEET: Final = OtherKind("an XML spreadsheet", opens_in_excel=True)
_TAGS: Final = (
    "html|head|title|meta|link|style|script|body|table|thead|tbody|tr|td|div|span|p|b|h[1-6]|br|hr|center|font|form"
)
_BELOW: Final = r"(?:<[?!][^>]*>\s*)*<"
"""The first tag below declarations and remarks."""
_BY_FIRST_WORDS: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (_BELOW + "office:document", OtherKind("an OpenDocument spreadsheet in one XML file", opens_in_excel=True)),
        (_BELOW + r"\?mso-application[^>]*excel", _XML_SPREADSHEET),
        (_BELOW + r"(?:\w+:)?workbook\b[^>]*schemas-microsoft-com:office:spreadsheet", _XML_SPREADSHEET),
        ("<!doctype html", _WEB_PAGE),
        (_BELOW + rf"(?:{_TAGS})\b", _WEB_PAGE),
        (r"(?:[\w-]+: [^\n]*\n\s*)*(?:mime-version|content-type: multipart/related)", _WEB_PAGE),
        (r"<\?xml|<workbook", OtherKind("an XML file")),
        ("id;p", OtherKind("a SYLK spreadsheet", opens_in_excel=True)),
        (r"table\r?\n0,1\r?\n", OtherKind("a DIF spreadsheet", opens_in_excel=True)),
    )
)
"""Matched with the beginning of a text in small letters, without what is blank before it."""
_FIRST_CHARACTERS: Final = 4096
_TEXT_CONTROL: Final = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 26}))
_RARE: Final = 100
"""In a text in any coding one in this many bytes may be a control sign, or a null."""
_FREQUENT: Final = 5
"""The same where the text is UTF-8 throughout, as nothing else is by chance."""


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
    """Return whether the file's extension goes with what it is; one without an extension claims nothing."""
    _, dot, extension = file_name.rpartition(".")
    return not dot or kind not in EXTENSIONS or extension.casefold() in EXTENSIONS[kind]


def _zip_kind(content: bytes) -> FileKind | OtherKind:
    names = entry_names(content)
    if names is None:
        return FileKind.DAMAGED
    if "encrypted-package" in names:
        return FileKind.ENCRYPTED
    if "content.xml" in names:
        return _open_document_kind(content)
    paths = [name.lstrip("/").casefold() for name in names]
    for beginning, kind in _BY_ENTRY:
        if any(path.startswith(beginning) for path in paths):
            return kind
    return OtherKind("a zip archive")


def _open_document_kind(content: bytes) -> FileKind | OtherKind:
    """Return the kind that the file names at its very beginning; one that was packed anew may name it anywhere.

    Then the extractor looks at what is in it.
    """
    _, named, kind = content[:200].partition(b"application/vnd.oasis.opendocument.")
    return next((known for name, known in _BY_OPEN_DOCUMENT.items() if named and kind.startswith(name)), FileKind.ODS)


def entry_names(content: bytes) -> list[str] | None:
    """Return the names in a zip file's directory, at most 2,000; None when the directory is missing or broken."""
    end = content.rfind(_END_OF_DIRECTORY, max(0, len(content) - _COMMENT_MAX - 22))
    if end < 0 or end + 22 > len(content):
        return None
    size, offset = struct.unpack_from("<II", content, end + 12)
    if _IN_LONG_RECORD in (size, offset):
        end = content.rfind(_LONG_END_OF_DIRECTORY, max(0, end - _LONG_RECORD_BYTES), end)
        if end < 0 or end + 56 > len(content):
            return None
        size, offset = struct.unpack_from("<QQ", content, end + 40)
    # The directory ends where its end record begins; trusting the offset alone would trust the file.
    position = offset if content[offset : offset + 4] == _DIRECTORY_ENTRY else end - size
    if position < 0:
        return None  # it claims to be longer than all that stands before it
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
    beginning = _beginning(content)
    for words, kind in _BY_FIRST_WORDS:
        if words.match(beginning):
            return kind
    if utf_16_codec(content) is not None:
        return FileKind.CSV
    return FileKind.CSV if _is_text(content) else OtherKind("not a spreadsheet")


def _beginning(content: bytes) -> str:
    """Return the beginning of a text in small letters; of letters beyond ASCII nothing is asked."""
    codec = utf_16_codec(content)
    if codec is not None:
        text = content[: 2 * _FIRST_CHARACTERS].decode(codec, "replace")
    else:
        text = content[:_FIRST_CHARACTERS].removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return text.lstrip().lower()


def _is_text(content: bytes) -> bool:
    """Return whether bytes are text in spite of some control signs, which systems that export leave before values."""
    signs = len(content) - len(content.translate(None, _TEXT_CONTROL))
    if signs == 0:
        return True
    if content.count(0) * _RARE > len(content):
        return False
    return signs * (_FREQUENT if _is_utf_8(content) else _RARE) <= len(content)


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
