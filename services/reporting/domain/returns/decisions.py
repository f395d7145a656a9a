"""Decisions of people about a generation: what one would do, and what it must then come with.

Hold and decision obey one rule: whatever takes more people out than the bound at which a return is held needs a reason,
and for the county roll a second person.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from services.reporting.domain.returns.generations import Decision, Generation
from services.reporting.domain.returns.hold import Comparison, HoldRule, hold_rule, policy_for
from shared.vocabulary.collections import COLLECTIONS


@dataclass(frozen=True, slots=True)
class Demand:
    """What a decision must come with."""

    reason: bool = False
    second_person: bool = False
    """Another account that may decide has to confirm it; until then it is not in force."""


@dataclass(frozen=True, slots=True)
class SecondPersonPolicy:
    """Collections for which one person alone may not take many people out."""

    collections: frozenset[str]
    source: str
    effective_from: date = date.min
    effective_until: date | None = None


SECOND_PERSON_POLICIES: Final[tuple[SecondPersonPolicy, ...]] = (
    SecondPersonPolicy(
        frozenset({"ROLL"}),
        "proposed: without the roll nobody is counted at all; to be agreed with Management Information",
    ),
)


@dataclass(frozen=True, slots=True)
class NotTheSendersPolicy:
    """Held returns about which a sender's own "yes, we meant that" is not enough: the authority decides."""

    why: str
    """The reason as the sender reads it."""
    source: str
    holds: frozenset[HoldRule] | None = None
    """The rules by which it is held; None: any."""
    collections: frozenset[str] | None = None
    removed_min: int = 0
    removed_share_min: float = 0.0
    effective_from: date = date.min
    effective_until: date | None = None

    def covers(self, hold: HoldRule, comparison: Comparison, collection: str, on: date) -> bool:
        """Tell whether it is about this return, held by this rule, on that day."""
        return (
            (self.holds is None or hold in self.holds)
            and (self.collections is None or collection in self.collections)
            and comparison.removed >= max(self.removed_min, self.removed_share_min * comparison.before)
            and self.effective_from <= on
            and (self.effective_until is None or on <= self.effective_until)
        )


_NOT_MONTHLY: Final = frozenset(one.code for one in COLLECTIONS.values() if one.period_rule != "month")

NOT_THE_SENDERS: Final[tuple[NotTheSendersPolicy, ...]] = (
    NotTheSendersPolicy(
        "it leaves nobody on the return",
        "proposed: an empty file is more often a mistake than an empty school; to be agreed",
        holds=frozenset({"empty_return"}),
    ),
    NotTheSendersPolicy(
        "another file of the month that counts lists people",
        "proposed: one of the two is wrong, and confirming the one leaves the other as it is; to be agreed",
        holds=frozenset({"listed_elsewhere"}),
    ),
    NotTheSendersPolicy(
        "it removes half of all whom the return lists, or more",
        "proposed: a file that loses half is more often half a file; to be agreed. Of a month's leavers a few are half",
        collections=_NOT_MONTHLY,
        removed_min=10,
        removed_share_min=0.5,
    ),
)
"""The first row that covers a held return says why its sender cannot confirm it. The county roll is in none: there the
second person is the authority's (`SECOND_PERSON_POLICIES`)."""


def why_not_the_senders(hold: HoldRule, comparison: Comparison, collection: str, on: date) -> str | None:
    """Return why the sender cannot say itself that a held return is meant so; None: it can."""
    return next((one.why for one in NOT_THE_SENDERS if one.covers(hold, comparison, collection, on)), None)


def demand_of(comparison: Comparison, collection: str, on: date) -> Demand:
    """Return what a decision must come with that changes what counts for a return in this way."""
    if hold_rule(comparison, policy_for(on, collection)) is None:
        return Demand()
    second = any(
        collection in policy.collections
        for policy in SECOND_PERSON_POLICIES
        if policy.effective_from <= on and (policy.effective_until is None or on <= policy.effective_until)
    )
    return Demand(reason=True, second_person=second)


def decided(generations: Collection[Generation], generation_id: int, decision: Decision) -> tuple[Generation, ...]:
    """Return a return's generations as they would be, were this decision taken about that one."""
    return tuple(replace(each, decision=decision) if each.id == generation_id else each for each in generations)
