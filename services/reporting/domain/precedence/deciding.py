"""Which claim decides among those that are current together."""

from collections.abc import Callable, Iterable
from functools import reduce

from services.reporting.domain.claims import Claim
from services.reporting.domain.precedence.half_matrix import ROLES, beats

Group = tuple[str, int | str]


def decisive(claims: Iterable[Claim]) -> Claim | None:
    """Return the claim that decides among these, whatever their order; None of none.

    Round by round, because the rounds go by different things: the best line of each return, the best return of a role
    by each establishment, the best establishment of a role, then the best role.
    """
    found = list(claims)
    for round_of in (_return_of, _establishment_of, _role_of):
        if len(found) > 1:
            found = _best_of_each(found, round_of)
    if len(found) > 2:
        found.sort(key=_rank)
    return reduce(lambda one, other: one if beats(one, other) else other, found) if found else None


def contradict(claims: Iterable[Claim]) -> bool:
    """Tell whether two establishments claim the learner at once, when all of these are current."""
    return len({claim.learns_at for claim in claims} - {None}) > 1


def _best_of_each(claims: Iterable[Claim], of: Callable[[Claim], Group]) -> list[Claim]:
    best: dict[Group, Claim] = {}
    for claim in claims:
        group = of(claim)
        if group not in best or beats(claim, best[group]):
            best[group] = claim
    return list(best.values())


def _return_of(claim: Claim) -> Group:
    return (claim.role, claim.evidence.generation_id)


def _establishment_of(claim: Claim) -> Group:
    return (claim.role, claim.establishment)


def _rank(claim: Claim) -> int:
    return ROLES.index(claim.role)


def _role_of(claim: Claim) -> Group:
    return (claim.role, "")
