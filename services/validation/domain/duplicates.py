"""One line per learner: lines of one return that are about the same learner, and which of them counts.

The line with the highest rank counts, at equal ranks the first; a collection's policy names the column that ranks.

Lines are known by blind keys alone (UPN, ULN, name with birth date); `shared.vocabulary.learners` says when two are
about one learner.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any, Final, Literal

from shared.vocabulary import column_ids as col
from shared.vocabulary.code_lists import LEVEL_RANKS, OFFER_RANKS
from shared.vocabulary.learners import LINES_COMPARED_MAX, one_learner

_GROUPS_COMPARED_MAX: Final = 10
"""Bound for files in which one number stands in thousands of rows."""


_DAY_0: Final = date(2000, 1, 1)
_KIND_BYTES: Final = 7
"""A key has eight bytes, and its first bit is its sign."""
_RANKS: Final[Mapping[str, Mapping[Any, int]]] = {col.LEVEL: LEVEL_RANKS, col.OFFER_TYPE: OFFER_RANKS}
_NO_RANK: Final = -(2**15)
"""Ranks are kept in two bytes each: days of 1910 to 2089."""

Number = Literal["upn", "uln"]


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """An accepted row, as far as duplicates go."""

    ordinal: int
    sheet: str
    line: int
    rank: int
    """The higher counts: of its level, or of another column by the collection's policy."""
    upn: int | None = None
    uln: int | None = None
    name: int | None = None

    @property
    def keys(self) -> tuple[int | None, int | None, int | None]:
        """Its blind keys by kind."""
        return (self.upn, self.uln, self.name)


@dataclass(frozen=True, slots=True)
class LearnerLines:
    """The accepted rows of one part side by side, each column in the order of the rows; fields as in `LearnerLine`."""

    sheet: str
    ordinals: Sequence[int]
    lines: Sequence[int]
    ranks: Sequence[int]
    upn: Sequence[int | None]
    uln: Sequence[int | None]
    name: Sequence[int | None]

    @property
    def keys(self) -> tuple[Sequence[int | None], ...]:
        """The columns of blind keys."""
        return (self.upn, self.uln, self.name)

    def at(self, position: int) -> LearnerLine:
        """Return one of the rows."""
        return LearnerLine(
            self.ordinals[position],
            self.sheet,
            self.lines[position],
            self.ranks[position],
            *(column[position] for column in self.keys),
        )


@dataclass(frozen=True, slots=True)
class LineSetAside:
    """A line that does not count, because another line of the same learner does."""

    line: LearnerLine
    counts_instead: int
    """Ordinal of the line that counts."""


@dataclass(frozen=True, slots=True)
class NumberShared:
    """A line whose number another line has too, though the two look like two people."""

    line: LearnerLine
    number: Number
    other: int
    """Ordinal of a line of somebody else that has the number."""


def ranks_of(column_id: str, values: Sequence[Any]) -> tuple[int, ...]:
    """Return how lines rank by their values in a column: levels by height, dates by day; a blank ranks lowest."""
    ranks = {value: _rank(column_id, value) for value in set(values)}
    return tuple(map(ranks.__getitem__, values))


def lines_apart(lines: LearnerLines, kinds: Sequence[str]) -> LearnerLines:
    """Return lines of several kinds so that only lines of one kind can be about one learner: each has keys of its own.

    Who joined and left in one month stands in a line of each kind, and both count.
    """
    marks = {kind: int.from_bytes(kind.encode()[:_KIND_BYTES]) for kind in set(kinds)}
    of_kinds = [
        [None if key is None else key ^ marks[kind] for key, kind in zip(keys, kinds, strict=True)]
        for keys in lines.keys
    ]
    return LearnerLines(lines.sheet, lines.ordinals, lines.lines, lines.ranks, *of_kinds)


def _rank(column_id: str, value: Any) -> int:
    if isinstance(value, date):
        return max(_NO_RANK + 1, (value - _DAY_0).days)
    ranks = _RANKS.get(column_id)
    return _NO_RANK if ranks is None else ranks.get(value, 0)


def lines_sharing_a_key(parts: Sequence[LearnerLines]) -> list[LearnerLine]:
    """Return the lines of a return that have a blind key in common with another one: nearly always few of many."""
    shared = [_more_than_once(chain.from_iterable(kind)) for kind in zip(*(part.keys for part in parts), strict=True)]
    return [part.at(position) for part in parts for position in _holding(part, shared)]


