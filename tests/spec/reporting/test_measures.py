"""The figures: who is counted where, and shares taken from unrounded counts."""

import pytest

from services.reporting.domain.measures import Cell, CohortCounts, measure

MAIDSTONE, SWALE = "E07000110", "E07000113"


def test_a_small_county_by_district_and_year() -> None:
    figures = measure(
        [
            Cell(6, "education", 12, MAIDSTONE, on_roll=True),
            Cell(1, "neet", 12, MAIDSTONE, on_roll=True),
            Cell(1, "not known", 13, MAIDSTONE, on_roll=True),
            Cell(2, "employment", 13, SWALE, on_roll=True),
            Cell(1, "re-engagement", 13, SWALE, on_roll=True),
            Cell(3, "not known", 12, None, on_roll=True),
        ]
    )
    assert figures.rows[MAIDSTONE, 12] == CohortCounts(cohort=7, eet=6, neet=1)
    assert figures.rows[MAIDSTONE, 13] == CohortCounts(cohort=1, not_known=1)
    assert figures.by_district[SWALE] == CohortCounts(cohort=3, eet=2, elsewhere=1)
    assert figures.by_district[None] == CohortCounts(cohort=3, not_known=3)
    assert figures.by_year[13] == CohortCounts(cohort=4, eet=2, not_known=1, elsewhere=1)
    assert figures.total == CohortCounts(cohort=14, eet=8, neet=1, not_known=4, elsewhere=1)
    assert figures.people == 14


APART = [
    (Cell(5, "education", 14, SWALE, on_roll=True, has_plan=True), "older_with_plan", CohortCounts(5, eet=5)),
    (Cell(5, "education", 12, None, on_roll=False), "not_on_roll", CohortCounts(5, eet=5)),
    (Cell(5, "compulsory", 11, SWALE, on_roll=True), "younger", 5),
    (Cell(5, "not known", 15, SWALE, on_roll=True), "older", 5),
    (Cell(5, "not known", None, SWALE, on_roll=True), "age_not_known", 5),
    (Cell(5, "not known", None, None, on_roll=False, has_plan=True), "age_not_known", 5),
    (Cell(5, "out of scope", 12, SWALE, on_roll=True), "out_of_scope", 5),
]


@pytest.mark.parametrize(("cell", "where", "counted"), APART)
def test_counted_apart_from_the_headline(cell: Cell, where: str, counted: object) -> None:
    figures = measure([cell])
    assert figures.total == CohortCounts()
    assert getattr(figures, where) == counted
    assert figures.people == 5


def test_young_adult_offenders_in_custody_are_left_out_of_every_share() -> None:
    figures = measure(
        [
            Cell(9, "education", 12, SWALE, on_roll=True),
            Cell(1, "neet", 12, SWALE, on_roll=True),
            Cell(10, "other", 12, SWALE, on_roll=True, in_denominator=False),
        ]
    )
    assert figures.total == CohortCounts(cohort=10, eet=9, neet=1, custody=10)
    assert figures.total.neet_percent == 10.0


def test_the_combined_share_is_not_the_sum_of_rounded_shares() -> None:
    """Kent 2025: 3.8 and 4.2 make 8.1 when taken from the counts (source: SCORECARD)."""
    counts = CohortCounts(cohort=38780, neet=1489, not_known=1641)
    shares = (counts.neet_percent, counts.not_known_percent, counts.neet_or_not_known_percent)
    assert [f"{share:.1f}" for share in shares if share is not None] == ["3.8", "4.2", "8.1"]


def test_an_empty_cohort_has_no_shares() -> None:
    assert CohortCounts().neet_percent is None
    assert CohortCounts().eet_percent is None
