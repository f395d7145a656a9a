"""Who wins when two current claims disagree: the table is complete, consistent and has no circle."""

from datetime import date
from itertools import permutations, product

import pytest

from services.reporting.domain.claims import KINDS, Claim, ClaimKind
from services.reporting.domain.precedence import PRECEDENCE, SOURCES, beats
from tests.support.claims import enrolment, on_roll

MIRROR = {"row": "column", "column": "row", "latest": "latest"}
CLAIMS: dict[ClaimKind, list[Claim]] = {
    "school enrolment": [enrolment(date(2026, 9, 10 + day), number=day) for day in (1, 2)],
    "county roll": [on_roll(date(2026, 9, 10 + day), number=90 + day) for day in (0, 3)],
}


def test_every_pair_of_kinds_has_a_verdict() -> None:
    assert set(PRECEDENCE) == set(product(KINDS, KINDS))
    assert set(CLAIMS) == set(KINDS)


def test_a_pair_read_the_other_way_round_says_the_same() -> None:
    for (row, column), verdict in PRECEDENCE.items():
        assert PRECEDENCE[column, row] == MIRROR[verdict]


def test_two_claims_of_one_kind_are_decided_by_when_they_were_received() -> None:
    assert all(PRECEDENCE[kind, kind] == "latest" for kind in KINDS)


@pytest.mark.parametrize("kinds", list(product(KINDS, repeat=3)))
def test_there_is_no_circle(kinds: tuple[ClaimKind, ClaimKind, ClaimKind]) -> None:
    """Whoever wins against both others must win; among kinds that go by date, each stands to a third alike."""
    first, second, third = kinds
    if PRECEDENCE[first, second] == "row" and PRECEDENCE[second, third] in ("row", "latest"):
        assert PRECEDENCE[first, third] == "row"
    if PRECEDENCE[first, second] == "latest":
        assert PRECEDENCE[first, third] == PRECEDENCE[second, third]


def test_of_two_claims_exactly_one_beats_the_other() -> None:
    everything = [claim for claims in CLAIMS.values() for claim in claims]
    for one, other in permutations(everything, 2):
        assert beats(one, other) != beats(other, one)


def test_the_table_gives_a_reason_for_each_pair() -> None:
    told = set(SOURCES) | {(column, row) for row, column in SOURCES}
    assert told == set(PRECEDENCE)


def test_of_two_lines_in_one_return_the_higher_level_counts() -> None:
    lower, higher = enrolment(ordinal=5, level="2"), enrolment(ordinal=1, level="3")
    assert beats(higher, lower)


def test_a_school_decides_over_the_roll_however_old_its_return_is() -> None:
    assert beats(enrolment(date(2026, 9, 1)), on_roll(date(2026, 10, 1)))
