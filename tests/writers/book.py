"""The workbook that a program is asked to write: plain values that travel to it as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

Cell: TypeAlias = Mapping[str, Any] | None
"""One of `s` text, `n` number, `d` day (ISO), `m` moment (ISO), `b` truth, `e` formula error, `f` formula (with its
result `v`, text or number; without `v` it was never computed), `r` runs of one text. `fmt` is the number format, where
the program is to give one."""
Line: TypeAlias = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, line by line from its first."""

    lines: Sequence[Line]
    name: str = "Enrolment"
    hidden: bool = False
    hidden_lines: tuple[int, ...] = ()
    """Counted from 1, as the spreadsheet shows them."""
    hidden_columns: tuple[int, ...] = ()
    """Counted from 1."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First line, first column, last line, last column; counted from 1."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook, or the one sheet of a text file."""

    sheets: Sequence[Sheet]
    epoch_1904: bool = False
    free_layout: bool = False
    """True: the heading does not stand alone on the first line, as tables of data frames have it."""

    @property
    def needs(self) -> frozenset[str]:
        """What a program must be able to do in order to write it."""
        needs = {
            kind for sheet in self.sheets for line in sheet.lines for cell in line if cell for kind in _kinds(cell)
        }
        needs |= {"epoch_1904"} if self.epoch_1904 else set()
        needs |= {"free_layout"} if self.free_layout else set()
        needs |= {"sheets"} if len(self.sheets) > 1 else set()
        for sheet in self.sheets:
            needs |= {what for what in ("hidden", "hidden_lines", "hidden_columns", "merged") if getattr(sheet, what)}
        return frozenset(needs)

    def as_json(self) -> dict[str, Any]:
        """Return what the driver of a program is told."""
        return {
            "epoch_1904": self.epoch_1904,
            "sheets": [
                {
                    "name": sheet.name,
                    "hidden": sheet.hidden,
                    "hidden_lines": sheet.hidden_lines,
                    "hidden_columns": sheet.hidden_columns,
                    "merged": sheet.merged,
                    "lines": sheet.lines,
                }
                for sheet in self.sheets
            ],
        }


def _kinds(cell: Mapping[str, Any]) -> set[str]:
    kinds = set(cell) - {"v", "s", "n", "fmt"}
    return kinds | {"no_result"} if "f" in cell and "v" not in cell else kinds


def text(value: str, fmt: str | None = None) -> Cell:
    """Return a cell of text."""
    return _formatted({"s": value}, fmt)


def number(value: float, fmt: str | None = None) -> Cell:
    """Return a cell with a number."""
    return _formatted({"n": value}, fmt)


def day(value: date, fmt: str | None = "dd/mm/yyyy") -> Cell:
    """Return a cell with a typed date."""
    return _formatted({"d": value.isoformat()}, fmt)


def moment(value: datetime, fmt: str | None = "dd/mm/yyyy hh:mm") -> Cell:
    """Return a cell with a typed date and time."""
    return _formatted({"m": value.isoformat()}, fmt)


def truth(value: bool) -> Cell:
    """Return a cell that says TRUE or FALSE."""
    return {"b": value}


def error(what: str) -> Cell:
    """Return a formula whose result is an error, for example #N/A."""
    return {"e": what}


def formula(source: str, result: str | float | None = None, fmt: str | None = None) -> Cell:
    """Return a formula, without the equals sign; with no result it was never computed."""
    return _formatted({"f": source} if result is None else {"f": source, "v": result}, fmt)


def runs(*pieces: str) -> Cell:
    """Return text in several fonts."""
    return {"r": list(pieces)}


def _formatted(cell: dict[str, Any], fmt: str | None) -> Cell:
    return cell | {"fmt": fmt} if fmt else cell


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of it: the typed values of each row by column id, and what may be said."""

    rows: Sequence[Mapping[str, Any]]
    says: frozenset[str] = field(default_factory=frozenset)
    """Names of the catalogue that must be said, of a cell, a row or the file."""
    may_say: frozenset[str] = field(default_factory=frozenset)
    """Names that may be said, where kinds of files differ."""
