"""What follows from an attempt: two things may be at fault, the address or the message, and each has its own waits.

While an address takes nothing, one message at a time is tried at its pace, and no message is given up for it. A message
is at fault that is refused, or that fails while others come through: it is first taken apart, so that one change keeps
no other back, and what is left of it becomes a dead letter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from services.reporting.domain.webhooks.answers import Verdict

ADDRESS_WAITS: Final = tuple(timedelta(seconds=s) for s in (1, 5, 30, 120, 300, 900))
"""After so many failures in a row nothing is sent to the address for so long; the last holds for all that follow."""
MESSAGE_WAITS: Final = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000))
"""After so many failures of its own a message waits so long; after the last it is a dead letter."""
GIVEN_UP_AFTER: Final = timedelta(days=5)
"""An address that has taken nothing for so long is paused: longer than Easter, when nobody may look for four days."""
RETRY_AFTER_MAX: Final = timedelta(days=1)
"""No address may ask for a longer wait."""
ALONE_AFTER: Final = 3
"""A message of several changes that failed so often by itself is taken apart, though nothing else came through."""

Fate = Literal["delivered", "waits", "taken apart", "dead"]
Stop = Literal["gone", "failing"]


class Address(NamedTuple):
    """How an address has been doing."""

    failures: int = 0
    """In a row."""
    failing_since: datetime | None = None
    delivered_at: datetime | None = None


class Tried(NamedTuple):
    """A message of which an attempt has just ended."""

    changes: int
    strikes: int
    """Earlier attempts that failed on account of the message itself."""
    tried_before: datetime | None
    """When the attempt before this one was made; None: this was the first."""


class Answered(NamedTuple):
    """How the attempt ended."""

    verdict: Verdict
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class AfterAttempt:
    """What becomes of message and address."""

    fate: Fate
    strikes: int
    wait: timedelta
    """How long the message waits."""
    address: Address
    address_wait: timedelta
    """How long nothing is sent to the address."""
    stop: Stop | None = None
    """Nothing is sent any more until a person resumes it."""


_NONE: Final = timedelta(0)


def after_attempt(address: Address, tried: Tried, answered: Answered, now: datetime, jitter: float) -> AfterAttempt:
    """Return what follows from an attempt that ended `now`. `jitter`, from 0 to 1, shortens waits by up to half."""
    if answered.verdict == "delivered":
        return AfterAttempt("delivered", tried.strikes, _NONE, Address(0, None, now), _NONE)
    failing = Address(address.failures + 1, address.failing_since or now, address.delivered_at)
    address_wait = max(_shortened(_at(ADDRESS_WAITS, failing.failures), jitter), _asked_for(answered))
    if answered.verdict == "gone":
        return AfterAttempt("waits", tried.strikes, _NONE, failing, address_wait, "gone")
    given_up = failing.failing_since is not None and now - failing.failing_since >= GIVEN_UP_AFTER
    stop: Stop | None = "failing" if given_up else None
    others_came_through = (
        tried.tried_before is not None
        and address.delivered_at is not None
        and address.delivered_at > tried.tried_before
    )
    if answered.verdict == "unwell" and not others_came_through:
        return AfterAttempt("waits", tried.strikes, address_wait, failing, address_wait, stop)
    strikes = tried.strikes + 1
    if tried.changes > 1 and (others_came_through or strikes >= ALONE_AFTER):
        return AfterAttempt("taken apart", 0, _NONE, failing, address_wait, stop)
    if strikes > len(MESSAGE_WAITS):
        return AfterAttempt("dead", strikes, _NONE, failing, address_wait, stop)
    wait = max(_shortened(MESSAGE_WAITS[strikes - 1], jitter), address_wait)
    return AfterAttempt("waits", strikes, wait, failing, address_wait, stop)


def _at(waits: tuple[timedelta, ...], failures: int) -> timedelta:
    return waits[min(failures, len(waits)) - 1]


def _shortened(wait: timedelta, jitter: float) -> timedelta:
    return wait * (1 - jitter / 2)


def _asked_for(answered: Answered) -> timedelta:
    return min(max(answered.retry_after or _NONE, _NONE), RETRY_AFTER_MAX)
