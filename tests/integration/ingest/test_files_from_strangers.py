"""Files of which no rows can be had: each gets its verdict, its child is gone, the server reads the next file.

The guard is tried with harmless files, by limits that are set low.

Nothing outside the machine is needed: the reader's own server and children are the only processes.
"""

import asyncio
import io
import os
import re
import struct
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook

from services.ingest.adapters.reading.child_limits import MEGABYTE, GuardLimits, ReadingLimits
from services.ingest.adapters.reading.forked_reader import MEMORY, ForkedReader
from services.ingest.domain.file_findings import PERMANENT_CODES, FileRefusal, NoteKind
from services.ingest.usecases.ports import EndOfFile, NoRows, ReaderOutput, TemplateFound
from shared.contracts.ingest import SheetRows
from tests.support import workbooks
from tests.support.stack import CHECKOUT


@pytest.fixture(scope="module")
async def reader() -> AsyncIterator[ForkedReader]:
    reader = ForkedReader()
    await reader.start()
    yield reader
    await reader.stop()


async def read(reader: ForkedReader, content: bytes, file_name: str = "8860001.xlsx") -> list[ReaderOutput]:
    return [statement async for statement in reader.read(content, file_name)]


async def refusal_of(reader: ForkedReader, content: bytes, file_name: str = "8860001.xlsx") -> FileRefusal:
    *_, last = await read(reader, content, file_name)
    assert isinstance(last, NoRows), last
    return last.refusal


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def repacked(changes: dict[str, bytes | None] | None = None, *, content: bytes | None = None) -> bytes:
    """Return an ordinary return with some entries of its package replaced, added or (None) left out."""
    out = io.BytesIO()
    changes = changes or {}
    with (
        zipfile.ZipFile(io.BytesIO(content or workbooks.enrolment())) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            replaced = changes.get(name, source.read(name))
            if replaced is not None:
                target.writestr(name, replaced, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
        for name, added in changes.items():
            if name not in source.namelist() and added is not None:
                target.writestr(name, added)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
MEMORY_LOW: Final = 64 * MEGABYTE
"""So little that the reading library ends at once. A little more, and it may end in ways that are not told apart."""


def sheet_xml(part: str = SHEET) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbooks.enrolment())) as source:
        return source.read(part)


def one_entity() -> bytes:
    declared = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY school "Larkfield">]><sst><si><t>&school;</t></si></sst>'
    return repacked({"xl/sharedStrings.xml": declared})


def one_entity_in_another_encoding() -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE sst [<!ENTITY school "Larkfield">]><sst/>'
    return repacked({"xl/sharedStrings.xml": text.encode("utf-16")})


def an_entity_in_a_sheet_of_another_name() -> bytes:
    relations = sheet_xml(part="xl/_rels/workbook.xml.rels").replace(b"worksheets/sheet1.xml", b"worksheets/sheet1")
    declared = b'<!DOCTYPE worksheet [<!ENTITY school "Larkfield">]>' + sheet_xml().partition(b"?>")[2]
    return repacked({"xl/_rels/workbook.xml.rels": relations, "xl/worksheets/sheet1": declared, SHEET: None})


def twelve_hundred_cells(dress: Callable[[bytes], bytes] = bytes) -> bytes:
    """A sheet of 300 lines and four columns, of which two corners are filled."""
    corners = b'<row r="1"><c r="A1" s="0"><v>1</v></c></row><row r="300"><c r="D300" s="0"><v>1</v></c></row>'
    return workbooks.with_sheet_rows(dress(corners))


def attributes_turned_round() -> bytes:
    return twelve_hundred_cells(lambda rows: re.sub(rb'( r="[^"]*")( s="0")', rb"\2\1", rows))


def single_quotation_marks() -> bytes:
    return twelve_hundred_cells(lambda rows: rows.replace(b'"', b"'"))


def rows_that_do_not_say_their_line() -> bytes:
    return twelve_hundred_cells(lambda rows: re.sub(rb'<row r="\d+">', b"<row>", rows))


def another_zip_within() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "Dear all")
    return repacked({"xl/inner.zip": inner.getvalue()})


def two_megabytes() -> bytes:
    return repacked({"xl/media/picture": os.urandom(2 * MEGABYTE)})


def blank_cells() -> bytes:
    """A sheet of blank cells, packed to a tenth of its size and less."""
    return workbooks.with_sheet_rows(b'<row><c s="1"/><c s="1"/><c s="1"/></row>' * 2_000)


def ods_of_two_megabytes() -> bytes:
    return repacked({"Pictures/a": os.urandom(2 * MEGABYTE)}, content=workbooks.enrolment(file_format="ods"))


