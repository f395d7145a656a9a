"""Precedence: which of two claims decides when both are current. A half matrix of kinds with a source in each cell.

Each kind of claim brings its cells beside itself and beside the kinds that were there before it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Final

from services.reporting.domain.claim_kinds import CLAIM_KINDS, PrecedenceCell
from services.reporting.domain.claim_state import ClaimState
from services.reporting.domain.claims import Claim

Pair = tuple[str, str]
Group = tuple[str, int | str]

HALF_MATRIX: Final[Mapping[Pair, PrecedenceCell]] = MappingProxyType(
    {(kind.name, other): cell for kind in CLAIM_KINDS for other, cell in kind.cells.items()}
)
"""By the kind that brings the cell and the kind beside it."""

PRECEDENCE_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received_later": "The other row was received later, or has the higher level in the same return.",
        "stay_has_ended": "The school has said since then that the young person has left.",
        "came_back_since": "The school lists the young person again since then.",
        "learned_elsewhere_since": "The young person has been enrolled elsewhere since then.",
    }
)
"""Rules that apply between claims of any kinds, as sentences; those of one kind stand with it."""

ENDED: Final = ClaimState("no activity", "stay_has_ended")
"""How a claim stands whose stay the same establishment has said to be over."""
CAME_BACK: Final = ClaimState("no activity", "came_back_since")
"""How a claim of leaving stands once the same establishment lists the person again."""
LEARNED_ELSEWHERE: Final = ClaimState("no activity", "learned_elsewhere_since")
"""How a claim of leaving stands once the person has learned at another establishment after it."""


def decisive(claims: Iterable[Claim]) -> Claim | None:
    """Return the claim that decides among these, whatever their order; None of none.

    Round by round, because the rounds go by different things: the best line of each return, the best return of a kind
    by each establishment, the best of its kinds, then the best establishment.
    """
    found = list(claims)
    for round_of in (_return_of, _kind_of, _establishment_of):
        if len(found) > 1:
            found = _best_of_each(found, round_of)
    return reduce(lambda one, other: one if beats(one, other) else other, found) if found else None


def beats(first: Claim, second: Claim) -> bool:
    """Tell whether the first claim decides over the second. Of two different claims exactly one beats the other."""
    cell = HALF_MATRIX.get((first.kind, second.kind))
    if cell is not None:
        return cell.beats(first, second)
    return not HALF_MATRIX[second.kind, first.kind].beats(second, first)


def rule_name(winner: Claim, loser: Claim) -> str:
    """Name the rule of the cell that settled it, for the reasons of a status."""
    cell = HALF_MATRIX.get((winner.kind, loser.kind)) or HALF_MATRIX[loser.kind, winner.kind]
    return cell.reason(winner, loser)


def contradict(claims: Iterable[Claim]) -> bool:
    """Tell whether two establishments claim the learner at once, when all of these are current."""
    return len({claim.learns_at for claim in claims} - {None}) > 1


def without_ended_stays(claims: Sequence[Claim], states: Sequence[ClaimState]) -> tuple[ClaimState, ...]:
    """Return how claims stand once one says that the person has left: it ends what the same establishment said of a
    stay, whether or not what it says of afterwards is current. It counts no more itself once the person came back, or
    learned elsewhere afterwards, though that has lapsed since."""
    settled = list(states)
    leaving = [place for place, state in enumerate(states) if state.ends_stay]
    for place in leaving:
        for other, claim in enumerate(claims):
            if claim.learns_at is not None and claim.learns_at == claims[place].establishment:
                if beats(claims[place], claim):
                    settled[other] = ENDED
                else:
                    settled[place] = CAME_BACK
    lapsed = [other for other, state in enumerate(settled) if state.state == "lapsed" and claims[other].learns_at]
    for place in leaving:
        if any(_learned_after(claims[other], states[other], claims[place], states[place]) for other in lapsed):
            settled[place] = LEARNED_ELSEWHERE
    return tuple(settled)


def _learned_after(claim: Claim, lapsed: ClaimState, leaving: Claim, left: ClaimState) -> bool:
    """Tell whether a stay elsewhere that has lapsed by now decided over the leaving while it was current."""
    after = lapsed.due_on is not None and left.starts_on is not None and lapsed.due_on >= left.starts_on
    return after and claim.learns_at != leaving.establishment and beats(claim, leaving)


def _best_of_each(claims: Iterable[Claim], of: Callable[[Claim], Group]) -> list[Claim]:
    best: dict[Group, Claim] = {}
    for claim in claims:
        group = of(claim)
        if group not in best or beats(claim, best[group]):
            best[group] = claim
    return list(best.values())


def _return_of(claim: Claim) -> Group:
    return (claim.kind, claim.evidence.generation_id)


def _kind_of(claim: Claim) -> Group:
    return (claim.kind, claim.establishment)


def _establishment_of(claim: Claim) -> Group:
    return ("", claim.establishment)
