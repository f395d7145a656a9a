"""odfpy."""

from typing import Any

from common import Book, main
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.teletype import addTextToElement
from odf.text import P, Span


def write(book: Book, path: str) -> None:
    """Write one workbook."""
    out = OpenDocumentSpreadsheet()
    for sheet in book["sheets"]:
        table = Table(name=sheet["name"])
        width = max((len(line) for line in sheet["lines"]), default=1)
        for column in range(1, width + 1):
            table.addElement(TableColumn(visibility="collapse" if column in sheet["hidden_columns"] else "visible"))
        for number, line in enumerate(sheet["lines"], 1):
            row = TableRow(visibility="collapse" if number in sheet["hidden_lines"] else "visible")
            for cell in line:
                row.addElement(_cell(cell))
            table.addElement(row)
        out.spreadsheet.addElement(table)
    out.save(path)


def _cell(cell: dict[str, Any] | None) -> TableCell:
    if cell is None:
        return TableCell()
    shown = TableCell(valuetype="string")
    text = cell.get("s", "")
    if "n" in cell:
        shown, text = TableCell(valuetype="float", value=cell["n"]), str(cell["n"])
    elif "d" in cell or "m" in cell:
        text = cell.get("d") or cell["m"]
        shown = TableCell(valuetype="date", datevalue=text)
    elif "b" in cell:
        text = "TRUE" if cell["b"] else "FALSE"
        shown = TableCell(valuetype="boolean", booleanvalue=text.lower())
    elif "e" in cell:
        shown, text = TableCell(formula="of:=NA()", valuetype="string", stringvalue=""), cell["e"]
    elif "f" in cell:
        text = str(cell.get("v", ""))
        shown = TableCell(formula=f"of:={cell['f']}", valuetype="string", stringvalue=text)
        if isinstance(cell.get("v"), int):
            shown = TableCell(formula=f"of:={cell['f']}", valuetype="float", value=cell["v"])
        elif "v" not in cell:
            return TableCell(formula=f"of:={cell['f']}")
    paragraphs = [P()] if "r" in cell else [P() for _ in text.split("\n")]
    if "r" in cell:
        for run in cell["r"]:
            span = Span()
            addTextToElement(span, run)
            paragraphs[0].addElement(span)
    else:
        for paragraph, line in zip(paragraphs, text.split("\n"), strict=True):
            addTextToElement(paragraph, line)
    for paragraph in paragraphs:
        shown.addElement(paragraph)
    return shown


main(write)
