"""What a newer row says otherwise about a person: row by row, fact by fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

RowFacts = Mapping[str, Any]
"""What one row says, by the name of the fact; dates as they travel, 2026-09-07. What is not said is not there."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact, before and after. None: it was not said, or is not said any more."""

    fact: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of a person that is not what it was."""

    kind: Literal["other", "more", "fewer"]
    """other: the same row says something else. more, fewer: the person has a row more, or a row less."""
    facts: tuple[FactChange, ...]


def changes_between(before: Sequence[RowFacts], after: Sequence[RowFacts]) -> tuple[RowChange, ...]:
    """Return what rows of one person say otherwise. Rows that say the same are left out; the order does not matter.

    Of several rows those that have most in common are taken for the same row.
    """
    gone, new = _without(before, after), _without(after, before)
    found = []
    while gone and new:
        old, now = max(((one, other) for one in gone for other in new), key=lambda pair: _in_common(*pair))
        gone.remove(old)
        new.remove(now)
        found.append(RowChange("other", _facts(old, now)))
    found += [RowChange("fewer", _facts(old, {})) for old in gone]
    found += [RowChange("more", _facts({}, now)) for now in new]
    return tuple(found)


def _without(rows: Sequence[RowFacts], others: Sequence[RowFacts]) -> list[RowFacts]:
    """Return the rows that the others do not have; of two equal rows one is left where the others have one."""
    left = list(others)
    found = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            found.append(row)
    return found


def _in_common(one: RowFacts, other: RowFacts) -> int:
    return sum(other.get(name) == value for name, value in one.items())


def _facts(before: RowFacts, after: RowFacts) -> tuple[FactChange, ...]:
    names = dict.fromkeys((*before, *after))
    return tuple(
        FactChange(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )
