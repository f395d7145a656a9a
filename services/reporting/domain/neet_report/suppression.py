"""Which figures are left out of what is published, so that nobody can compute a small one from those that stay.

All tables are looked at together, for they share their totals. A figure below the threshold is left out. Then for every
figure that is left out an *exchange* is found: people who might as well be counted elsewhere, so that this figure would
be another and every figure that stays would be the same. What else an exchange changes is left out too. So each figure
left out has at least two values that fit all that is published, and none can be computed from the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Final, NamedTuple

from services.reporting.domain.neet_report.measures import TREE, Measure

THRESHOLD: Final = 6
"""Numbers below it are left out where nothing else is set; to be confirmed by the authority. What the national figures
go by is not published."""
SYMBOL: Final = "c"
"""What stands in place of a figure that is left out (source: METHODOLOGY)."""
_LOOKED_AT_MAX: Final = 60
"""Rows of a table that an exchange is sought with, those of the fewest people first; all of them only in need."""

Row = tuple[str | None, str]
"""A breakdown and one of its values; (None, ""): everybody."""
EVERYBODY: Final[Row] = (None, "")
Cell = tuple[Row, str]
"""A row, and the key of a measure."""


@dataclass(frozen=True, slots=True)
class PublishedTables:
    """Tables that share their totals: by breakdown and value the number of people by key of the measure.

    The rows of a table add up to everybody; the parts of a measure to the measure.
    """

    everybody: Mapping[str, int]
    tables: Mapping[str, Mapping[str, Mapping[str, int]]]


class Step(NamedTuple):
    """In this row one person more or fewer (-1) has this measure, which has no parts."""

    row: Row
    measure: str
    people: int


Exchange = Sequence[Step]


@dataclass(frozen=True, slots=True)
class Suppression:
    """What is left out, and for each figure of it an exchange that shows that it could be another."""

    left_out: frozenset[Cell]
    exchanges: Mapping[Cell, Exchange]


def suppress(published: PublishedTables, measures: Sequence[Measure] = TREE, threshold: int = THRESHOLD) -> Suppression:
    """Return what must be left out of these tables. `measures`: their columns, a tree."""
    return _Suppressing(published, _Tree(measures), threshold).all()


class _Tree:
    """The columns, each a bit: what changes along with one that has no parts."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self.keys = [measure.key for measure in measures]
        self.bit = {key: 1 << place for place, key in enumerate(self.keys)}
        parent = {measure.key: measure.parent for measure in measures}
        inner = set(parent.values())
        self.leaves = [key for key in self.keys if key not in inner]
        self.path = {key: self._path(key, parent) for key in self.leaves}
        self.pairs = [(one, other, self.path[one] ^ self.path[other]) for one, other in permutations(self.leaves, 2)]

    def _path(self, key: str, parent: Mapping[str, str | None]) -> int:
        bits, at = 0, key
        while at in self.bit:
            bits |= self.bit[at]
            at = parent[at] or ""
        return bits


