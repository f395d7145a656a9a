"""A small return in two kinds of file: the warm server reads both, so that everything is loaded before it forks."""

import io
import zipfile
from collections.abc import Iterator
from html import escape
from typing import Final

from services.ingest.adapters.reading.columns import column_letter
from shared.vocabulary.collections import S_ENR
from shared.vocabulary.columns import get_column

_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROWS: Final = 20


def rehearsal_files() -> Iterator[tuple[bytes, str]]:
    """Yield the return as text and as a workbook, with file names."""
    headers = [get_column(use.id).header for use in S_ENR.columns]
    rows = [headers, *([f"{line}.5"] * len(headers) for line in range(_ROWS))]
    yield "\n".join(",".join(row) for row in rows).encode(), "rehearsal.csv"
    yield _workbook(rows), "rehearsal.xlsx"


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
    return f'<c r="{column_letter(place)}{line}" t="inlineStr"><is><t>{escape(text, quote=False)}</t></is></c>'
