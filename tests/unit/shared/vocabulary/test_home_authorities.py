"""The authority and its districts are dated data: a county can be divided by districts."""

from datetime import date

import pytest

from shared.vocabulary.districts import DISTRICTS
from shared.vocabulary.home_authorities import (
    HOME_AUTHORITIES,
    HOME_CODES,
    HomeAuthority,
    authority_of_district,
    home_authority_on,
)

LAST, FIRST = date(2028, 3, 31), date(2028, 4, 1)
COAST, INLAND = frozenset({"E07000112", "E07000114"}), frozenset(DISTRICTS) - {"E07000112", "E07000114"}
DIVIDED = (
    HomeAuthority("886", "County", frozenset(DISTRICTS), "invented", effective_until=LAST),
    HomeAuthority("998", "Inland", INLAND, "invented", FIRST),
    HomeAuthority("999", "Coast", COAST, "invented", FIRST),
)


def test_on_every_day_one_authority_is_worked_for_and_it_has_every_district() -> None:
    for on in (date(2019, 9, 1), date(2026, 11, 30), date(2029, 1, 1)):
        authority = home_authority_on(on)
        assert authority.code in HOME_CODES
        assert authority.districts == set(DISTRICTS)
    assert all(row.source for row in HOME_AUTHORITIES)


@pytest.mark.parametrize("district", DISTRICTS)
def test_a_county_that_is_divided_gives_each_district_to_its_successor_on_the_day(district: str) -> None:
    before, after = (authority_of_district(district, on, DIVIDED) for on in (LAST, FIRST))
    assert before is not None
    assert after is not None
    assert (before.code, after.code) == ("886", "999" if district in COAST else "998")


def test_a_district_of_another_county_is_of_none_of_them() -> None:
    assert authority_of_district("E06000035", FIRST, DIVIDED) is None
