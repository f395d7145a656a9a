"""Business time stands apart from wall time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.clock import BusinessDate, OffsetClock, SystemClock, clock_for
from shared.settings import ServiceSettings
from tests.support.clock import FixedClock


def test_an_offset_clock_starts_on_its_business_date() -> None:
    for business_date in (date(2026, 10, 5), date(2027, 2, 28), date(2024, 2, 29), date(2026, 7, 1)):
        assert OffsetClock(business_date).today() == business_date


def test_an_offset_clock_runs_on_at_the_pace_of_the_wall_clock() -> None:
    clock, wall = OffsetClock(date(2030, 1, 1)), SystemClock()
    difference = clock.now() - wall.now()
    # Whole days of London: in summer they differ by an hour from those of January.
    assert abs(difference - timedelta(days=round(difference / timedelta(days=1)))) < timedelta(hours=1, seconds=1)
    assert abs(clock.now() - wall.now() - difference) < timedelta(seconds=1)


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


def test_an_anchored_business_date_goes_on_over_restarts() -> None:
    """A process started again ten days after the date was set is ten days further, not back at the start."""
    today = SystemClock().today()
    anchored = BusinessDate(date(2026, 10, 5), since=today - timedelta(days=10))
    assert clock_for(anchored).today() == date(2026, 10, 15)
    assert clock_for(BusinessDate(date(2026, 10, 5))).today() == date(2026, 10, 5)


def test_clocks_of_one_anchor_agree_whenever_they_are_made() -> None:
    first, second = (OffsetClock(date(2026, 7, 1), since=date(2026, 11, 22)) for _ in range(2))
    assert abs(first.now() - second.now()) < timedelta(seconds=1)
    # Across a change of summer time midnight stays midnight in London.
    assert first.now() - SystemClock().now() < timedelta(days=-144, minutes=-59)


@pytest.mark.parametrize("text", ["2026-10-05", "2026-10-05@2026-11-22"])
def test_a_business_date_is_written_as_it_is_read(text: str) -> None:
    assert str(BusinessDate.parse(f" {text} ")) == text
    assert ServiceSettings.model_validate({"business_date": text}).business_date == BusinessDate.parse(text)


@pytest.mark.parametrize("text", ["", "soon", "2026-10-05@", "2026-10-05@soon"])
def test_anything_else_is_no_business_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|isoformat"):
        BusinessDate.parse(text)
