"""How long somebody must wait after wrong passwords: nothing at first, then twice as long each time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

FREE_BY_NAME: Final = 5
"""Wrong passwords for one account from one address before its first wait."""
FREE_BY_NAME_ANYWHERE: Final = 100
"""Wrong passwords for one account from all addresses together before its first wait."""
FREE_BY_ADDRESS: Final = 30
"""Wrong passwords from one network address before its first wait: a school's staff share one."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
LONGEST_WAIT_ANYWHERE: Final = timedelta(seconds=30)
"""The longest wait of a name whatever the address: who guesses from many must not keep its owner out."""
QUIET: Final = timedelta(hours=1)
"""Without a failure for this long the count starts again."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures are free under one key, and how long a wait it can come to."""

    free: int
    longest: timedelta = LONGEST_WAIT


def limits_on(name: str, address: str) -> dict[str, Limit]:
    """Return the keys under which an attempt is counted, each with its limit; that of name and address comes first.

    A stranger elsewhere fills only the count of his own address with the name. The count of the name alone is for
    guesses from many addresses; one address that has to wait 15 minutes each time never fills it within an hour.
    """
    name = name.casefold()
    return {
        f"name {name} address {address}": Limit(FREE_BY_NAME),
        f"name {name}": Limit(FREE_BY_NAME_ANYWHERE, LONGEST_WAIT_ANYWHERE),
        f"address {address}": Limit(FREE_BY_ADDRESS),
    }


def wait_after(failures: int, free: int, longest: timedelta = LONGEST_WAIT) -> timedelta:
    """Return how long after its last failure the next attempt is looked at.

    Nobody is locked out for good: that would let a stranger lock out a school on the day of the deadline.
    """
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 20)
    return min(FIRST_WAIT * (1 << doublings), longest)
