"""A first look at the XML of a sheet, in one pass: what to note and to repair. A clean one costs a few searches."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from services.ingest.adapters.reading.package.markup import PREFIX, prefix_of
from services.ingest.domain.sheet.column_letters import column_letter

_HIDDEN: Final = b"dden"
"""Of `hidden`: so short a text is found faster."""
_HIDDEN_ROW: Final = re.compile(rb"<" + PREFIX + rb"""row\b[^<>]*\shidden\s*=\s*["'](?:1|true)["'][^<>]*(?<!/)>""")
"""A filter hides rows, and so does a collapsed group. One without a cell hides nothing."""
_LINE: Final = re.compile(rb"""\sr\s*=\s*["'][A-Z]{0,3}([0-9]{1,7})["']""")
_START: Final = re.compile(rb"<" + PREFIX + rb"""(?:(row)|c)(?=[\s/>])([^<>]*?)(/?)>|</""" + PREFIX + rb"row>")
_ADDRESS: Final = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")


_BEGINNING: Final = 256 * 1024


@dataclass(slots=True)
class SheetFindings:
    """What the first look at a sheet saw."""

    hidden: int = 0
    last_line: int = 0
    errors: bool = False
    formulas: bool = False
    runs: bool = False
    """Texts in runs of different formats, in the cells themselves."""


def inspect_sheet(pieces: Iterable[bytes]) -> SheetFindings:
    """Look through a sheet, given in pieces that cut no tag in two."""
    seen, signs = SheetFindings(), None
    for piece in pieces:
        signs = signs or _signs_in(piece)
        _take(seen, piece, signs)
    return seen


class _Signs(NamedTuple):
    """What a sheet is searched for, in the way in which its program writes."""

    errors: tuple[bytes, ...]
    formula: bytes
    run: bytes
    row: bytes
    cell: bytes


def _signs_in(first: bytes) -> _Signs:
    """Return what to search a sheet for that begins so: a program that uses apostrophes at all uses them there."""
    prefix = prefix_of(first)
    errors = (b't="e"', b"t='e'") if b"='" in first[:_BEGINNING] else (b't="e"',)
    return _Signs(errors, b"</%bf>" % prefix, b"</%br>" % prefix, b"<%brow " % prefix, b"<%bc " % prefix)


def _take(seen: SheetFindings, piece: bytes, signs: _Signs) -> None:
    if _HIDDEN in piece:
        seen.hidden += sum(1 for _ in _HIDDEN_ROW.finditer(piece))
    seen.errors = seen.errors or any(sign in piece for sign in signs.errors)
    seen.formulas = seen.formulas or signs.formula in piece
    seen.runs = seen.runs or signs.run in piece
    for tag in (signs.row, signs.cell):
        last = piece.rfind(tag)
        if last >= 0 and (found := _LINE.search(piece, last, piece.find(b">", last))):
            seen.last_line = max(seen.last_line, int(found.group(1)))


def extent_of(pieces: Iterable[bytes]) -> int:
    """Return how many cells the smallest rectangle around all filled cells holds: what a reader would allocate."""
    lines: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None
    for line, column in _filled(pieces):
        lines = (min(lines[0], line), max(lines[1], line)) if lines else (line, line)
        columns = (min(columns[0], column), max(columns[1], column)) if columns else (column, column)
    if lines is None or columns is None:
        return 0
    return (lines[1] - lines[0] + 1) * (columns[1] - columns[0] + 1)


def _filled(pieces: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """Yield line and column (from 0) of each cell that has something in it."""
    places = CellPositions()
    for piece in pieces:
        for found in _START.finditer(piece):
            place = places.at(found)
            if place is not None and not found.group(3):
                yield place


@dataclass(slots=True)
class CellPositions:
    """Knows where cells stand, those without an address too: behind the one before, in the row below the one before."""

    line: int = 0
    column: int = 0

    def at(self, found: re.Match[bytes]) -> tuple[int, int] | None:
        """Take the next tag; return line and column of a cell, None for a row's."""
        if found.group(2) is None:
            return None  # a row ends
        address = _ADDRESS.search(found.group(2))
        if found.group(1):
            self.line, self.column = int(address.group(2)) if address else self.line + 1, 0
            return None
        line = int(address.group(2)) if address else self.line
        self.column = column_number(address.group(1)) - 1 if address else self.column
        self.column += 1
        return line, self.column - 1


def column_number(letters: bytes) -> int:
    """Return the number of a column, from 1 at A."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def with_addresses(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a sheet with an address in every cell that has none."""
    places = CellPositions()

    def addressed(found: re.Match[bytes]) -> bytes:
        place = places.at(found)
        if place is None or _ADDRESS.search(found.group(2)):
            return found.group()
        address = f' r="{column_letter(place[1])}{place[0]}"'.encode()
        at = found.start(2) - found.start()
        return found.group()[:at] + address + found.group()[at:]

    for piece in pieces:
        yield _START.sub(addressed, piece)
