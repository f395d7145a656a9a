"""Which lines below a header are rows to judge, and which hold nothing: blanks, totals, signatures, the example."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from services.ingest.domain.sheet.labels import UNLIKELY, is_furniture, is_labelled, suspects
from services.ingest.domain.sheet.objections import objects
from services.ingest.domain.sheet.templates import SheetHeading
from shared.vocabulary import column_ids as col
from shared.vocabulary.columns import get_column

Cells = Sequence[str | None]
"""One line, in the order of the heading's columns; or one column, line by line."""

ROWS_MAX: Final = 100_000
"""More rows than a county has young people: no return is longer."""

_IDENTITY: Final = frozenset(
    {
        col.WHOLE_NAME,
        col.UPN,
        col.ULN,
        col.LOCAL_REFERENCE,
        col.SURNAME,
        col.FORENAME,
        col.BIRTH_DATE,
        col.PERSON_NUMBER,
    }
)
"""A row with none of these is about nobody."""
PREFILLED: Final = frozenset({col.DFE_NUMBER, col.SCHOOL_NAME, col.UKPRN, col.COLLEGE_NAME, col.CAMPUS, col.OBJECTION})
"""Columns that senders fill down to the end of the sheet, whether or not a learner stands there."""
_FILLED_ENOUGH: Final = 3
_NAMED_PLAINLY: Final = 4
"""A line is about somebody if this many of its cells, or all but one, name who it is about."""
_OBJECTION: Final = col.OBJECTION
_EXAMPLE_CELLS_MIN: Final = 4
_TOTAL: Final = re.compile(
    r"(?:grand |sub)?-?total\b|count\b|end of (?:data|list|file)|signed\b|signature\b|head ?teacher\b", re.IGNORECASE
)

_NUMBER: Final = re.compile(r"[0-9][0-9,]{0,11}(?:\.[0-9]{1,20})?")
_EXAMPLE: Final = re.compile(r"\(?(?:example|sample|e\.g\.)", re.IGNORECASE)


def row_judge(heading: SheetHeading) -> Callable[[Sequence[Cells]], list[bool]]:
    """Return a function that takes columns (in the heading's order) and returns for each line whether it is a row.

    It sees every line of every file: only where few cells name who it is about, or the first of them is a header's, an
    example's or no person's at all, is the line looked at as a whole.
    """
    ids = [column.id for column in heading.columns]
    identity = [place for place, column_id in enumerate(ids) if column_id in _IDENTITY]
    telling = [place for place, column_id in enumerate(ids) if column_id not in PREFILLED]
    first = identity[0] if identity else 0
    header = heading.texts[heading.columns[first].index]
    example = [_example_of(column_id) for column_id in ids]

    telltale = UNLIKELY | {header, example[first]}
    objection = ids.index(_OBJECTION) if _OBJECTION in ids else None
    unnamed_max = len(identity) - min(max(len(identity) - 1, 1), _NAMED_PLAINLY)

    def is_row(cells: Cells) -> bool:
        named = [cells[place] for place in identity if cells[place] is not None]
        if len(named) < 2:
            objecting = objection is not None and objects(cells[objection])
            return _says_something(cells, named, telling, objecting=objecting)
        filled = {place: text for place in telling if (text := cells[place]) is not None}
        if cells[first] == header or is_labelled(filled.values()):
            return False
        if is_furniture(filled.values(), [str(heading.columns[place].index + 1) for place in filled]):
            return False
        return cells[first] != example[first] or not _is_example(cells, example)

    def are_rows(columns: Sequence[Cells]) -> list[bool]:
        telltales = telltale | suspects(columns[first])
        lines = zip(*(columns[place] for place in identity), strict=True) if identity else ((),) * len(columns[0])
        plain = [
            line.count(None) <= unnamed_max and cell not in telltales
            for line, cell in zip(lines, columns[first], strict=True)
        ]
        return [known or is_row([column[line] for column in columns]) for line, known in enumerate(plain)]

    return are_rows


def totals_judge(heading: SheetHeading) -> Callable[[Cells, int], bool]:
    """Return a function that decides whether the last line of a table holds totals, though no word shows it.

    It takes the cells, in the heading's order, and the number of rows above. Totals are numbers alone: how many cells
    there are above, no more than rows, and sums of hours.
    """
    telling = [place for place, column in enumerate(heading.columns) if column.id not in PREFILLED]
    summed = {place for place in telling if get_column(heading.columns[place].id).kind == "int"}
    naming = {place for place in telling if heading.columns[place].id in _IDENTITY}

    def are_totals(cells: Cells, rows_above: int) -> bool:
        filled = {place: text for place in telling if (text := cells[place]) is not None}
        if not filled or not all(map(_NUMBER.fullmatch, filled.values())):
            return False
        counts = {place: float(text.replace(",", "")) for place, text in filled.items() if place not in summed}
        if max(counts.values(), default=0) > rows_above:
            return False
        return counts.keys() <= naming or max(counts.values()) == rows_above

    return are_totals


def _says_something(cells: Cells, named: list[str | None], telling: list[int], *, objecting: bool) -> bool:
    """Judge a line with one identifying cell, or none: a row with a gap, or a total, a signature, a note?"""
    filled = sum(1 for place in telling if cells[place] is not None)
    if not named:
        return filled >= _FILLED_ENOUGH and not _is_total(cells)
    if filled < 2 - objecting or (filled <= _FILLED_ENOUGH and _is_total(cells)):
        return False
    return not _EXAMPLE.match(named[0] or "")


def _is_total(cells: Cells) -> bool:
    filled = [cell for cell in cells if cell is not None]
    return bool(filled) and (_TOTAL.match(filled[0]) is not None or is_labelled(filled))


def _example_of(column_id: str) -> str | None:
    """The example that our own template shows in the column; dates are left out, since they come in many forms."""
    column = get_column(column_id)
    return column.example or None if column.kind != "date" else None


def _is_example(cells: Cells, example: list[str | None]) -> bool:
    """The row that our own template ships: every filled cell is the dictionary's example for its column."""
    compared = [(cell, shown) for cell, shown in zip(cells, example, strict=True) if cell is not None and shown]
    return len(compared) >= _EXAMPLE_CELLS_MIN and all(cell == shown for cell, shown in compared)
