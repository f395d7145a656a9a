"""The day in London: which calendar day an instant falls on for the authority. The one place that says so."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


@lru_cache(maxsize=4096)
def london_day(at: datetime) -> date:
    """Return the calendar day in London at that instant: a late summer evening in UTC is the next day there.

    Raises ValueError for a time without an offset: it is no instant, and would be read as this machine's own.
    """
    if at.tzinfo is None:
        raise ValueError("a day in London needs an aware time")
    return at.astimezone(LONDON).date()


def end_of_london_day(on: date) -> datetime:
    """Return the last instant of a calendar day in London, in UTC: what was known then was known on that day."""
    return datetime.combine(on, time.max, LONDON).astimezone(UTC)
