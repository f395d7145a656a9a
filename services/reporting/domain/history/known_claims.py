"""Claims with the times at which they counted: which of them counted at an instant, as it was known then."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from services.reporting.domain.claims import Claim
from services.reporting.domain.history.first_made import dated, several_speak
from services.reporting.domain.returns.generations import Decision
from services.reporting.domain.roles.offer import OfferClaim

Period = tuple[datetime, datetime | None]
"""From when, and until when (no longer then); None: still."""


class DecisionAt(NamedTuple):
    """A decision about a return, and from when it was in force."""

    decision: Decision
    at: datetime


class KnownClaim(NamedTuple):
    """A claim, and when it was made known and taken out again."""

    claim: Claim
    counted: Sequence[Period]
    """When it counted."""
    held: bool = False
    """Its return was held when it came: it was accepted from when somebody approved it."""
    decisions: Sequence[DecisionAt] = ()
    """What was decided about its return; of two in force the later in this order counts."""
    unlisted: Sequence[Period] = ()
    """When a newer list, which was the whole list, had it no more."""

    def counted_at(self, at: datetime) -> bool:
        """Tell whether it counted at that instant."""
        return _within(self.counted, at)

    def accepted_at(self, at: datetime) -> bool:
        """Tell whether its return was taken for what its sender says, as known then, though another counts instead."""
        decided = [each.decision for each in self.decisions if each.at <= at]
        last = decided[-1] if decided else "withdraw"
        return not self.held if last == "withdraw" else last == "approve"


def claims_known_at(known: Iterable[KnownClaim], at: datetime) -> tuple[Claim, ...]:
    """Return the claims that counted at that instant, each as it was known then.

    `known`: every claim that there ever was about one person, in any order.
    """
    everything = list(known)
    claims = tuple([_as_listed(one, at) for one in everything if one.counted_at(at)])
    if len(claims) < 2 or not several_speak(claims):
        return claims
    first: dict[Hashable, datetime] = {}
    for one in everything:
        content, received_at = one.claim.content, one.claim.evidence.received_at
        if content is not None and one.accepted_at(at):
            first[content] = min(received_at, first.get(content, received_at))
    return dated(claims, first)


def _as_listed(one: KnownClaim, at: datetime) -> Claim:
    claim = one.claim
    return claim._replace(unlisted=_within(one.unlisted, at)) if isinstance(claim, OfferClaim) else claim


def _within(periods: Iterable[Period], at: datetime) -> bool:
    return any(since <= at and (until is None or at < until) for since, until in periods)
