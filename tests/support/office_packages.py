"""Workbooks as other programs pack them: an enrolment return of cells given as XML, its parts renamed or rewritten."""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence

from services.ingest.domain.sheet.column_letters import column_letter
from shared.vocabulary.collections import S_ENR
from tests.support.plain_cells import OFFICE, PACKAGE, XmlCell, package, sheet_xml, strings_xml, styles_xml
from tests.support.workbooks import A_LEARNER, heading

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
IDS = [use.id for use in S_ENR.columns]

Cells = Mapping[str, str | XmlCell | None]
"""Of a learner, by column id: text, or a cell as XML."""


def text_cell(text: str) -> XmlCell:
    """Return a cell with its text in it."""
    return XmlCell(' t="inlineStr"', f"<is><t>{text}</t></is>")


def formula(value: str | None, kind: str = "") -> XmlCell:
    """Return a formula and its stored result; None: none is stored."""
    attributes = f' t="{kind}"' if kind else ""
    return XmlCell(attributes, "<f>Z1</f>" + ("" if value is None else f"<v>{value}</v>"))


def error(value: str = "#N/A") -> XmlCell:
    """Return a formula whose result is an error."""
    return formula(value, "e")


def letter_of(column: str) -> str:
    """Return the letter over a column of the dictionary."""
    return column_letter(IDS.index(column))


def book(
    *learners: Cells, row_attributes: str = "", strings: str | None = None, formats: Sequence[int] = (0,)
) -> bytes:
    """Return a workbook with a learner in each row, from line 2 on; what is not given is as of the learner in whom
    nothing is wrong."""
    rows = {1: {n: text_cell(text) for n, text in enumerate(heading())}}
    for line, changed in enumerate(learners or ({},), 2):
        cells = {**{key: str(value) for key, value in A_LEARNER.items()}, **changed}
        rows[line] = {
            IDS.index(key): value if isinstance(value, XmlCell) else text_cell(value)
            for key, value in cells.items()
            if value is not None
        }
    sheet = sheet_xml(rows, dimension=None).replace("<row ", f"<row{row_attributes} ")
    return package(sheet, strings or strings_xml(["Shared"]), styles_xml(formats))


def rewritten(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return the package with one part changed as text."""
    return repacked(content, {part: change(part_of(content, part)).encode()})


def part_of(content: bytes, part: str) -> str:
    """Return a part as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part).decode()


def repacked(
    content: bytes,
    changes: Mapping[str, bytes | None],
    names: Mapping[str, str] | None = None,
    *,
    backwards: bool = False,
) -> bytes:
    """Return the package with entries replaced, added or (None) left out, and others renamed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        parts = {name: source.read(name) for name in source.namelist()}
        kept = [(name, part) for name, part in {**parts, **changes}.items() if part is not None]
        for name, part in reversed(kept) if backwards else kept:
            target.writestr((names or {}).get(name, name), part)
    return out.getvalue()


def prefixed(xml: str) -> str:
    """Return a part with a prefix before the names of its elements."""
    return re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", xml).replace(" xmlns=", " xmlns:x=")


def related(*relations: tuple[str, str, str]) -> bytes:
    """Return relations: id, the last word of the type, target."""
    lines = "".join(f'<Relationship Id="{one}" Type="{OFFICE}/{kind}" Target="{to}"/>' for one, kind, to in relations)
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'.encode()


def elsewhere(main: str, sheet: str, strings: str, styles: str) -> bytes:
    """Return a workbook whose parts are called so; its relations say where they are."""
    folder, _, name = main.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    content = book({"P5": XmlCell(' t="s"', "<v>0</v>")}, strings=strings_xml(["Kempton"]))
    changes: dict[str, bytes | None] = {
        "_rels/.rels": related(("r1", "officeDocument", main)),
        BOOK_RELATIONS: related(
            ("r0", "worksheet", f"/{sheet}"), ("r1", "styles", f"/{styles}"), ("r2", "sharedStrings", f"/{strings}")
        ),
    }
    names = {BOOK: main, BOOK_RELATIONS: rels, SHEET: sheet, STRINGS: strings, STYLES: styles}
    return repacked(content, changes, names)


def binary_book(
    *learners: Mapping[str, str | bytes | None], short: bool = False, flags: int = 0, epoch_1904: bool = False
) -> bytes:
    """Return an enrolment return as .xlsb; a cell given as bytes is an error of that number. `short`: cells that do not
    say their column, as SheetJS writes them. `flags`: of each row."""
    rows = [{**{key: str(value) for key, value in A_LEARNER.items()}, **changed} for changed in learners or ({},)]
    lines: list[Sequence[str | bytes | None]] = [heading(), *([cells.get(key) for key in IDS] for cells in rows)]
    return binary_workbook(lines, short=short, flags=flags, epoch_1904=epoch_1904)


def binary_workbook(
    lines: Sequence[Sequence[str | bytes | None]], *, short: bool = False, flags: int = 0, epoch_1904: bool = False
) -> bytes:
    """Return the lines as an .xlsb of one sheet."""
    extent = struct.pack("<IIII", 0, len(lines) - 1, 0, max(len(lines[0]), 1) - 1)
    body = _record(129) + _record(148, extent) + _record(145)
    for line, cells in enumerate(lines):
        body += _record(0, struct.pack("<IIHBBB", line, 0, 300, 0, flags if line else 0, 0))
        for place, cell in enumerate(cells):
            body += _binary_cell(place, cell, short=short and place > 0)
    body += _record(146) + _record(130)
    sheet = struct.pack("<II", 0, 1) + _wide("r1") + _wide("A & B")
    main = (
        _record(131)
        + _record(153, struct.pack("<III", epoch_1904, 0, 0))
        + _record(143)
        + _record(156, sheet)
        + _record(144)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", related(("r1", "officeDocument", "xl/workbook.bin")))
        archive.writestr("xl/workbook.bin", main + _record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", related(("r1", "worksheet", "worksheets/sheet1.bin")))
        archive.writestr("xl/worksheets/sheet1.bin", body)
    return out.getvalue()


def _binary_cell(place: int, value: str | bytes | None, *, short: bool) -> bytes:
    if value is None and not short:
        return b""
    kind, body = (1, b"") if value is None else (3, value) if isinstance(value, bytes) else (6, _wide(value))
    at = b"" if short else struct.pack("<I", place)
    return _record(kind + 11 if short else kind, at + bytes(4) + body)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(body)
    while rest >= 0x80:
        length, rest = length + bytes([rest & 0x7F | 0x80]), rest >> 7
    return head + length + bytes([rest]) + body