def one_long_cell() -> bytes:
    return workbooks.enrolment([{**workbooks.A_LEARNER, "L3": os.urandom(310_000).hex()}])


def one_entry_twice() -> bytes:
    out = io.BytesIO(workbooks.enrolment())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, sheet_xml())
    return out.getvalue()


def some_more_entries() -> bytes:
    return repacked({f"xl/media/{n}": b"" for n in range(30)})


def directory_off_by_one() -> bytes:
    """The directory says that the sheet unpacks to a byte less than it does."""
    content = bytearray(workbooks.enrolment())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo(SHEET).file_size
    place = content.rfind(SHEET.encode()) - 46
    assert struct.unpack_from("<I", content, place + 24)[0] == size
    struct.pack_into("<I", content, place + 24, size - 1)
    return bytes(content)


def flipped_bytes() -> bytes:
    content = bytearray(workbooks.enrolment())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        start = archive.getinfo(SHEET).header_offset + 60
    for place in range(start, start + 20):
        content[place] ^= 0xFF
    return bytes(content)


def encrypted_entry() -> bytes:
    content = bytearray(workbooks.enrolment())
    place = content.rfind(SHEET.encode()) - 46
    content[place + 8] |= 1
    return bytes(content)


def ole_rubbish() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40


def too_many_rows() -> bytes:
    lines = [",".join(workbooks.heading())]
    row = ",".join("x" if n != 2 else "U886000026001" for n in range(len(workbooks.heading())))
    return "\n".join(lines + [row] * 100_001).encode()


def zip_without_a_workbook() -> bytes:
    return repacked({"xl/workbook.xml": None, "xl/strange.xml": b"<a/>"})


def workbook_that_is_not_xml() -> bytes:
    return repacked({SHEET: b"not xml at all"})


def rows_left_open() -> bytes:
    opened = b'<row r="1"><c r="A1" t="s"><v>1</v></c>' * 20 + b'<row r="1" ' * 20
    return repacked({SHEET: sheet_xml().replace(b"</sheetData>", opened + b"</sheetData>")})


LOW: Final = GuardLimits(
    entries=20, unpacked_bytes=MEGABYTE, ratio=20, ratio_from_bytes=MEGABYTE // 20, cells=1_000, far_line=100
)
"""Low enough for a modest file to pass each of them by a little; an ordinary return stays below all."""

REFUSALS: list[tuple[Callable[[], bytes], FileRefusal]] = [
    (workbooks.password_protected, FileRefusal.PASSWORD),
    (encrypted_entry, FileRefusal.PASSWORD),
    (workbooks.corrupt, FileRefusal.DAMAGED),
    (flipped_bytes, FileRefusal.DAMAGED),
    (directory_off_by_one, FileRefusal.DAMAGED),
    (workbook_that_is_not_xml, FileRefusal.DAMAGED),
    (ole_rubbish, FileRefusal.DAMAGED),
    (rows_left_open, FileRefusal.DAMAGED),
    (workbooks.renamed_text, FileRefusal.TEMPLATE_UNKNOWN),
    (workbooks.pdf, FileRefusal.NOT_A_SPREADSHEET),
    (zip_without_a_workbook, FileRefusal.NOT_A_SPREADSHEET),
    (lambda: b"<html><body><table><tr><td>UPN</td></tr></table></body></html>", FileRefusal.NOT_A_SPREADSHEET),
    (lambda: bytes(1_000), FileRefusal.NOT_A_SPREADSHEET),
    (lambda: b"", FileRefusal.EMPTY),
    (two_megabytes, FileRefusal.TOO_LARGE_UNPACKED),
    (ods_of_two_megabytes, FileRefusal.OPEN_DOCUMENT_TOO_LARGE),
    (blank_cells, FileRefusal.TOO_LARGE_UNPACKED),
    (some_more_entries, FileRefusal.TOO_LARGE_UNPACKED),
    (twelve_hundred_cells, FileRefusal.TOO_LARGE_UNPACKED),
    (attributes_turned_round, FileRefusal.TOO_LARGE_UNPACKED),
    (single_quotation_marks, FileRefusal.TOO_LARGE_UNPACKED),
    (rows_that_do_not_say_their_line, FileRefusal.TOO_LARGE_UNPACKED),
    (another_zip_within, FileRefusal.DAMAGED),
    (one_long_cell, FileRefusal.CELL_TOO_LONG),
    (one_entity, FileRefusal.DAMAGED),
    (one_entity_in_another_encoding, FileRefusal.DAMAGED),
    (an_entity_in_a_sheet_of_another_name, FileRefusal.DAMAGED),
    (one_entry_twice, FileRefusal.DAMAGED),
    (too_many_rows, FileRefusal.TOO_MANY_ROWS),
    (workbooks.formulas_without_values, FileRefusal.FORMULAS),
    (workbooks.header_only, FileRefusal.NO_ROWS),
    (workbooks.empty, FileRefusal.EMPTY),
]


