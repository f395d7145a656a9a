"""Academic years and ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.vocabulary.academic_year import AcademicYear, age_on

DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))


@given(DAYS)
def test_every_day_belongs_to_exactly_one_academic_year(on: date) -> None:
    year = AcademicYear.containing(on)
    assert on in year
    assert year.first_day - timedelta(days=1) not in year
    assert year.last_day + timedelta(days=1) not in year
    assert AcademicYear.parse(year.label) == year


@pytest.mark.parametrize("text", ["2026-27", "2026/27", "2026-2027", " 2026_27 ", "2026–27"])
def test_an_academic_year_is_read_in_any_spelling(text: str) -> None:
    assert AcademicYear.parse(text) == AcademicYear(2026)


@pytest.mark.parametrize("text", ["2026-28", "2026", "2026-10-30", "standing", "26-27", ""])
def test_what_is_no_academic_year_is_none(text: str) -> None:
    assert AcademicYear.parse(text) is None


@pytest.mark.parametrize(
    ("period", "year"), [("2026-27", 2026), ("2026-08", 2025), ("2026-09", 2026), ("2026-12", 2026), ("2027-08", 2026)]
)
def test_a_month_belongs_to_the_academic_year_that_it_lies_in(period: str, year: int) -> None:
    assert AcademicYear.of_period(period) == AcademicYear(year)


@pytest.mark.parametrize("period", ["standing", "2026-13", "2026-00", "2026-1", ""])
def test_a_period_of_no_year_is_none(period: str) -> None:
    assert AcademicYear.of_period(period) is None


def test_someone_born_on_29_february_has_a_birthday_every_year() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
