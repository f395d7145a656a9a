"""Laws of the figures: everybody is counted once, and every table adds up to the total."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.measures import Cell, CohortCounts, measure

GROUPS = ["education", "employment", "training", "neet", "not known", "re-engagement", "other", "compulsory"]
CELLS = st.lists(
    st.builds(
        Cell,
        people=st.integers(1, 1000),
        group=st.sampled_from([*GROUPS, "out of scope"]),
        year=st.none() | st.integers(9, 20),
        district=st.none() | st.sampled_from(["E07000105", "E07000110"]),
        on_roll=st.booleans(),
        has_plan=st.booleans(),
        in_denominator=st.booleans(),
    ),
    max_size=40,
)


@given(CELLS)
def test_everybody_is_counted_exactly_once(cells: list[Cell]) -> None:
    assert measure(cells).people == sum(cell.people for cell in cells)


@given(CELLS)
def test_districts_and_years_add_up_to_the_total(cells: list[Cell]) -> None:
    figures = measure(cells)
    assert sum(figures.by_district.values(), CohortCounts()) == figures.total
    assert sum(figures.by_year.values(), CohortCounts()) == figures.total


@given(CELLS)
def test_a_cohort_is_the_sum_of_its_columns(cells: list[Cell]) -> None:
    figures = measure(cells)
    for counts in (*figures.rows.values(), figures.total, figures.older_with_plan, figures.not_on_roll):
        assert counts.cohort == counts.eet + counts.neet + counts.not_known + counts.elsewhere


@given(CELLS, st.randoms(use_true_random=False))
def test_the_order_of_cells_does_not_matter(cells: list[Cell], chance: Random) -> None:
    shuffled = chance.sample(cells, len(cells))
    assert measure(shuffled).total == measure(cells).total
    assert measure(shuffled).rows == measure(cells).rows


@given(CELLS)
def test_shares_lie_between_nothing_and_everything(cells: list[Cell]) -> None:
    total = measure(cells).total
    for share in (total.neet_percent, total.not_known_percent, total.eet_percent, total.neet_or_not_known_percent):
        assert share is None or 0 <= share <= 100
