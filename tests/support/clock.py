"""A clock that stands still."""

from datetime import UTC, date, datetime, timedelta

from shared.vocabulary.london import london_day


class FixedClock:
    """The port `shared.clock.Clock`, standing still until it is moved."""

    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return london_day(self._now)

    def advance(self, by: timedelta) -> None:
        """Move the clock; a negative step is allowed, since real clocks step back too."""
        self._now += by
