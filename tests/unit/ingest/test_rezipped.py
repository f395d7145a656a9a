"""Repaired parts go back into their package, and everything else stays as it came."""

import io
import zipfile

from services.ingest.adapters.reading.repairs.rezipped import rezipped
from tests.support import workbooks

SHEET = "xl/worksheets/sheet1.xml"


def packed(content: bytes) -> dict[str, bytes]:
    """Return what each entry holds, packed, in the order of the directory."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            start = entry.header_offset + 30 + len(entry.filename.encode())
            found[entry.filename] = content[start : start + entry.compress_size]
    return found


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_package_without_changes_is_the_same_object() -> None:
    content = workbooks.enrolment()
    assert rezipped(content, {}) is content


def test_what_is_not_changed_stays_as_it_was_packed_and_where_it_stood() -> None:
    content = workbooks.enrolment()
    changed = rezipped(content, {SHEET: b"<worksheet/>"})
    assert list(packed(changed)) == list(packed(content))
    assert {**packed(content), SHEET: packed(changed)[SHEET]} == packed(changed)
    assert unpacked(changed)[SHEET] == b"<worksheet/>"


def test_parts_are_added_left_out_and_renamed() -> None:
    content = workbooks.enrolment()
    before = unpacked(content)
    after = unpacked(rezipped(content, {"mimetype": b"x", "xl/styles.xml": None}, {SHEET: "xl/worksheets/é.xml"}))
    assert after == {
        **{name: part for name, part in before.items() if name not in {SHEET, "xl/styles.xml"}},
        "xl/worksheets/é.xml": before[SHEET],
        "mimetype": b"x",
    }


def test_entries_whose_size_is_told_behind_them_are_copied_whole() -> None:
    """As programs write that cannot go back in the file."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"one" * 100)
        archive.writestr("b", b"two" * 100)
    assert unpacked(rezipped(out.getvalue(), {"b": b"three"})) == {"a": b"one" * 100, "b": b"three"}