def _more_than_once(keys: Iterable[int | None]) -> frozenset[int]:
    return frozenset(key for key, times in Counter(keys).items() if times > 1 and key is not None)


def _holding(part: LearnerLines, shared: Sequence[frozenset[int]]) -> list[int]:
    """Return the positions of a part's lines that have one of the shared keys."""
    positions: set[int] = set()
    for keys, keys_of_several in zip(part.keys, shared, strict=True):
        if not keys_of_several.isdisjoint(keys):
            positions.update(position for position, key in enumerate(keys) if key in keys_of_several)
    return sorted(positions)


def lines_set_aside(lines: Iterable[LearnerLine]) -> tuple[LineSetAside, ...]:
    """Return the lines that do not count, in the order of the file, whatever order they are given in."""
    groups = _groups(sorted(lines, key=lambda line: line.ordinal))
    found = [
        LineSetAside(line, counting.ordinal)
        for group in groups
        if len(group) > 1
        for counting in [max(group, key=lambda line: (line.rank, -line.ordinal))]
        for line in group
        if line is not counting
    ]
    return tuple(sorted(found, key=lambda entry: entry.line.ordinal))


def numbers_shared(lines: Iterable[LearnerLine]) -> tuple[NumberShared, ...]:
    """Return the lines whose UPN or ULN also stands on a line of somebody else, in the order of the file."""
    holders: dict[tuple[Number, int], list[tuple[int, LearnerLine]]] = {}
    for learner, group in enumerate(_groups(sorted(lines, key=lambda line: line.ordinal))):
        for line in group:
            for number, key in _numbers(line):
                if key is not None:
                    holders.setdefault((number, key), []).append((learner, line))
    found = [shared for (number, _), held in holders.items() for shared in _shared(number, held)]
    return tuple(sorted(found, key=lambda entry: (entry.line.ordinal, entry.number == "uln")))


def _numbers(line: LearnerLine) -> tuple[tuple[Number, int | None], ...]:
    return ("upn", line.upn), ("uln", line.uln)


def _shared(number: Number, held: Sequence[tuple[int, LearnerLine]]) -> list[NumberShared]:
    """Name for each line the first line of another learner: there may be thousands."""
    first_learner, first = held[0]
    other = next((line for learner, line in held if learner != first_learner), None)
    if other is None:
        return []
    return [
        NumberShared(line, number, (other if learner == first_learner else first).ordinal) for learner, line in held
    ]


def _groups(lines: Sequence[LearnerLine]) -> list[list[LearnerLine]]:
    groups: dict[int, list[LearnerLine]] = {}
    holding: dict[tuple[int, int], dict[int, None]] = {}
    """For each key, the groups in which it occurs, by the ordinal of their first line; in order, oldest first."""
    for line in lines:
        matching = _matching(line, groups, holding)
        home = matching[0] if matching else line.ordinal
        arriving = [line, *(member for first in matching[1:] for member in groups.pop(first))]
        groups.setdefault(home, []).extend(arriving)
        for kind, key in (pair for member in arriving for pair in enumerate(member.keys)):
            if key is not None:
                holding.setdefault((kind, key), {})[home] = None
    return list(groups.values())


def _matching(
    line: LearnerLine, groups: dict[int, list[LearnerLine]], holding: dict[tuple[int, int], dict[int, None]]
) -> list[int]:
    """Return the groups that the line belongs to; where it is the link between several, all that go together."""
    near: dict[int, None] = {}
    for kind, key in enumerate(line.keys):
        if key is not None:
            near.update(dict.fromkeys(islice(holding.get((kind, key), ()), _GROUPS_COMPARED_MAX)))
    joined = [line]
    matching = []
    for first in sorted(near):
        if first in groups and _one_learner(groups[first], joined):
            matching.append(first)
            joined = [*joined, *groups[first][:LINES_COMPARED_MAX]]
    return matching


def _one_learner(group: Sequence[LearnerLine], other: Sequence[LearnerLine]) -> bool:
    return one_learner(*([line.keys for line in lines[:LINES_COMPARED_MAX]] for lines in (group, other)))
