"""Decisions of people about a generation: what one would do, and what it must then come with.

Hold and decision obey one rule: whatever takes more people out than the bound at which a return is held needs a reason,
and for the county roll a second person.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from services.reporting.domain.returns.generations import Decision, Generation
from services.reporting.domain.returns.hold import Comparison, hold_rule, policy_for


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
