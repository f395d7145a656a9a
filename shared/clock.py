"""Business time. Signatures, sessions, leases and time-outs use the wall clock instead and are never simulated."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from shared.vocabulary.london import LONDON, london_day


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
        return london_day(self.now())


@dataclass(frozen=True, slots=True)
class BusinessDate:
    """A simulated date and the real one on which it was set: time goes on from there, whoever is started again."""

    on: date
    since: date | None = None
    """The anchor; None: each process takes the day on which it starts."""

    @classmethod
    def parse(cls, text: str) -> "BusinessDate":
        """Read `2026-10-05` or `2026-10-05@2026-11-22`; ValueError for anything else."""
        on, at, since = text.strip().partition("@")
        return cls(date.fromisoformat(on), date.fromisoformat(since) if at else None)

    def __str__(self) -> str:
        return self.on.isoformat() if self.since is None else f"{self.on.isoformat()}@{self.since.isoformat()}"


class OffsetClock:
    """Wall time moved by whole days of London, so that it was `business_date` on the day `since`; it then runs on."""

    def __init__(self, business_date: date, since: date | None = None) -> None:
        # From midnight to midnight in London: a change of summer time between the two would move late evenings a day.
        # Nothing but the two dates goes in, so that every process of a stack has the same time.
        self._offset = _midnight(business_date) - _midnight(since or SystemClock().today())

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        return london_day(self.now())


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), LONDON).astimezone(UTC)


def clock_for(business_date: date | BusinessDate | None) -> Clock:
    """Return the clock of a process: the wall clock, or one moved to the simulated business date."""
    if business_date is None:
        return SystemClock()
    if isinstance(business_date, BusinessDate):
        return OffsetClock(business_date.on, business_date.since)
    return OffsetClock(business_date)
