"""OpenDocument spreadsheets for tests: a return with parts of its text, or of its package, put differently."""

import io
import zipfile
from collections.abc import Mapping

from tests.support.workbooks import A_LEARNER, Row, enrolment

TEXT, TYPE, MANIFEST = "content.xml", "mimetype", "META-INF/manifest.xml"
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
HEAD = "<office:spreadsheet>"


def entries_of(content: bytes) -> dict[str, bytes]:
    """Return the unpacked entries in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a package of the entries, each packed by the method."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, entry in entries.items():
            archive.writestr(name, entry)
    return out.getvalue()


def return_with(changes: Mapping[str, str], *learners: Row) -> bytes:
    """Return an enrolment return with parts of its text replaced, each of which must be there."""
    entries = entries_of(enrolment(learners or (A_LEARNER,), file_format="ods"))
    text = entries[TEXT].decode()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    kind = entries.pop(TYPE)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TYPE, kind, zipfile.ZIP_STORED)
        for name, entry in (entries | {TEXT: text.encode()}).items():
            archive.writestr(name, entry)
    return out.getvalue()


def text_cell(text: str) -> str:
    """Return a cell as the returns hold it."""
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def cell(attributes: str, text: str | None = None) -> str:
    """Return a cell of its own kind."""
    within = "" if text is None else f"<text:p>{text}</text:p>"
    return f"<table:table-cell {CALC} {attributes}>{within}</table:table-cell>"
