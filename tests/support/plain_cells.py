"""Workbooks written cell by cell in XML, as programs write them and as none should."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from services.ingest.domain.sheet.column_letters import column_letter

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class XmlCell:
    """A cell: its attributes behind the address, and what stands in it."""

    attributes: str = ""
    inner: str | None = None
    """None: the tag closes itself."""

    def at(self, line: int, column: int) -> str:
        """Return the cell as XML at this place (columns from 0)."""
        head = f'<c r="{column_letter(column)}{line}"{self.attributes}'
        return f"{head}/>" if self.inner is None else f"{head}>{self.inner}</c>"


def sheet_xml(rows: Mapping[int, Mapping[int, XmlCell]], *, dimension: str | None, row_attributes: str = "") -> str:
    """Return a sheet of these cells by line and column."""
    lines = []
    for line, cells in sorted(rows.items()):
        inner = "".join(cell.at(line, column) for column, cell in sorted(cells.items()))
        head = f'<row r="{line}"{row_attributes}'
        lines.append(f"{head}>{inner}</row>" if inner else f"{head}/>")
    stated = "" if dimension is None else f'<dimension ref="{dimension}"/>'
    return f"{DECLARED}<worksheet {MAIN}>{stated}<sheetData>{''.join(lines)}</sheetData></worksheet>"


def strings_xml(strings: Sequence[str]) -> str:
    """Return shared strings as Excel writes them: space around a text is kept by an attribute."""
    kept = ' xml:space="preserve"'
    texts = (f"<si><t{'' if text == text.strip() else kept}>{escape(text)}</t></si>" for text in strings)
    return f"{DECLARED}<sst {MAIN}>{''.join(texts)}</sst>"


def styles_xml(formats: Sequence[int | str]) -> str:
    """Return a style for each format: a number of one that every workbook has, or a code."""
    codes = [code for code in formats if isinstance(code, str)]
    numbers = [one if isinstance(one, int) else 164 + codes.index(one) for one in formats]
    listed = "".join(f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(codes))
    styles = "".join(f'<xf numFmtId="{one}" xfId="0"/>' for one in numbers)
    return f"{DECLARED}<styleSheet {MAIN}><numFmts>{listed}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"


def package(sheet: str, strings: str, styles: str) -> bytes:
    """Return a workbook of one sheet."""
    out = io.BytesIO()
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        )
    )
    with zipfile.ZipFile(out, "w") as archive:
        root = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="A &amp; B" sheetId="1" r:id="r0"/></sheets>'
            "</workbook>",
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>')
        archive.writestr("xl/sharedStrings.xml", strings)
        archive.writestr("xl/styles.xml", styles)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()
