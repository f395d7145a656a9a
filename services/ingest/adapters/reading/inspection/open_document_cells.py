"""The cells of an .ods workbook of which something is to be noted: errors, formulas never computed, hidden rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.domain.file_findings import MarkKind
from services.ingest.domain.sheet.rows import ROWS_MAX
from services.ingest.domain.sheet.templates import COLUMNS_MAX

_SIGNS: Final = (b"ula=", b":visi", b'"err')
_RARE_SIGNS: Final = ((b"#", b">#"), (b"'", b"'err"))
"""Without any of them nothing is to be noted of a cell or a row. One letter, of the second kind, is found ten times as
fast as several."""
_ERROR: Final = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}")
_TABLE, _ROW, _CELL, _COVERED = "table:table", "table:table-row", "table:table-cell", "table:covered-table-cell"
_STYLE, _TABLE_STYLE = "style:style", "style:table-properties"
_VALUES: Final = ("office:value", "office:date-value", "office:time-value", "office:boolean-value")
_ZERO: Final = re.compile(r"-?0(?:\.0*)?")


@dataclass(slots=True)
class _Table:
    """A sheet, and the place in it that is being read."""

    name: str
    hidden: bool
    line: int = 0
    """Lines above this row."""
    lines: int = 0
    """That this row stands for."""
    row_hidden: bool = False
    row_filled: bool = False
    column: int = 0
    marks: list[MarkedCell] = field(default_factory=list)
    hidden_rows: int = 0
    formulas: bool = False
    zeros: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Formulas with the result 0, by column: first line and how many lines."""
    computed: set[int] = field(default_factory=set)

    def mark(self, mark: MarkKind, columns: range) -> None:
        for line in range(self.line + 1, self.line + 1 + self.lines):
            self.marks += [MarkedCell(mark, line, column) for column in columns]

    def end(self) -> None:
        """Note of which columns no formula was computed: each of them has the result 0."""
        for column in self.zeros.keys() - self.computed:
            for first, lines in self.zeros[column]:
                self.marks += [
                    MarkedCell(MarkKind.FORMULA_NOT_COMPUTED, line, column) for line in range(first, first + lines)
                ]
        self.marks.sort(key=lambda mark: mark.line)


@dataclass(slots=True)
class CellFindings:
    """What is to be noted of the cells and rows of all sheets."""

    marks: dict[str, list[MarkedCell]] = field(default_factory=dict)
    hidden_rows: int = 0
    formulas: bool = False


def inspect_cells(text: bytes) -> CellFindings:
    """Return what is to be noted, of sheets that are not hidden. Raises ExpatError for what is no XML."""
    rare = any(letter in text and sign in text for letter, sign in _RARE_SIGNS)
    return _Walk().walk(text) if rare or any(sign in text for sign in _SIGNS) else CellFindings()


@dataclass(slots=True)
class _Walk:
    seen: CellFindings = field(default_factory=CellFindings)
    styles_hidden: set[str] = field(default_factory=set)
    style: str = ""
    table: _Table | None = None
    depth: int = 0
    """Of tables within a cell, which are left alone."""
    cell: Mapping[str, str] | None = None
    words: list[str] = field(default_factory=list)

    def walk(self, text: bytes) -> CellFindings:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(text, True)
        return self.seen

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE:
            self.depth += 1
            if self.depth == 1:
                hidden = attributes.get("table:style-name") in self.styles_hidden
                self.table = _Table(attributes.get("table:name", ""), hidden)
        elif self.table is None:
            if name == _STYLE:
                self.style = attributes.get("style:name", "")
            elif name == _TABLE_STYLE and attributes.get("table:display") == "false":
                self.styles_hidden.add(self.style)
        elif self.depth > 1:
            return
        elif name in {_CELL, _COVERED}:
            self.cell = attributes
            self.words.clear()
        elif name == _ROW:
            row = self.table
            row.lines = max(0, min(_count(attributes, "table:number-rows-repeated"), ROWS_MAX - row.line))
            row.row_hidden = attributes.get("table:visibility", "visible") != "visible"
            row.row_filled, row.column = False, 0

    def _text(self, words: str) -> None:
        if self.cell is not None and self.depth == 1:
            self.words.append(words)

    def _end(self, name: str) -> None:
        if name == _TABLE:
            self.depth -= 1
            if self.depth == 0 and self.table is not None:
                self._keep(self.table)
                self.table = None
        elif self.table is None or self.depth > 1:
            return
        elif name in {_CELL, _COVERED}:
            if self.cell is not None:
                _take_cell(self.table, self.cell, "".join(self.words).strip())
            self.cell = None
        elif name == _ROW:
            row = self.table
            row.hidden_rows += row.lines if row.row_hidden and row.row_filled else 0
            row.line += row.lines

    def _keep(self, table: _Table) -> None:
        if not table.hidden:
            table.end()
            self.seen.marks[table.name] = table.marks
            self.seen.hidden_rows += table.hidden_rows
            self.seen.formulas |= table.formulas


def _take_cell(table: _Table, attributes: Mapping[str, str], words: str) -> None:
    repeated = _count(attributes, "table:number-columns-repeated")
    columns = range(min(table.column, COLUMNS_MAX), min(table.column + repeated, COLUMNS_MAX))
    table.column += repeated
    formula = "table:formula" in attributes
    table.formulas |= formula
    value = next((attributes[name] for name in _VALUES if name in attributes), None)
    table.row_filled = table.row_filled or formula or bool(words) or value is not None
    if attributes.get("calcext:value-type") == "error" or _ERROR.fullmatch(words):
        table.computed.update(columns)
        table.mark(MarkKind.FORMULA_ERROR, columns)
    elif not formula:
        return
    elif "office:value-type" not in attributes and not words:
        table.mark(MarkKind.FORMULA_NOT_COMPUTED, columns)
    elif attributes.get("office:value-type") == "float" and _ZERO.fullmatch(value or "0"):
        for column in columns:
            table.zeros.setdefault(column, []).append((table.line + 1, table.lines))
    else:
        table.computed.update(columns)


def _count(attributes: Mapping[str, str], name: str) -> int:
    count = attributes.get(name, "1")
    return int(count) if count.isascii() and count.isdigit() else 1
