"""Which claim put an end to another: for the reasons of a status."""

from collections.abc import Sequence
from typing import Final

from services.reporting.domain.claim_state import ClaimState
from services.reporting.domain.claims import Claim
from services.reporting.domain.precedence.deciding import decisive
from services.reporting.domain.precedence.half_matrix import beats
from services.reporting.domain.precedence.settling import ENDINGS

_SAY_NOTHING: Final = frozenset({"roll", "offer"})
"""Roles that put an end to nothing."""


def beaten_by(claim: Claim, state: ClaimState, claims: Sequence[Claim], winner: Claim | None) -> Claim | None:
    """Return the claim that put an end to this one: the one that decides, or the strongest of those that beat it.

    None: nothing put an end to it. `state` is how it stands once all is settled.
    """
    if state not in ENDINGS:
        return None
    if winner is not None and winner.role not in _SAY_NOTHING and beats(winner, claim):
        return winner
    return decisive([other for other in claims if other.role not in _SAY_NOTHING and beats(other, claim)])
