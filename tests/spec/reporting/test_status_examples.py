"""Statuses over claims of all roles, by example; the examples stand in `vectors.py`."""

from datetime import date
from itertools import permutations

import pytest

from services.reporting.domain.status import status_on
from tests.spec.reporting.vectors import STATUS_EXAMPLES, StatusExample
from tests.support.claims import contact, enrolment, on_roll, school


@pytest.mark.parametrize("example", STATUS_EXAMPLES, ids=lambda example: example.words)
def test_the_status_of(example: StatusExample) -> None:
    answer = status_on(example.claims, example.as_at, school).answer
    assert (answer.group, answer.code, answer.effective_on, answer.rule, answer.lapsed, answer.neet_since) == (
        *(example.group, example.code, example.since, example.rule, example.lapsed, example.neet_since),
    )
    if example.next_change_on is not None:
        assert answer.next_change_on == example.next_change_on


@pytest.mark.parametrize("example", STATUS_EXAMPLES, ids=lambda example: example.words)
def test_in_any_order_it_is_the_status_of(example: StatusExample) -> None:
    answer = status_on(example.claims, example.as_at, school).answer
    assert {status_on(order, example.as_at, school).answer for order in permutations(example.claims)} == {answer}


@pytest.mark.parametrize("example", STATUS_EXAMPLES, ids=lambda example: example.words)
def test_each_other_claim_has_its_reason_in_the_status_of(example: StatusExample) -> None:
    status = status_on(example.claims, example.as_at, school)
    decided = 1 if status.decided_by is not None else 0
    assert len(status.reasons) == len(example.claims) - decided


def test_a_reason_names_the_claim_that_decided_over_it_and_the_cell() -> None:
    stay, seen = enrolment(), contact()
    status = status_on((on_roll(), stay, seen), date(2026, 12, 7), school)
    reasons = {reason.evidence: reason for reason in status.reasons}
    assert status.decided_by is seen
    assert reasons[stay.evidence].beaten_by == seen.evidence
    cell = reasons[stay.evidence].cell
    assert cell is not None
    assert (cell.row, cell.column) == ("contact", "learning")
    assert "after it was first said" in cell.words
    assert reasons[on_roll().evidence].cell is None
