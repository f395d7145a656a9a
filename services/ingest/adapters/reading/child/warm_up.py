"""A small return in three kinds of file: the warm server reads them, so that everything is loaded before it forks."""

import io
import zipfile
from collections.abc import Iterator
from html import escape
from typing import Final

from services.ingest.domain.sheet.column_letters import column_letter
from shared.vocabulary.collections import S_ENR
from shared.vocabulary.columns import Column, get_column

_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_URN: Final = "urn:oasis:names:tc:opendocument:xmlns"
_ROWS: Final = 40


def warm_up_files() -> Iterator[tuple[bytes, str]]:
    """Yield the return as text, as a workbook and as an OpenDocument spreadsheet, with file names."""
    columns = [get_column(use.id) for use in S_ENR.columns]
    rows = [
        [column.header for column in columns],
        *([_value(column, line) for column in columns] for line in range(_ROWS)),
    ]
    yield "\n".join(",".join(row) for row in rows).encode(), "rehearsal.csv"
    yield _workbook(rows), "rehearsal.xlsx"
    yield _open_document(rows), "rehearsal.ods"


def _value(column: Column, line: int) -> str:
    """Return what a cell may hold: dates, numbers, letters beyond ASCII, blanks."""
    if column.kind == "date":
        return f"{line % 28 + 1:02}/09/2009"
    if column.kind == "int":
        return f"{line}.5" if line % 2 else ""
    return f"Zo\u00eb {line}" if line % 7 == 3 else f"{column.header} {line}"


def _workbook(rows: list[list[str]]) -> bytes:
    cells = ["".join(_cell(place, line, text) for place, text in enumerate(row)) for line, row in enumerate(rows, 1)]
    lines = "".join(f'<row r="{line}">{row}</row>' for line, row in enumerate(cells, 1))
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", _relation("worksheet", "worksheets/sheet1.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}"><sheets><sheet name="Return" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{_NAMESPACE}"><sheetData>{lines}</sheetData></worksheet>'
        )
    return package.getvalue()


def _relation(kind: str, target: str) -> str:
    relation = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}">{relation}</Relationships>'


def _cell(place: int, line: int, text: str) -> str:
    address = f"{column_letter(place)}{line}"
    if text.endswith(".5"):
        return f'<c r="{address}"><v>{text}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(text, quote=False)}</t></is></c>'


def _open_document(rows: list[list[str]]) -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cells = ("".join(cell.format(escape(text, quote=False)) for text in row) for row in rows)
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    names = " ".join(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in ("office", "table", "text"))
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Return">{lines}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return package.getvalue()