class _Suppressing:
    """One search. Bits of a row say which of its columns are left out; bits only ever come."""

    def __init__(self, published: PublishedTables, tree: _Tree, threshold: int) -> None:
        self._tree = tree
        self._counts: dict[Row, Mapping[str, int]] = {EVERYBODY: published.everybody}
        self._rows: dict[str, list[Row]] = {}
        for key, table in published.tables.items():
            self._rows[key] = [(key, value) for value in table]
            self._counts |= {(key, value): counts for value, counts in table.items()}
            self._rows[key].sort(key=self._people)
        self._hidden = {
            row: sum(tree.bit[key] for key in tree.keys if counts[key] < threshold)
            for row, counts in self._counts.items()
        }
        self._shown: dict[Cell, Exchange] = {}
        self._costs: dict[tuple[Row, int], int] = {}

    @cached_property
    def _root(self) -> str:
        return self._tree.keys[0]

    def _people(self, row: Row) -> int:
        return self._counts[row][self._root]

    def all(self) -> Suppression:
        """Find an exchange for each figure that is left out, the fewest people first."""
        for row in sorted(self._counts, key=self._people):
            for key in self._tree.keys:
                if self._hidden[row] & self._tree.bit[key] and (row, key) not in self._shown:
                    self._leave_out(self._cheapest(row, self._tree.bit[key]))
        return Suppression(frozenset(self._shown), self._shown)

    def _leave_out(self, exchange: Exchange) -> None:
        for row, bits in self._changed(exchange).items():
            self._hidden[row] |= bits
            for key in self._tree.keys:
                if bits & self._tree.bit[key]:
                    self._shown.setdefault((row, key), exchange)

    def _changed(self, exchange: Exchange) -> Mapping[Row, int]:
        """Return which columns of which rows an exchange changes: a step up and one down may leave a sum as it is."""
        found: dict[Row, int] = {}
        for step in exchange:
            found[step.row] = found.get(step.row, 0) ^ self._tree.path[step.measure]
        return found

    def _cost_of(self, row: Row, bits: int) -> int:
        """Return how many people stand in the figures of a row that would be left out besides."""
        more = bits & ~self._hidden[row]
        if not more:
            return 0
        key = (row, more)
        if key not in self._costs:
            counts = self._counts[row]
            self._costs[key] = sum(counts[one] + 1 for one in self._tree.keys if more & self._tree.bit[one])
        return self._costs[key]

    def _cheapest(self, row: Row, bit: int) -> Exchange:
        best = _Best()
        if row[0] is not None:
            others = [one for one in self._rows[row[0]] if one != row]
            self._within(best, row, others[:_LOOKED_AT_MAX], bit)
            if best.exchange is None:
                self._within(best, row, others[_LOOKED_AT_MAX:], bit)
        if best.cost:
            self._across(best, row, bit)
        assert best.exchange is not None, "one person more is always possible"
        return best.exchange

    def _within(self, best: "_Best", row: Row, others: Sequence[Row], bit: int) -> None:
        """Look for exchanges between this row and another of its table: no total changes."""
        for more, fewer, bits in self._tree.pairs:
            if bits & bit and self._has(row, fewer) and best.wants(cost := self._cost_of(row, bits)):
                for other in others:
                    if self._has(other, more) and best.wants(whole := cost + self._cost_of(other, bits)):
                        best.take(whole, (*_swap(row, more, fewer), *_swap(other, fewer, more)))
        for leaf in self._tree.leaves:
            bits = self._tree.path[leaf]
            if bits & bit and best.wants(cost := self._cost_of(row, bits)):
                for other in others:
                    giver, taker = (other, row) if self._may_leave(other, leaf) else (row, other)
                    if self._may_leave(giver, leaf) and best.wants(whole := cost + self._cost_of(other, bits)):
                        best.take(whole, (Step(taker, leaf, 1), Step(giver, leaf, -1)))

    def _across(self, best: "_Best", row: Row, bit: int) -> None:
        """Look for exchanges that change totals, and with them a row of each table."""
        for more, fewer, bits in self._tree.pairs:
            if bits & bit and self._has(EVERYBODY, fewer):
                rows = [EVERYBODY, *(self._row_for(key, row, bits, fewer) for key in self._rows)]
                places = [one for one in rows if one is not None]
                if len(places) == len(rows):
                    exchange = tuple(step for place in places for step in _swap(place, more, fewer))
                    best.take(sum(self._cost_of(place, bits) for place in places), exchange)
        for leaf in self._tree.leaves:
            bits = self._tree.path[leaf]
            if bits & bit:
                rows = [EVERYBODY, *(self._row_for(key, row, bits, None) for key in self._rows)]
                places = [one for one in rows if one is not None]
                cost = sum(self._cost_of(place, bits) for place in places)
                best.take(cost, tuple(Step(place, leaf, 1) for place in places))

    def _row_for(self, table: str, row: Row, bits: int, fewer: str | None) -> Row | None:
        """Return the row of a table that takes part most cheaply: the one that it is about, in its own table."""
        rows: Iterable[Row] = [row] if row[0] == table else self._rows[table]
        able = [one for one in rows if fewer is None or self._has(one, fewer)]
        return min(able, key=lambda one: self._cost_of(one, bits), default=None)

    def _has(self, row: Row, leaf: str) -> bool:
        return self._counts[row][leaf] > 0

    def _may_leave(self, row: Row, leaf: str) -> bool:
        """Tell whether one person fewer is possible: a row that is listed at all has somebody, as everybody knows."""
        return self._has(row, leaf) and self._people(row) > 1


class _Best:
    """The exchange that leaves out the fewest people besides."""

    def __init__(self) -> None:
        self.exchange: Exchange | None = None
        self.cost = 1

    def wants(self, cost: int) -> bool:
        """Tell whether one of that cost would be better."""
        return self.exchange is None or cost < self.cost

    def take(self, cost: int, exchange: Exchange) -> None:
        """Keep it if it is better."""
        if self.wants(cost):
            self.exchange, self.cost = exchange, cost


def _swap(row: Row, more: str, fewer: str) -> tuple[Step, Step]:
    return Step(row, more, 1), Step(row, fewer, -1)
