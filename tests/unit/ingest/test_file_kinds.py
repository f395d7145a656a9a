"""What a file is, by its bytes."""

import io
import struct
import zipfile

import pytest

from services.ingest.domain.file_kinds import FileKind, OtherKind, agrees, entry_names, kind_of
from tests.support import workbooks


def directory_before_the_beginning() -> bytes:
    """A zip file whose directory is said to be longer than all before its end, with an entry where that leads to."""
    end = struct.pack("<4s8xIIH", b"PK\x05\x06", 84 + 30, 0xFFFFFFFF, 30)
    return b"PK\x03\x04" + bytes(80) + end + b"PK\x01\x02" + bytes(26)


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return out.getvalue()


def open_document(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", b"")
    return out.getvalue()


WEB_PAGE = OtherKind("a web page", opens_in_excel=True)
XML_SPREADSHEET = OtherKind("an XML spreadsheet", opens_in_excel=True)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (workbooks.enrolment(), FileKind.XLSX),
        (workbooks.with_macros(), FileKind.XLSX),
        (workbooks.enrolment(file_format="ods"), FileKind.ODS),
        (workbooks.enrolment(file_format="csv"), FileKind.CSV),
        (workbooks.renamed_text(), FileKind.CSV),
        ("UPN\tULN\n".encode("utf-16"), FileKind.CSV),
        ("Surname;Zoë\n".encode("cp1252"), FileKind.CSV),
        (package("xl/workbook.bin"), FileKind.XLSB),
        (workbooks.password_protected(), FileKind.ENCRYPTED),
        (workbooks.corrupt(), FileKind.DAMAGED),
        (b"PK\x03\x04", FileKind.DAMAGED),
        (directory_before_the_beginning(), FileKind.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileKind.XLS),
        (b"", OtherKind("empty")),
        (workbooks.pdf(), OtherKind("a PDF")),
        (package("word/document.xml"), OtherKind("a Word document")),
        (package("ppt/presentation.xml"), OtherKind("a PowerPoint presentation")),
        (package("Index/Document.iwa"), OtherKind("an Apple Numbers or Pages document")),
        (package("one.xlsx", "two.xlsx"), OtherKind("a zip archive")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), OtherKind("a Word document")),
        (b"<html><table>", WEB_PAGE),
        (b"\xef\xbb\xbf\n  <!DOCTYPE HTML>", WEB_PAGE),
        (b"<!-- made by a register --><center>\n<h2>Year 12</h2>", WEB_PAGE),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "a"><html xmlns="http://www.w3.org/1999/xhtml">', WEB_PAGE),
        ("<html><body><table>".encode("utf-16"), WEB_PAGE),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", WEB_PAGE),
        (b"From: <Saved by a browser>\r\nSubject: \r\nMIME-Version: 1.0\r\n", WEB_PAGE),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook', XML_SPREADSHEET),
        (
            b'<?xml version="1.0"?><ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">',
            XML_SPREADSHEET,
        ),
        (
            b'<?xml version="1.0"?>\n<office:document xmlns:office="urn:oasis">',
            OtherKind("an OpenDocument spreadsheet in one XML file", opens_in_excel=True),
        ),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\n", OtherKind("a SYLK spreadsheet", opens_in_excel=True)),
        (b"\x09\x04\x06\x00\x00\x04", OtherKind("a workbook of before Excel 5", opens_in_excel=True)),
        (package("mimetype", "META-INF/manifest.xml", "encrypted-package"), FileKind.ENCRYPTED),
        (package("content.xml", "META-INF/manifest.xml"), FileKind.ODS),
        (open_document("text"), OtherKind("an OpenDocument text")),
        (open_document("presentation"), OtherKind("an OpenDocument presentation")),
        (open_document("spreadsheet-template"), FileKind.ODS),
        (b'<?xml version="1.0"?><Workbook/>', OtherKind("an XML file")),
        (b"\x89PNG\r\n\x1a\n", OtherKind("a picture")),
        (b"MZ\x90\x00", OtherKind("a program")),
        (bytes(1000), OtherKind("not a spreadsheet")),
        (b"UPN,ULN\n\x00\x01\x02", OtherKind("not a spreadsheet")),
        (b"UPN,ULN\nU886000026001,\x1f5161128622\n", FileKind.CSV),
        ("UPN,ULN\nU886000026001,\x1f5161128622\n".encode("utf-16-le"), FileKind.CSV),
        (b"Surname,Forename\n" + "Zo\u00eb,Kempton\n".encode("cp1252") * 20 + b"Bell\x07,Ann\n", FileKind.CSV),
        (bytes(range(256)) * 4, OtherKind("not a spreadsheet")),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, kind: FileKind | OtherKind) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("kind", "file_name", "agreed"),
    [
        (FileKind.XLSX, "a.xlsx", True),
        (FileKind.XLSX, "a.XLSM", True),
        (FileKind.XLSX, "a.xls", False),
        (FileKind.CSV, "a.xlsx", False),
        (FileKind.CSV, "no extension", True),
        (FileKind.ENCRYPTED, "a.xlsx", True),
    ],
)
def test_an_extension_is_a_claim_that_may_be_wrong(kind: FileKind, file_name: str, agreed: bool) -> None:
    assert agrees(kind, file_name) is agreed


def test_a_directory_is_found_behind_a_comment_and_bounded() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = b"PK\x05 a comment"
        for number in range(2_100):
            archive.writestr(str(number), b"")
    names = entry_names(out.getvalue())
    assert names is not None
    assert len(names) == 2_000


def test_a19_a_small_file_with_the_records_of_a_large_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    content = package("[Content_Types].xml", "xl/workbook.xml")
    assert b"PK\x06\x06" in content
    assert entry_names(content) == ["[Content_Types].xml", "xl/workbook.xml"]
    assert kind_of(content) is FileKind.XLSX


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><table>", WEB_PAGE),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', XML_SPREADSHEET),
    ],
)
def test_a17_what_only_looks_like_a_workbook_is_named_and_told_to_be_opened_in_excel(
    content: bytes, kind: OtherKind
) -> None:
    assert kind_of(content) == kind
    assert kind.opens_in_excel
