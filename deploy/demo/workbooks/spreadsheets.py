"""Writes workbooks as schools save them: .xlsx with shared strings, .ods, .csv. The same cells give the same bytes."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | date | None
Line = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its lines from line 1 on; an empty line is an empty sequence."""

    name: str
    lines: Sequence[Line]
    hidden: bool = False


_EPOCH: Final = date(1899, 12, 30)
_STAMP: Final = (2026, 9, 14, 9, 0, 0)
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATE_STYLE: Final = 1
_HIDDEN: Final = ' state="hidden"'
_STYLES: Final = (
    f'{_HEAD}<styleSheet {_MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return an .xlsx workbook with shared strings and typed dates, as Excel saves it."""
    strings: dict[str, int] = {}
    pages = [_xlsx_sheet(sheet, strings) for sheet in sheets]
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="rId{n}"{_HIDDEN if sheet.hidden else ""}/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
            + [("rIdS", "styles", "styles.xml"), ("rIdT", "sharedStrings", "sharedStrings.xml")]
        ),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f'{_HEAD}<sst {_MAIN} uniqueCount="{len(strings)}">{shared}</sst>',
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": page for n, page in zip(numbers, pages, strict=True)}
    return _zipped(parts)


def ods(sheets: Sequence[Sheet]) -> bytes:
    """Return an OpenDocument spreadsheet with typed dates."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    tables = "".join(_ods_table(sheet) for sheet in sheets)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{office}:office:1.0"'
        f' xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{office}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}, stored="mimetype")


def csv_file(lines: Iterable[Line], encoding: str = "cp1252") -> bytes:
    """Return a comma-separated file. A character that the encoding lacks is lost, as it is when a school saves it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in lines:
        writer.writerow(["" if cell is None else _shown(cell) for cell in line])
    return out.getvalue().encode(encoding, errors="replace")


def column_letter(index: int) -> str:
    """Return the letter of a column counted from 0: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _shown(cell: str | int | date) -> str:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)


def _xlsx_sheet(sheet: Sheet, strings: dict[str, int]) -> str:
    width = max((len(line) for line in sheet.lines), default=1) or 1
    letters = [column_letter(index) for index in range(width)]
    out = [f'{_HEAD}<worksheet {_MAIN}><dimension ref="A1:{letters[-1]}{max(len(sheet.lines), 1)}"/><sheetData>']
    for number, line in enumerate(sheet.lines, 1):
        out.append(f'<row r="{number}">')
        for letter, cell in zip(letters, line, strict=False):
            if cell is None:
                continue
            if isinstance(cell, str):
                out.append(f'<c r="{letter}{number}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>')
            elif isinstance(cell, date):
                out.append(f'<c r="{letter}{number}" s="{_DATE_STYLE}"><v>{(cell - _EPOCH).days}</v></c>')
            else:
                out.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
        out.append("</row>")
    out.append("</sheetData></worksheet>")
    return "".join(out)


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    names = [("workbook", "sheet.main"), ("styles", "styles"), ("sharedStrings", "sharedStrings")]
    names += [(f"worksheets/sheet{n}", "worksheet") for n in range(1, sheets + 1)]
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}.{what}+xml"/>' for name, what in names
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(links: list[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _ods_table(sheet: Sheet) -> str:
    out = [f"<table:table table:name={quoteattr(sheet.name)}>"]
    for line in sheet.lines:
        out.append("<table:table-row>")
        out.extend(map(_ods_cell, line or (None,)))
        out.append("</table:table-row>")
    out.append("</table:table>")
    return "".join(out)


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(_shown(cell))}</text:p></table:table-cell>"


def _zipped(parts: dict[str, str], stored: str | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return out.getvalue()