@pytest.fixture(scope="module")
async def narrow() -> AsyncIterator[ForkedReader]:
    reader = ForkedReader(ReadingLimits(guard=LOW))
    await reader.start()
    yield reader
    await reader.stop()


@pytest.mark.parametrize(
    ("make", "refusal"), REFUSALS, ids=[getattr(make, "__name__", "bytes") for make, _ in REFUSALS]
)
async def test_a_file_of_which_no_rows_can_be_had_gets_its_verdict_and_harms_nobody(
    narrow: ForkedReader, make: Callable[[], bytes], refusal: FileRefusal
) -> None:
    server = narrow.server_pid
    assert await refusal_of(narrow, make()) is refusal
    assert narrow.server_pid == server
    assert children_of(server) == []
    assert isinstance((await read(narrow, workbooks.enrolment()))[-1], EndOfFile)


@pytest.mark.parametrize(
    "make", [two_megabytes, ods_of_two_megabytes, blank_cells, some_more_entries, twelve_hundred_cells]
)
async def test_limits_leave_room_for_what_is_modest(reader: ForkedReader, make: Callable[[], bytes]) -> None:
    """Each is refused above by the lowered limit alone."""
    *_, last = await read(reader, make())
    assert isinstance(last, EndOfFile) or last in (NoRows(FileRefusal.TEMPLATE_UNKNOWN), NoRows(FileRefusal.EMPTY))


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ("end by signal 6", FileRefusal.TOO_MUCH_MEMORY),
        ("end by signal 9", FileRefusal.TOO_MUCH_MEMORY),
        ("end by signal 11", FileRefusal.READER_FAILED),
        ("end by signal 24", FileRefusal.TOO_SLOW),
        ("end with status 3", FileRefusal.READER_FAILED),
        ("raise", FileRefusal.READER_FAILED),
        ("say rubbish", FileRefusal.READER_FAILED),
        ("say nothing", FileRefusal.TOO_SLOW),
    ],
)
async def test_a_child_that_ends_itself_harms_nobody(told: str, refusal: FileRefusal) -> None:
    reader = ForkedReader(ReadingLimits(silence_s=1.0), server="tests.support.instructed_reader")
    await reader.start()
    try:
        server = reader.server_pid
        assert await refusal_of(reader, told.encode()) is refusal
        assert (reader.server_pid, children_of(server)) == (server, [])
        assert await refusal_of(reader, b"say why") is FileRefusal.NO_ROWS
    finally:
        await reader.stop()


async def test_a_child_may_use_so_much_memory() -> None:
    modest = ForkedReader(ReadingLimits(memory_bytes=MEMORY_LOW))
    await modest.start()
    try:
        rows = [workbooks.A_LEARNER] * 20_000
        assert (
            await refusal_of(modest, await asyncio.to_thread(workbooks.enrolment, rows)) is FileRefusal.TOO_MUCH_MEMORY
        )
        assert isinstance((await read(modest, workbooks.enrolment()))[-1], EndOfFile)
    finally:
        await modest.stop()


async def test_macros_are_not_run_and_the_rows_are_read(reader: ForkedReader) -> None:
    *_, last = await read(reader, workbooks.with_macros(), "8860001.xlsm")
    assert isinstance(last, EndOfFile)
    assert (last.rows, [note.code for note in last.notes]) == (1, [PERMANENT_CODES[NoteKind.MACROS]])


async def test_two_hundred_thousand_formatted_blank_rows_are_passed_over(reader: ForkedReader) -> None:
    xml = sheet_xml()
    blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(3, 200_003))
    content = repacked({SHEET: xml.replace(b"</sheetData>", blank + b"</sheetData>")})
    *_, last = await read(reader, content)
    assert isinstance(last, EndOfFile)
    assert last.rows == 1


async def test_a_child_that_says_nothing_is_killed_in_time() -> None:
    hasty = ForkedReader(ReadingLimits(silence_s=0.2))
    await hasty.start()
    try:
        assert await refusal_of(hasty, too_many_rows()) is FileRefusal.TOO_SLOW
        assert children_of(hasty.server_pid) == []
    finally:
        await hasty.stop()


async def test_a_child_that_computes_too_long_is_stopped_by_the_kernel() -> None:
    hasty = ForkedReader(ReadingLimits(cpu_s=1))
    await hasty.start()
    try:
        rows = [workbooks.A_LEARNER] * 99_000
        assert await refusal_of(hasty, await asyncio.to_thread(workbooks.enrolment, rows)) is FileRefusal.TOO_SLOW
        assert isinstance((await read(hasty, workbooks.enrolment()))[-1], EndOfFile)
    finally:
        await hasty.stop()


