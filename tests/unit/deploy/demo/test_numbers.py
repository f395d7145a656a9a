"""Synthetic learner numbers: valid, each once, and enough of them for the largest county."""

import random

from deploy.demo.population.identifiers import Numbers
from services.validation.domain.values.upn import upn_check_letter

OF_ONE_ESTABLISHMENT = 43_000
"""Serials of establishment 0000 in one year, over all authorities."""


def test_when_one_establishment_has_no_number_left_the_next_one_gives_them() -> None:
    numbers = Numbers(random.Random(1))
    given = [numbers.upn(2014) for _ in range(OF_ONE_ESTABLISHMENT + 500)]
    assert len(set(given)) == len(given)
    assert all(upn[0] == upn_check_letter(upn[1:]) and upn[8:10] == "14" for upn in given)
    assert {upn[4:8] for upn in given[:OF_ONE_ESTABLISHMENT]} == {"0000"}
    assert {upn[4:8] for upn in given[OF_ONE_ESTABLISHMENT:]} == {"0001"}
