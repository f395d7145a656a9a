"""Working days: Monday to Friday and no bank holiday in England. Whether schools are open that day is not asked.

Source: the calendar of the `holidays` package, subdivision England, which is only loaded for years that
`bank_holidays.py` does not have; the letter to head teachers of 6 July 2026 says "working day" and no more.
"""

from collections.abc import Container
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from shared.vocabulary.collections.bank_holidays import BANK_HOLIDAYS

_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> Container[date]:
    listed = BANK_HOLIDAYS.get(year)
    if listed is not None:
        return frozenset(date.fromisoformat(f"{year}-{day}") for day in listed.split())
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(on: date) -> bool:
    """Return whether the day is Monday to Friday and no bank holiday in England."""
    return on.weekday() < 5 and on not in _bank_holidays(on.year)


def working_day_on_or_before(on: date) -> date:
    """Return the day itself where it is a working day, else the last one before it."""
    while not is_working_day(on):
        on -= _DAY
    return on


def next_working_day(after: date) -> date:
    """Return the first working day after a day."""
    return working_days_from(after, 1)


def working_days_from(on: date, days: int) -> date:
    """Return the working day that lies so many working days after a day, or before it where `days` is negative.

    0 gives the last working day up to the day itself: 31 October 2026, a Saturday, gives Friday 30. So -1 from a
    Saturday gives the Thursday before, and 1 the Monday after.
    """
    found = working_day_on_or_before(on)
    step = _DAY if days > 0 else -_DAY
    for _ in range(abs(days)):
        found += step
        while not is_working_day(found):
            found += step
    return found
