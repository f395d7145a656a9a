"""Of whom it is asked when an establishment first said so."""

from collections.abc import Sequence
from datetime import date

import pytest

from services.reporting.domain.claims import Claim
from services.reporting.domain.history.first_made import several_speak
from tests.support.claims import answer, contact, correction, enrolment, on_roll

AGAIN = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("claims", "asked"),
    [
        ([on_roll(), enrolment()], False),
        ([on_roll(), contact()], False),
        ([enrolment(), enrolment(ordinal=1)], False),
        ([on_roll(), enrolment(), enrolment(AGAIN, number=2, establishment="8860002")], True),
        ([on_roll(), enrolment(AGAIN), contact()], True),
        ([on_roll(), enrolment(AGAIN), correction()], True),
        ([on_roll(), answer()], True),
        ([on_roll(), contact(), contact(number=71)], False),
    ],
)
def test_it_is_asked_where_it_matters(claims: Sequence[Claim], asked: bool) -> None:
    assert several_speak(claims) == asked
