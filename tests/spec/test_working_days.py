"""Working days in England, by examples of 2026 and 2027."""

import subprocess
import sys
from datetime import date, timedelta

import holidays
import pytest

from shared.vocabulary.collections.bank_holidays import BANK_HOLIDAYS as LISTED
from shared.vocabulary.collections.monthly_deadlines import OF_SCHOOLS
from shared.vocabulary.collections.working_days import (
    is_working_day,
    next_working_day,
    working_day_on_or_before,
    working_days_from,
)

BANK_HOLIDAYS = [date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 29)]


@pytest.mark.parametrize("on", BANK_HOLIDAYS)
def test_a_bank_holiday_is_no_working_day(on: date) -> None:
    assert on.weekday() < 5
    assert not is_working_day(on)


def test_a_weekend_is_none_and_the_day_after_is_one() -> None:
    assert [is_working_day(date(2026, 10, day)) for day in (30, 31)] == [True, False]
    assert next_working_day(date(2026, 10, 30)) == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("on", "days", "expected"),
    [
        (date(2026, 9, 18), -10, date(2026, 9, 4)),
        (date(2026, 9, 18), -3, date(2026, 9, 15)),
        (date(2026, 9, 18), 0, date(2026, 9, 18)),
        (date(2026, 9, 18), 1, date(2026, 9, 21)),
        (date(2026, 9, 18), 5, date(2026, 9, 25)),
        (date(2026, 10, 31), 0, date(2026, 10, 30)),
        (date(2026, 10, 31), -1, date(2026, 10, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 2)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 12, 31), -5, date(2026, 12, 22)),
        (date(2027, 3, 31), -3, date(2027, 3, 24)),
    ],
)
def test_working_days_are_counted_over_weekends_and_bank_holidays(on: date, days: int, expected: date) -> None:
    assert working_days_from(on, days) == expected


def test_the_monthly_due_dates_are_last_working_days() -> None:
    for one in OF_SCHOOLS:
        assert one.late_after is not None
        assert working_day_on_or_before(one.late_after) == one.due_on


def test_the_listed_bank_holidays_are_those_of_the_package() -> None:
    found = {
        year: [
            f"{day:%m-%d}" for day in sorted(holidays.country_holidays("GB", subdiv="ENG", years=year)) if _weekday(day)
        ]
        for year in LISTED
    }
    assert {year: days.split() for year, days in LISTED.items()} == found


def _weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize("year", [min(LISTED) - 1, max(LISTED) + 1])
def test_a_year_that_is_not_listed_has_its_bank_holidays_too(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    assert sum(_weekday(day) and not is_working_day(day) for day in days) in (8, 9)
    assert is_working_day(date(year, 12, 24)) == _weekday(date(year, 12, 24))


def test_this_year_is_known_without_loading_the_calendars_of_all_countries() -> None:
    asked = (
        "import sys; from datetime import date; from shared.vocabulary.collections.working_days import is_working_day;"
        "assert not is_working_day(date(2026, 8, 31)); assert 'holidays' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)