async def test_a_child_that_says_too_much_is_stopped() -> None:
    narrow = ForkedReader(ReadingLimits(output_bytes=5_000))
    await narrow.start()
    try:
        content = workbooks.enrolment([workbooks.A_LEARNER] * 50)
        assert await refusal_of(narrow, content) is FileRefusal.TOO_LARGE_UNPACKED
        assert isinstance((await read(narrow, workbooks.enrolment()))[-1], EndOfFile)
    finally:
        await narrow.stop()


async def test_a_reading_that_is_given_up_ends_its_child(reader: ForkedReader) -> None:
    rows = await asyncio.to_thread(workbooks.enrolment, [workbooks.A_LEARNER] * 12_000)
    reading = reader.read(rows, "8860001.xlsx")
    assert isinstance(await anext(reading), TemplateFound)
    await reading.aclose()
    assert children_of(reader.server_pid) == []


async def test_a_server_that_was_killed_is_started_again_for_the_next_file() -> None:
    reader = ForkedReader()
    await reader.start()
    try:
        first = reader.server_pid
        os.kill(first, 9)
        async with asyncio.timeout(10):
            while Path(f"/proc/{first}/stat").exists():
                await asyncio.sleep(0.01)
        assert isinstance((await read(reader, workbooks.enrolment()))[-1], EndOfFile)
        assert reader.server_pid != first
    finally:
        await reader.stop()


async def test_nothing_of_the_reader_outlives_it() -> None:
    reader = ForkedReader()
    await reader.start()
    server = reader.server_pid
    await reader.stop()
    assert not Path(f"/proc/{server}").exists()


async def test_the_server_knows_no_secrets_of_the_service(
    reader: ForkedReader,
) -> None:
    environment = Path(f"/proc/{reader.server_pid}/environ").read_bytes()
    names = {entry.partition(b"=")[0].decode() for entry in environment.split(b"\0") if entry}
    assert names <= {"PYTHONPATH", "LC_CTYPE", *MEMORY}
    threads = list(Path(f"/proc/{reader.server_pid}/task").iterdir())
    assert len(threads) == 1


@pytest.mark.parametrize(
    ("content", "file_name"),
    [
        (workbooks.enrolment(), "a.xlsx"),
        (workbooks.enrolment(), "a.xls"),
        ((CHECKOUT / "tests" / "support" / "files" / "enrolment.xls").read_bytes(), "a.xls"),
        (workbooks.enrolment(file_format="ods"), "a.ods"),
        (workbooks.enrolment(file_format="csv"), "a.csv"),
        (workbooks.enrolment(title_lines=5), "a.xlsx"),
        (workbooks.roll(), "a.xlsx"),
    ],
)
async def test_every_kind_of_file_says_the_same(reader: ForkedReader, content: bytes, file_name: str) -> None:
    heading, part, end = await read(reader, content, file_name)
    assert isinstance(heading, TemplateFound)
    assert isinstance(part, SheetRows)
    assert isinstance(end, EndOfFile)
    cells = {column.id: texts[0] for column, texts in zip(part.columns, part.cells, strict=True)}
    assert (cells["P1"], cells["P3"], cells["P5"], cells["P15"]) == ("U886000026001", "5161128622", "Kempton", "12")
    assert cells["P10"] in {"2010-02-14", "14/02/2010"}


async def test_what_was_a_workbook_of_openpyxl_is_read_like_one_of_excel(reader: ForkedReader) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(workbooks.heading())
    sheet.append([workbooks.A_LEARNER.get(column) for column in _columns()])
    out = io.BytesIO()
    book.save(out)
    theirs = [part for part in await read(reader, out.getvalue()) if isinstance(part, SheetRows)]
    ours = [part for part in await read(reader, workbooks.enrolment()) if isinstance(part, SheetRows)]
    assert [part.cells for part in theirs] == [part.cells for part in ours]


def _columns() -> list[str]:
    from shared.vocabulary.collections import S_ENR

    return [use.id for use in S_ENR.columns]


async def test_the_server_ends_when_the_service_is_killed() -> None:
    program = (
        "import asyncio, sys\n"
        "from services.ingest.adapters.reading.forked_reader import ForkedReader\n"
        "async def main():\n"
        "    reader = ForkedReader()\n"
        "    await reader.start()\n"
        "    print(reader.server_pid, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE
    )
    assert service.stdout is not None
    server = int(await asyncio.wait_for(service.stdout.readline(), 60))
    service.kill()
    await service.wait()
    async with asyncio.timeout(20):
        while Path(f"/proc/{server}").exists():
            await asyncio.sleep(0.02)
