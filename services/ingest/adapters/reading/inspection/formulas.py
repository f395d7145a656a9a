"""Cells of a sheet whose value could not be had: formulas that give an error, formulas that no program computed."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from services.ingest.adapters.reading.inspection.worksheet import column_number, with_addresses
from services.ingest.adapters.reading.package.findings import MarkedCell
from services.ingest.adapters.reading.package.markup import whole_elements
from services.ingest.domain.file_findings import MarkKind
from services.ingest.domain.sheet.templates import COLUMNS_MAX

_ADDRESS: Final = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_KIND: Final = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_ZERO: Final = re.compile(rb"-?0+(?:\.0*)?(?:[eE][+-]?[0-9]+)?")
_TAG_BYTES_MAX: Final = 1_024
"""A cell's tag has some thirty bytes, and its formula follows at once."""
Pieces = Callable[[], Iterable[bytes]]
"""Unpacks the sheet, from its beginning each time."""


class _AddressMissing(Exception):  # noqa: N818 (a way out, not an error)
    """A cell has no address."""


@dataclass(slots=True)
class _Column:
    """The formulas of a column, by line."""

    without: list[int] = field(default_factory=list)
    zeros: list[int] = field(default_factory=list)
    computed: bool = False


def marks_of(pieces: Pieces, *, errors: bool, zeros_are_computed: bool) -> list[MarkedCell]:
    """Return what must be noted of a sheet's cells, in the order of the lines; `errors`: it holds some.

    Programs that cannot compute store nothing, or a zero for every formula. A column in which each formula gives zero
    counts as not computed, unless `zeros_are_computed`: the workbook shows that a program computed it.
    """
    try:
        found = list(_found(pieces(), errors=errors, zeros_are_computed=zeros_are_computed))
    except _AddressMissing:
        found = list(_found(with_addresses(pieces()), errors=errors, zeros_are_computed=zeros_are_computed))
    return sorted(found, key=lambda mark: mark.line)


def _found(pieces: Iterable[bytes], *, errors: bool, zeros_are_computed: bool) -> Iterator[MarkedCell]:
    columns: dict[int, _Column] = defaultdict(_Column)
    for piece, prefix in whole_elements(pieces, b"c"):
        error, formula = _patterns(prefix)
        for cell in error.finditer(piece) if errors else ():
            yield from _marked(MarkKind.FORMULA_ERROR, *_place(cell.group(1)))
        for found in formula.finditer(piece):
            tag = _tag_above(piece, found.start(), b"<%bc" % prefix)
            line, index = _place(tag)
            _take(columns[index], line, tag, found)
    for index, column in columns.items():
        zeros = [] if column.computed or zeros_are_computed else column.zeros
        for line in (*column.without, *zeros):
            yield from _marked(MarkKind.FORMULA_NOT_COMPUTED, line, index)


def _tag_above(piece: bytes, place: int, name: bytes) -> bytes:
    """Return what stands from the tag of a cell to its formula. Raises ValueError where no such tag is near."""
    start = piece.rfind(name, max(place - _TAG_BYTES_MAX, 0), place)
    if start < 0:
        raise ValueError("a formula without a cell")
    return piece[start:place]


def _take(column: _Column, line: int, tag: bytes, formula: re.Match[bytes]) -> None:
    element, text, within = formula.groups()
    stated = _KIND.search(tag)
    kind = stated.group(1) if stated else b"n"
    value = (text or b"").strip()
    if within or kind == b"e" or (element and kind == b"str"):  # a text may be empty
        column.computed = True
    elif not value:
        column.without.append(line)
    elif kind == b"n" and _ZERO.fullmatch(value):
        column.zeros.append(line)
    else:
        column.computed = True


def _marked(mark: MarkKind, line: int, index: int) -> Iterator[MarkedCell]:
    if index < COLUMNS_MAX:
        yield MarkedCell(mark, line, index)


def _place(tag: bytes) -> tuple[int, int]:
    """Return line and column (from 0) of a cell. Raises _AddressMissing."""
    stated = _ADDRESS.search(tag)
    if stated is None:
        raise _AddressMissing
    return int(stated.group(2)), column_number(stated.group(1)) - 1


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return what finds cells with an error: its attributes; and formulas: element of the value, value, text within."""
    p = re.escape(prefix)
    error = rb"""<%bc\b(?=[^<>]*+>)([^<>]*\st\s*=\s*["']e["'][^<>]*)>""" % p
    formula = (rb"<%bf\b(?:[^<>]*/>|[^<>]*>[^<]*</%bf>)\s*(<%bv\b[^<>]*(?:/>|>([^<]*)</%bv>))?\s*(<%bis\b)?") % (
        p,
        p,
        p,
        p,
        p,
    )
    return re.compile(error), re.compile(formula)


_patterns(b"")  # made before the fork, not in every child
