"""How one claim stands on a day: not started, current, lapsed, or saying nothing about an activity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from services.reporting.domain.activities import EstablishmentKind

State = Literal["not started", "current", "lapsed", "no activity"]

STATE_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_started_yet": "It has not started yet.",
        "lapsed": "It was current once and has lapsed since.",
        "compulsory_age_is_over": "It was about compulsory school age, which is over.",
    }
)
"""Rules of the state of a claim of any kind, as sentences."""

NOT_KNOWN: Final = "810"
COMPULSORY_NOT_KNOWN: Final = "150"

KindOf = Callable[[str], EstablishmentKind]
"""Answers what kind of establishment a DfE number or UKPRN belongs to."""


@dataclass(frozen=True, slots=True, eq=False)
class ClaimState:
    """How a claim stands on the day. Claims that stand alike share one (`claim_state`), and it is compared by identity:
    so what follows from several states is looked up quickly.
    """

    state: State
    rule: str
    """The rule that gave the state."""
    code: str | None = None
    due_on: date | None = None
    """Last day on which the claim is current; of one that says nothing of an activity, on which it is asked about."""
    starts_on: date | None = None
    settles: bool = False
    """True: on that day it may put an end to what other claims say, even once it is no longer current itself: a
    leaving, a contact, an answer, a correction."""
    issue: str | None = None
    """Code of what somebody at the authority should look at where this claim decides."""
    review_on: date | None = None
    """The day on which the activity must be looked at again, where one is known."""


@lru_cache(maxsize=16_384)
def claim_state(
    state: State,
    rule: str,
    code: str | None = None,
    due_on: date | None = None,
    starts_on: date | None = None,
    *,
    settles: bool = False,
    issue: str | None = None,
    review_on: date | None = None,
) -> ClaimState:
    """Return the one state of these values: claims that differ, in their end for instance, may stand alike."""
    return ClaimState(state, rule, code, due_on, starts_on, settles, issue, review_on)
