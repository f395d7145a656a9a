"""What is published cannot be undone: for each figure left out two values at least fit all that stays."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.neet_report.measures import TREE, Measure
from services.reporting.domain.neet_report.suppression import (
    EVERYBODY,
    Cell,
    PublishedTables,
    Row,
    Suppression,
    suppress,
)

SMALL = (
    Measure("all", "All", frozenset()),
    Measure("ab", "A or B", frozenset(), parent="all"),
    Measure("a", "A", frozenset(), parent="ab"),
    Measure("b", "B", frozenset(), parent="ab"),
    Measure("rest", "Rest", frozenset(), parent="all"),
)
LEAVES = ("a", "b", "rest")
THRESHOLD = 3
MOST = 6
"""No number of a leaf that is tried is greater."""

Leaves = tuple[int, ...]


def row_of(leaves: Mapping[str, int], measures: Sequence[Measure]) -> dict[str, int]:
    """Return every column of a row from those without parts."""
    found = dict(leaves)
    for measure in reversed(measures):
        if measure.key not in found:
            found[measure.key] = sum(found[one.key] for one in measures if one.parent == measure.key)
    return found


def small(leaves: Leaves) -> dict[str, int]:
    return row_of(dict(zip(LEAVES, leaves, strict=True)), SMALL)


@st.composite
def small_tables(draw: st.DrawFn) -> PublishedTables:
    """Draw the kinds of some people and, for two breakdowns of two or three rows, the row of each."""
    people = draw(st.lists(st.tuples(st.sampled_from(LEAVES), st.integers(0, 2), st.integers(0, 1)), max_size=MOST))
    rows = [draw(st.integers(2, 3)), 2]
    tables = {
        f"by{place}": {
            str(value): small(
                tuple(
                    sum(one[0] == leaf and one[1 + place] % rows[place] == value for one in people) for leaf in LEAVES
                )
            )
            for value in range(rows[place])
        }
        for place in range(2)
    }
    everybody = small(tuple(sum(one[0] == leaf for one in people) for leaf in LEAVES))
    return PublishedTables(everybody, tables)


def _fitting(published: Mapping[str, int], row: Row, left_out: frozenset[Cell]) -> list[Leaves]:
    """Return what a row may be by the figures of it that stay, the nearest to what it is first."""
    found = [
        leaves
        for leaves in product(range(MOST + 2), repeat=len(LEAVES))
        if all((row, key) in left_out or number == published[key] for key, number in small(leaves).items())
    ]
    return sorted(
        found, key=lambda leaves: sum(abs(one - published[key]) for one, key in zip(leaves, LEAVES, strict=True))
    )


def _tables(rows: Sequence[Sequence[Leaves]], last: frozenset[Leaves], total: Leaves) -> Iterator[tuple[Leaves, ...]]:
    """Yield every table of these rows, and of one of the last, that adds up to the total."""
    if not rows:
        if total in last:
            yield (total,)
        return
    for first in rows[0]:
        rest = tuple(whole - part for whole, part in zip(total, first, strict=True))
        if min(rest) >= 0:
            for others in _tables(rows[1:], last, rest):
                yield (first, *others)


def possible(
    published: PublishedTables, left_out: frozenset[Cell], enough: int | None = None
) -> Mapping[Cell, set[int]]:
    """Return the values that each figure left out may have, by trying everything until there are `enough` of each."""
    found: dict[Cell, set[int]] = {cell: set() for cell in left_out}
    rows = {
        key: [_fitting(counts, (key, value), left_out) for value, counts in table.items()]
        for key, table in published.tables.items()
    }
    last = {key: frozenset(fits[-1]) for key, fits in rows.items()}
    for total in _fitting(published.everybody, EVERYBODY, left_out):
        if not all(any(True for _ in _tables(fits[:-1], last[key], total)) for key, fits in rows.items()):
            continue
        _keep(found, EVERYBODY, total)
        for key, fits in rows.items():
            for whole in _tables(fits[:-1], last[key], total):
                for value, leaves in zip(published.tables[key], whole, strict=True):
                    _keep(found, (key, value), leaves)
                of_table = [values for (row, _), values in found.items() if row[0] == key]
                if enough is not None and all(len(values) >= enough for values in of_table):
                    break
        if enough is not None and all(len(values) >= enough for values in found.values()):
            break
    return found


def _keep(found: dict[Cell, set[int]], row: Row, leaves: Leaves) -> None:
    for key, number in small(leaves).items():
        if (row, key) in found:
            found[row, key].add(number)


def small_figures(published: PublishedTables, threshold: int) -> set[Cell]:
    rows: dict[Row, Mapping[str, int]] = {EVERYBODY: published.everybody}
    rows |= {(key, value): one for key, table in published.tables.items() for value, one in table.items()}
    return {(row, key) for row, counts in rows.items() for key, number in counts.items() if number < threshold}


@settings(max_examples=40)
@given(small_tables())
def test_whoever_tries_everything_finds_two_values_at_least(published: PublishedTables) -> None:
    found = suppress(published, SMALL, THRESHOLD)
    assert found.left_out >= small_figures(published, THRESHOLD)
    for cell, values in possible(published, found.left_out, enough=2).items():
        assert len(values) >= 2, cell
        assert min(values) < max(values)


def test_the_search_finds_what_the_rest_gives_away() -> None:
    """Without anything left out besides, a small number is what is missing to the total: the test above can fail."""
    rows = {"0": small((2, 1, 0)), "1": small((4, 4, 4))}
    published = PublishedTables(small((6, 5, 4)), {"by0": rows})
    alone = frozenset[Cell]({(("by0", "0"), "a")})
    assert possible(published, alone) == {(("by0", "0"), "a"): {2}}
    assert len(suppress(published, SMALL, THRESHOLD).left_out) > 1


def proves(found: Suppression, published: PublishedTables, measures: Sequence[Measure]) -> None:
    """Check that each exchange leaves all that stays as it is, and changes the figure that it is given for."""
    rows: dict[Row, Mapping[str, int]] = {EVERYBODY: published.everybody}
    rows |= {(key, value): one for key, table in published.tables.items() for value, one in table.items()}
    leaves = [one.key for one in measures if not any(other.parent == one.key for other in measures)]
    assert set(found.exchanges) == found.left_out
    for cell, exchange in found.exchanges.items():
        changed = {row: {leaf: rows[row][leaf] for leaf in leaves} for row in {step.row for step in exchange}}
        for step in exchange:
            changed[step.row][step.measure] += step.people
        assert all(number >= 0 for numbers in changed.values() for number in numbers.values())
        whole = {row: row_of(numbers, measures) for row, numbers in changed.items()}
        for row, numbers in whole.items():
            different = {(row, key) for key in numbers if numbers[key] != rows[row][key]}
            assert different <= found.left_out
        assert whole[cell[0]][cell[1]] != rows[cell[0]][cell[1]]
        for table in published.tables:
            for leaf in leaves:
                moved = sum(step.people for step in exchange if step.row[0] == table and step.measure == leaf)
                total = sum(step.people for step in exchange if step.row == EVERYBODY and step.measure == leaf)
                assert moved == total


@given(st.lists(st.tuples(*[st.integers(0, 30)] * 9), min_size=2, max_size=12), st.integers(1, 12))
def test_each_figure_left_out_has_an_exchange_in_the_columns_of_the_report(
    rows: list[tuple[int, ...]], threshold: int
) -> None:
    leaves = [one.key for one in TREE if not any(other.parent == one.key for other in TREE)]
    table = {str(place): row_of(dict(zip(leaves, row, strict=True)), TREE) for place, row in enumerate(rows)}
    halves = [rows[::2], rows[1::2]]
    other = {
        str(place): row_of(dict(zip(leaves, map(sum, zip(*half, strict=True)), strict=True)), TREE)
        for place, half in enumerate(halves)
    }
    everybody = row_of(dict(zip(leaves, map(sum, zip(*rows, strict=True)), strict=True)), TREE)
    published = PublishedTables(everybody, {"one": table, "other": other})
    found = suppress(published, TREE, threshold)
    assert found.left_out >= small_figures(published, threshold)
    proves(found, published, TREE)
