"""One line per learner: which lines are about the same one, and which of them counts."""

import itertools

import pytest

from services.validation.domain.duplicates import LearnerLine, lines_set_aside, numbers_shared


def line(
    ordinal: int, rank: int = 4, *, upn: int | None = None, uln: int | None = None, name: int | None = None
) -> LearnerLine:
    return LearnerLine(ordinal, "Sheet1", ordinal + 2, rank, upn, uln, name)


@pytest.mark.parametrize(
    ("lines", "set_aside"),
    [
        pytest.param([line(0, upn=1, name=1), line(1, upn=2, name=2)], {}, id="two learners"),
        pytest.param([line(0, 3, upn=1, name=1), line(1, 4, upn=1, name=1)], {0: 1}, id="the higher level counts"),
        pytest.param([line(0, upn=1, name=1), line(1, upn=1, name=1)], {1: 0}, id="of equal levels the first counts"),
        pytest.param([line(0, upn=1), line(1, name=1)], {}, id="nothing in common"),
        pytest.param([line(0, upn=1, name=1), line(1, name=1)], {1: 0}, id="same name and birth date, one without UPN"),
        pytest.param([line(0, upn=1, name=1), line(1, upn=2, name=1)], {}, id="namesakes with UPNs of their own"),
        pytest.param([line(0, upn=1, name=1), line(1, upn=1, name=2)], {}, id="one UPN copied to another learner"),
        pytest.param([line(0, upn=1, uln=1, name=1), line(1, upn=1, uln=1, name=2)], {1: 0}, id="a name misspelt"),
        pytest.param([line(0, upn=1, uln=1, name=1), line(1, upn=2, uln=1, name=1)], {1: 0}, id="a UPN mistyped"),
        pytest.param(
            [line(0, upn=1), line(1, uln=1), line(2, upn=1, uln=1)], {1: 0, 2: 0}, id="a line links two others"
        ),
        pytest.param([line(0, 2, upn=1), line(1, 3, upn=1), line(2, 8, upn=1)], {0: 2, 1: 2}, id="three lines"),
        pytest.param([line(0), line(1)], {}, id="lines without any key"),
    ],
)
def test_which_lines_are_set_aside(lines: list[LearnerLine], set_aside: dict[int, int]) -> None:
    for order in itertools.permutations(lines):
        found = lines_set_aside(order)
        assert {entry.line.ordinal: entry.counts_instead for entry in found} == set_aside


def test_a_line_between_two_namesakes_joins_the_first_and_merges_nobody() -> None:
    found = lines_set_aside([line(0, upn=1, name=1), line(1, name=1), line(2, upn=2, name=1)])
    assert [(entry.line.ordinal, entry.counts_instead) for entry in found] == [(1, 0)]


def test_one_number_in_thousands_of_rows_costs_no_more_than_thousands_of_comparisons() -> None:
    same = [line(ordinal, upn=1, name=1) for ordinal in range(5_000)]
    assert len(lines_set_aside(same)) == 4_999
    copied = [line(ordinal, upn=1, name=ordinal) for ordinal in range(5_000)]
    assert lines_set_aside(copied) == ()


@pytest.mark.parametrize(
    ("lines", "shared"),
    [
        pytest.param([line(0, upn=1, name=1), line(1, upn=1, name=1)], [], id="one learner twice"),
        pytest.param([line(0, upn=1, name=1), line(1, upn=2, name=1)], [], id="namesakes"),
        pytest.param(
            [line(0, upn=1, name=1), line(1, upn=1, name=2)], [(0, "upn", 1), (1, "upn", 0)], id="a UPN copied"
        ),
        pytest.param(
            [line(0, upn=1, uln=1, name=1), line(1, upn=2, uln=1, name=2)],
            [(0, "uln", 1), (1, "uln", 0)],
            id="a ULN copied",
        ),
        pytest.param(
            [line(0, upn=1, name=1), line(1, upn=1, name=1), line(2, upn=1, name=2)],
            [(0, "upn", 2), (1, "upn", 2), (2, "upn", 0)],
            id="one learner twice, and another with the number",
        ),
    ],
)
def test_a_number_of_two_people_is_said_of_every_line_that_has_it(
    lines: list[LearnerLine], shared: list[tuple[int, str, int]]
) -> None:
    for order in itertools.permutations(lines):
        assert [(entry.line.ordinal, entry.number, entry.other) for entry in numbers_shared(order)] == shared


def test_a_number_in_thousands_of_rows_is_said_once_of_each() -> None:
    copied = [line(ordinal, upn=1, name=ordinal) for ordinal in range(5_000)]
    assert len(numbers_shared(copied)) == 5_000
