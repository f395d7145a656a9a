"""The hold: a new generation that would remove many people, or all of them, waits for a person to look at it.

So does one that says there is nothing of what another file that counts lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from shared.vocabulary.collections import COLLECTIONS

HoldRule = Literal["removes_many", "empty_return", "listed_elsewhere"]
"""listed_elsewhere: it states that there is nothing to send, and another file of the month that counts lists people."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What laying a generation over the one before it does to people."""

    before: int
    """People whom the effective edition lists."""
    listed: int
    """People whom the new generation lists."""
    added: int
    removed: int
    """People of the edition before whom the new one neither lists nor shields."""
    shielded: int
    """People whose line is not settled: they keep the earlier claim."""


@dataclass(frozen=True, slots=True)
class HoldPolicy:
    """When a new generation waits for a person. Both bounds must be reached: small schools change by the handful."""

    effective_from: date
    removed_min: int
    removed_share_min: float
    source: str
    effective_until: date | None = None
    collections: frozenset[str] | None = None
    """Codes of the collections it is for; None: all that no row before it names."""


_MONTHLY: Final = frozenset(one.code for one in COLLECTIONS.values() if one.period_rule == "month")
_PROPOSED: Final = "proposed: no source gives a bound; to be agreed with Management Information"

HOLD_POLICIES: Final[tuple[HoldPolicy, ...]] = (
    HoldPolicy(
        date.min,
        1,
        0.50,
        f"{_PROPOSED}. A month has few joiners and leavers, and a second file of new ones alone would take the others"
        " back",
        collections=_MONTHLY,
    ),
    HoldPolicy(date.min, 10, 0.10, _PROPOSED),
)
"""The first row counts that is for the collection and in force on the day."""


def hold_rule(comparison: Comparison, policy: HoldPolicy) -> HoldRule | None:
    """Return the rule that makes a person look first, or None when the generation may count at once."""
    if comparison.before and not comparison.listed:
        return "empty_return"
    if comparison.removed >= policy.removed_min and comparison.removed >= policy.removed_share_min * comparison.before:
        return "removes_many"
    return None


def policy_for(on: date, collection: str, policies: Sequence[HoldPolicy] = HOLD_POLICIES) -> HoldPolicy:
    """Return the policy for returns of that collection in force on that day."""
    return next(
        policy
        for policy in policies
        if (policy.collections is None or collection in policy.collections)
        and policy.effective_from <= on
        and (policy.effective_until is None or on <= policy.effective_until)
    )
