"""Weighted sums of many numbers at once are those of each number alone."""

from hypothesis import given
from hypothesis import strategies as st

from services.validation.domain.values.weighted_sums import weighted_sum, weighted_sums

WEIGHTS = (0, *range(2, 14))


@given(st.lists(st.from_regex(r"[A-Z][0-9]{12}", fullmatch=True), max_size=30))
def test_each_number_has_its_own_sum(numbers: list[str]) -> None:
    expected = [weighted_sum(number[1:], WEIGHTS[1:]) for number in numbers]
    assert list(weighted_sums(numbers, WEIGHTS)) == expected


def test_the_largest_sum_does_not_run_over_into_the_next_number() -> None:
    assert list(weighted_sums(["A" + 12 * "9", "A" + 12 * "0", "A" + 12 * "9"], WEIGHTS)) == [810, 0, 810]
