"""Decisions of people about a generation: what one would do, and what it must then come with.

Hold and decision obey one rule: whatever takes more people out than the bound at which a return is held needs a reason,
and for the county roll, or very many people, a second person.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from services.reporting.domain.returns.generations import Decision, Generation
from services.reporting.domain.returns.hold import Comparison, HoldRule, hold_rule, policy_for
from shared.vocabulary.acts.two_people import ActName, act_of_decision
from shared.vocabulary.collections import COLLECTIONS


@dataclass(frozen=True, slots=True)
class Demand:
    """What a decision must come with."""

    reason: bool = False
    act: ActName | None = None
    """What it is of all that takes two people; None: one is enough."""

    @property
    def second_person(self) -> bool:
        """Tell whether another account that may decide has to confirm it; until then it is not in force."""
        return self.act is not None


class NewDecision(NamedTuple):
    """A decision as it is kept."""

    generation_id: int
    decision: Decision
    account: str
    reason: str | None
    decided_at: datetime
    people_removed: int
    """People whom what counts then does not list and what counts now does."""
    act: ActName | None
    """Which act that takes two people it is: it waits for the second, and until then is not in force."""
    by_sender: bool = False
    """It is taken for the sender of the return, and not for the authority."""


class LastDecision(NamedTuple):
    """What was decided last about a file, in force or waiting for a second person."""

    generation_id: int
    decision: Decision
    by_sender: bool
    waits: bool


class WaitingDecision(NamedTuple):
    """A decision that waits for a second person."""

    decision_id: int
    generation_id: int
    act: ActName
    decided_at: datetime
    own: bool
    """Whoever is to answer asked for it: by the id of the account, whatever it is called today, or by its name."""


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
second person is the authority's (`shared/vocabulary/acts/two_people.py`)."""


def why_not_the_senders(hold: HoldRule, comparison: Comparison, collection: str, on: date) -> str | None:
    """Return why the sender cannot say itself that a held return is meant so; None: it can."""
    return next((one.why for one in NOT_THE_SENDERS if one.covers(hold, comparison, collection, on)), None)


def demand_of(comparison: Comparison, collection: str, on: date) -> Demand:
    """Return what a decision must come with that changes what counts for a return in this way."""
    if hold_rule(comparison, policy_for(on, collection)) is None:
        return Demand()
    return Demand(reason=True, act=act_of_decision(collection, comparison.removed, on))


def decided(generations: Collection[Generation], generation_id: int, decision: Decision) -> tuple[Generation, ...]:
    """Return a return's generations as they would be, were this decision taken about that one."""
    return tuple(replace(each, decision=decision) if each.id == generation_id else each for each in generations)
