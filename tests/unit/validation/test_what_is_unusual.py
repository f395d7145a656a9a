"""Values at the edge: leap days, impossible times, long addresses, columns that are not there."""

from dataclasses import replace
from datetime import date

import pytest

from services.validation.domain.collections.collection_rules import no_derived_facts
from services.validation.domain.context import Context, years_later
from services.validation.domain.distinct_values import DistinctValues
from services.validation.domain.duplicates import ranks_of
from services.validation.domain.parsing.moments import take_time_off
from services.validation.domain.parsing.places import plain_emails, read_email
from services.validation.domain.rules.learning import other_establishment

CONTEXT = Context("S_ENR", "8860001", "2026-27", date(2026, 10, 5))


def test_a_leap_day_is_the_day_before_in_years_that_have_none() -> None:
    assert years_later(date(2028, 2, 29), -1) == date(2027, 2, 28)
    assert years_later(date(2028, 2, 29), -4) == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["14/02/2010 25:00", "14/02/2010 10:61", "14/02/2010"])
def test_a_time_that_cannot_be_stays_where_it_is(text: str) -> None:
    assert take_time_off(text) == (text, None)


def test_an_address_longer_than_any_is_not_plain() -> None:
    long = f"{'x' * 400}@example.org"
    assert plain_emails([long, "zara@example.org"]) == ["zara@example.org"]


def test_an_address_that_is_one_is_read_as_it_stands() -> None:
    assert read_email(" zara@example.org ") == ("zara@example.org", ())


def test_whose_file_it_is_must_be_known_before_another_establishment_can_be_named() -> None:
    assert other_establishment(CONTEXT, "8860002")
    assert not other_establishment(replace(CONTEXT, establishment=""), "8860002")


def test_dates_rank_by_day_and_a_blank_lowest() -> None:
    early, late, blank = ranks_of("any", [date(2026, 9, 1), date(2026, 9, 2), None])
    assert blank < early < late


def test_a_column_that_the_sheet_lacks_is_blank_already() -> None:
    values = DistinctValues({"P1": ["a"]}, 1)
    values.blank("P2", [0])
    values.blank("P1", [0])


def test_a_collection_whose_facts_stand_in_columns_derives_none() -> None:
    assert no_derived_facts(None) == {}  # type: ignore[arg-type]
