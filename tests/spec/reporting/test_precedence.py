"""Who wins when two current claims disagree: the table is complete, consistent and has no circle."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import combinations, permutations, product

import pytest

from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.claims import Claim, Role
from services.reporting.domain.precedence.deciding import decisive
from services.reporting.domain.precedence.half_matrix import HALF_MATRIX, ROLES, beats, rule_name
from services.reporting.entrypoints.web.labels import rule_sentence
from tests.support.claims import answer, contact, correction, enrolment, leaver, offer, on_roll

CLAIMS: Mapping[Role, Sequence[Claim]] = {
    "learning": [
        *(enrolment(date(2026, 9, 10 + day), number=day) for day in (1, 2)),
        enrolment(date(2026, 9, 12), number=3, establishment="8860002"),
    ],
    "leaving": [
        leaver(number=50),
        leaver(date(2026, 10, 30), number=51, left_on=date(2026, 10, 16)),
        leaver(number=52, establishment="8860003", left_on=date(2026, 9, 28)),
        leaver(number=53, left_on=date(2026, 9, 4)),
    ],
    "answer": [
        answer(number=60),
        answer(date(2026, 11, 20), number=61, destination="D31"),
        answer(date(2026, 9, 21), number=62, establishment="8860002", destination="D03"),
        answer(date(2026, 9, 24), number=63, stays=True),
        answer(date(2026, 11, 25), number=64, destination="D08"),
    ],
    "contact": [
        contact(number=70),
        contact(number=71, contacted_on=date(2026, 9, 5)),
        contact(number=72, ordinal=1),
        contact(number=73, contacted_on=date(2026, 11, 20), activity=None),
    ],
    "correction": [
        correction(number=80),
        correction(number=81, corrected_on=date(2026, 9, 15), until=date(2026, 12, 31)),
        correction(number=82, corrected_on=date(2026, 9, 1)),
    ],
    "offer": [offer(number=85), offer(number=86, offer_type="CONDITIONAL")],
    "roll": [on_roll(date(2026, 9, 10 + day), number=90 + day) for day in (0, 3)],
}
"""Several different claims of each role."""


def test_the_half_matrix_has_each_pair_of_roles_once_with_its_source() -> None:
    pairs = [frozenset(pair) for pair in HALF_MATRIX]
    assert sorted(map(sorted, pairs)) == sorted(
        sorted({one, other}) for place, one in enumerate(ROLES) for other in ROLES[place:]
    )
    assert all(cell.source and cell.words for cell in HALF_MATRIX.values())
    assert set(CLAIMS) == set(ROLES)
    assert {role for kind in CLAIM_KINDS for role in kind.roles} <= set(ROLES)


@pytest.mark.parametrize("pair", HALF_MATRIX)
def test_where_a_whole_role_wins_it_wins_every_time(pair: tuple[Role, Role]) -> None:
    row, column = pair
    won = {beats(one, other) for one, other in product(CLAIMS[row], CLAIMS[column]) if one is not other}
    assert won == {"the row": {True}, "it depends": {True, False}}[HALF_MATRIX[pair].winner]


def test_of_two_claims_exactly_one_beats_the_other() -> None:
    everything = [claim for claims in CLAIMS.values() for claim in claims]
    for one, other in permutations(everything, 2):
        assert beats(one, other) != beats(other, one)


def test_whatever_the_order_of_the_claims_the_same_one_decides() -> None:
    everything = [claim for claims in CLAIMS.values() for claim in claims]
    for three in combinations(everything, 3):
        assert len({decisive(order) for order in permutations(three)}) == 1


def test_every_reason_has_a_sentence() -> None:
    everything = [claim for claims in CLAIMS.values() for claim in claims]
    reasons = {rule_name(one, other) for one, other in permutations(everything, 2) if beats(one, other)}
    assert {reason for reason in reasons if rule_sentence(reason).startswith(reason.capitalize())} == set()


def test_of_two_lines_in_one_return_the_higher_level_counts() -> None:
    lower, higher = enrolment(ordinal=5, level="2"), enrolment(ordinal=1, level="3")
    assert beats(higher, lower)


def test_a_school_decides_over_the_roll_however_old_its_return_is() -> None:
    assert beats(enrolment(date(2026, 9, 1)), on_roll(date(2026, 10, 1)))


SEPT, OCT, NOV = date(2026, 9, 18), date(2026, 10, 1), date(2026, 11, 2)
OTHER = "8860002"


def first_said(on: date) -> datetime:
    return datetime.combine(on, time(10), UTC)


def test_b13_of_two_establishments_the_later_start_decides_however_old_its_return_is() -> None:
    stayed, moved = enrolment(NOV, number=2), enrolment(SEPT, establishment=OTHER, started_on=date(2026, 9, 14))
    assert decisive([stayed, moved]) is moved
    assert rule_name(moved, stayed) == "started_later"


def test_b13_at_equal_starts_the_one_that_said_so_first_stays() -> None:
    first, second = enrolment(SEPT), enrolment(OCT, number=2, establishment=OTHER)
    assert decisive([second, first]) is first
    assert rule_name(first, second) == "said_first"


def test_b13_a_claim_repeated_unchanged_counts_as_received_when_it_was_first_made() -> None:
    again = enrolment(NOV, number=3, made_at=first_said(SEPT))
    second = enrolment(OCT, number=2, establishment=OTHER)
    assert decisive([second, again]) is again
    changed = enrolment(NOV, number=3)
    assert decisive([second, changed]) is second


def test_b13_what_one_establishment_repeats_for_an_earlier_year_does_not_come_back() -> None:
    old = enrolment(NOV, number=3, period="2025-26", made_at=first_said(date(2025, 9, 18)), attendance="PT")
    new = enrolment(SEPT, number=2, period="2026-27")
    assert decisive([old, new]) is new
    same = new._replace(evidence=old.evidence, period="2025-26", made_at=first_said(SEPT))
    assert decisive([same, new]) is new


def test_b13_each_establishment_is_heard_once_so_there_is_no_circle() -> None:
    """Its later return speaks for it, though an earlier one named a later start than the other establishment does."""
    withdrawn = enrolment(SEPT, number=1, started_on=date(2026, 9, 21), period="2025-26")
    corrected = enrolment(NOV, number=2, started_on=date(2026, 9, 2), period="2026-27")
    other = enrolment(OCT, number=3, establishment=OTHER, started_on=date(2026, 9, 14))
    for order in permutations([withdrawn, corrected, other]):
        assert decisive(order) is other


def test_of_no_claims_none_decides() -> None:
    assert decisive([]) is None


def test_an_enrolment_elsewhere_decides_over_what_a_school_says_of_a_leaver() -> None:
    elsewhere = enrolment(SEPT, establishment=OTHER)
    assert decisive([leaver(NOV, destination="D24"), elsewhere]) is elsewhere


def test_of_two_schools_that_were_left_the_one_left_later_knows_more() -> None:
    first, second = leaver(), leaver(number=2, establishment=OTHER, left_on=date(2026, 9, 28))
    assert decisive([first, second]) is second
    assert rule_name(second, first) == "left_later"
