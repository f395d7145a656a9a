"""School years, ages and year groups, with the published test vectors."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.vocabulary.academic_year import (
    AcademicYear,
    academic_age,
    age_on,
    compulsory_school_age_ends_on,
    year_group,
)

BIRTHS = st.dates(date(1995, 1, 1), date(2015, 12, 31))
DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("born_on", "on", "expected"),
    [
        (date(2009, 8, 31), date(2025, 8, 31), 11),
        (date(2009, 8, 31), date(2025, 9, 30), 12),
        (date(2009, 9, 1), date(2025, 9, 30), 11),
        (date(2008, 9, 1), date(2025, 9, 30), 12),
        (date(2008, 8, 31), date(2026, 2, 28), 13),
        (date(2001, 6, 10), date(2019, 5, 31), 13),
    ],
)
def test_year_groups_follow_the_national_formula(born_on: date, on: date, expected: int) -> None:
    assert year_group(born_on, on) == expected


@given(BIRTHS, DAYS)
def test_year_group_is_academic_age_less_four(born_on: date, on: date) -> None:
    assert year_group(born_on, on) == academic_age(born_on, on) - 4


@given(DAYS)
def test_every_day_belongs_to_exactly_one_academic_year(on: date) -> None:
    year = AcademicYear.containing(on)
    assert on in year
    assert on not in year.next
    assert on not in year.previous
    assert AcademicYear.parse(year.label) == year


@pytest.mark.parametrize("text", ["2026-27", "2026/27", "2026-2027", " 2026_27 ", "2026–27"])
def test_an_academic_year_is_read_in_any_spelling(text: str) -> None:
    assert AcademicYear.parse(text) == AcademicYear(2026)


@pytest.mark.parametrize("text", ["2026-28", "2026", "2026-10-30", "standing", "26-27", ""])
def test_what_is_no_academic_year_is_none(text: str) -> None:
    assert AcademicYear.parse(text) is None


@pytest.mark.parametrize(
    ("born_on", "ends_on"),
    [
        (date(2010, 8, 31), date(2026, 6, 26)),
        (date(2009, 9, 1), date(2026, 6, 26)),
        (date(2010, 9, 1), date(2027, 6, 25)),
    ],
)
def test_compulsory_school_age_ends_on_the_last_friday_of_june(born_on: date, ends_on: date) -> None:
    assert compulsory_school_age_ends_on(born_on) == ends_on


def test_someone_born_on_29_february_has_a_birthday_every_year() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
