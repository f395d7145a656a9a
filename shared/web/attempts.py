"""How long somebody must wait after wrong passwords: nothing at first, then twice as long each time."""

from datetime import timedelta
from typing import Final

FREE_BY_NAME: Final = 5
"""Wrong passwords for one account before its first wait."""
FREE_BY_ADDRESS: Final = 30
"""Wrong passwords from one network address before its first wait: a school's staff share one."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
QUIET: Final = timedelta(hours=1)
"""After so long without a failure the count starts again."""


def wait_after(failures: int, free: int) -> timedelta:
    """Return how long after its last failure the next attempt is looked at.

    Nobody is locked out for good: that would let a stranger lock out a school on the day of the deadline.
    """
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
