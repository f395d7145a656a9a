"""Whether the product read what a program wrote: right, said where it could not, or wrong."""

from dataclasses import dataclass
from enum import StrEnum

from tests.writers.losses import LOSSES
from tests.writers.programs import Mode
from tests.writers.reading import Outcome
from tests.writers.traits import Trait


class Grade(StrEnum):
    """What became of one trait in one program's file; the value is its sign in the matrix."""

    RIGHT = "●"
    SAID = "◐"
    """A value could not be had, and the cell, its row or its column says so."""
    LOST = "w"
    """The program itself wrote something else: the value is not in the file."""
    NOT_WRITTEN = "·"
    """The program cannot write it, or its driver does not."""
    SILENT = "WRONG"
    REFUSED = "REFUSED"
    """The file was refused or set aside, for a reason that is not true."""
    NEEDLESS = "NEEDLESS"
    """Everything was read right, and something was said that is not so."""


FAULTS = frozenset({Grade.SILENT, Grade.REFUSED, Grade.NEEDLESS})


@dataclass(frozen=True, slots=True)
class Result:
    """A grade, and what was seen in words."""

    grade: Grade
    seen: str = ""
    values: int = 0
    """How many values were compared."""


def compare(mode: Mode, trait: Trait, outcome: Outcome) -> Result:
    """Grade what came of a file. Values are invented, so they may be shown."""
    result = _compared(trait, outcome)
    lost = (mode.name, trait.name) in LOSSES
    if not lost:
        return result
    stale = "listed as a loss, yet read right" if result.grade is Grade.RIGHT else ""
    return Result(Grade.NEEDLESS if stale else Grade.LOST, stale, result.values)


def _compared(trait: Trait, outcome: Outcome) -> Result:
    expected = trait.expected
    if outcome.verdict is not None:
        return Result(Grade.REFUSED, f"{outcome.verdict} {sorted(outcome.notes)}")
    if len(outcome.rows) != len(expected.rows):
        return Result(Grade.SILENT, f"{len(outcome.rows)} rows instead of {len(expected.rows)}")
    values = sum(map(len, expected.rows))
    said = False
    for place, (row, meant) in enumerate(zip(outcome.rows, expected.rows, strict=True)):
        for column, value in meant.items():
            if row.get(column) == value:
                continue
            if row.get(column) is not None or not outcome.explains(place, column):
                return Result(Grade.SILENT, f"row {place} {column}: {row.get(column)!r} for {value!r}", values)
            said = True
    if said:
        return Result(Grade.SAID, ", ".join(sorted(outcome.names)), values)
    if unsaid := expected.says - outcome.names:
        return Result(Grade.SILENT, f"not said: {sorted(unsaid)}", values)
    if needless := outcome.names - expected.says - expected.may_say:
        return Result(Grade.NEEDLESS, f"said: {sorted(needless)}", values)
    return Result(Grade.RIGHT, values=values)
