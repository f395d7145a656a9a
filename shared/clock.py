"""Business time. Signatures, sessions, leases and time-outs use the wall clock instead and are never simulated."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """What time it is for the business: a simulated year may set it."""

    def now(self) -> datetime:
        """Return the business time, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the business date in London."""
        ...


class SystemClock:
    """Business time is wall time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(LONDON).date()


class OffsetClock:
    """Wall time moved by whole days, so that today was `business_date` when the clock was made; it then runs on."""

    def __init__(self, business_date: date) -> None:
        real = SystemClock()
        self._offset = business_date - real.today()
        # A change of summer time between the two dates may push a late evening over midnight: settle it here.
        self._offset += business_date - self.today()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        return self.now().astimezone(LONDON).date()


class FixedClock:
    """A clock for tests: it stands still until told to move."""

    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.astimezone(LONDON).date()

    def advance(self, by: timedelta) -> None:
        """Move the clock; a negative step is allowed, since real clocks step back too."""
        self._now += by


def clock_for(business_date: date | None) -> Clock:
    """Return the clock of a process: the wall clock, or one moved to the simulated business date."""
    return SystemClock() if business_date is None else OffsetClock(business_date)
