"""Business time stands apart from wall time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.clock import FixedClock, OffsetClock, SystemClock, clock_for


def test_an_offset_clock_starts_on_its_business_date() -> None:
    for business_date in (date(2026, 10, 5), date(2027, 2, 28), date(2024, 2, 29), date(2026, 7, 1)):
        assert OffsetClock(business_date).today() == business_date


def test_an_offset_clock_runs_on_at_the_pace_of_the_wall_clock() -> None:
    clock, wall = OffsetClock(date(2030, 1, 1)), SystemClock()
    difference = clock.now() - wall.now()
    assert abs(difference - timedelta(days=round(difference / timedelta(days=1)))) < timedelta(seconds=1)


def test_the_business_date_is_londons_in_summer() -> None:
    clock = FixedClock(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert clock.today() == date(2026, 7, 1)


def test_a_fixed_clock_moves_only_when_told_and_also_backwards() -> None:
    clock = FixedClock(datetime(2026, 10, 5, 12, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(days=-6))
    assert clock.today() == date(2026, 9, 29)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 10, 5))  # noqa: DTZ001


def test_without_a_business_date_the_real_date_counts() -> None:
    assert isinstance(clock_for(None), SystemClock)
    assert clock_for(date(2026, 10, 5)).today() == date(2026, 10, 5)
