"""Precedence: which of two claims decides when both are current. A table of kind against kind, never an opinion."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import reduce
from types import MappingProxyType
from typing import Final, Literal
from uuid import UUID

from services.reporting.domain.claims import Claim, ClaimKind, SchoolEnrolment

Verdict = Literal["row", "column", "school", "latest"]
"""row: the first wins. column: the second wins. latest: the one received later wins. school: see `_school`."""

PRECEDENCE: Final[Mapping[tuple[ClaimKind, ClaimKind], Verdict]] = MappingProxyType(
    {
        ("school enrolment", "school enrolment"): "school",
        ("school enrolment", "county roll"): "row",
        ("county roll", "school enrolment"): "column",
        ("county roll", "county roll"): "latest",
    }
)

SOURCES: Final[Mapping[tuple[ClaimKind, ClaimKind], str]] = MappingProxyType(
    {
        ("school enrolment", "school enrolment"): (
            "of two establishments the one where the learner started later decides, at equal starts the one that said "
            "so first; of one establishment a later return corrects an earlier one, and of two lines in one return the "
            "higher level counts"
        ),
        ("school enrolment", "county roll"): "the roll replaces scope facts, never claims by schools (source: ONWARD)",
        ("county roll", "county roll"): "a later roll replaces the earlier one whole (source: ONWARD)",
    }
)

Later = tuple[datetime, str, datetime, UUID]
Started = tuple[date, float, str]
Group = tuple[ClaimKind, int | str | None]


def decisive(claims: Iterable[Claim]) -> Claim | None:
    """Return the claim that decides among these, whatever their order; None of none.

    Round by round, because the rounds go by different things: the best line of each return, the best return of each
    establishment, then the best establishment.
    """
    found = list(claims)
    if len(found) > 1:
        found = _best_of_each(found, _return_of)
    if len(found) > 1:
        found = _best_of_each(found, _establishment_of)
    return reduce(lambda one, other: one if beats(one, other) else other, found) if found else None


def beats(first: Claim, second: Claim) -> bool:
    """Tell whether the first claim decides over the second. Of two different claims exactly one beats the other."""
    if isinstance(first, SchoolEnrolment) and isinstance(second, SchoolEnrolment):
        return _school(first, second)
    verdict = PRECEDENCE[first.kind, second.kind]
    return first.weight > second.weight if verdict == "latest" else verdict == "row"


def rule_name(winner: Claim, loser: Claim) -> str:
    """Name the cell of the table that settled it, for the reasons of a status."""
    if isinstance(winner, SchoolEnrolment) and isinstance(loser, SchoolEnrolment):
        if winner.establishment != loser.establishment:
            return "said_first" if winner.started_on == loser.started_on else "started_later"
        return "received_later"
    return "received_later" if winner.kind == loser.kind else f"{winner.kind} over {loser.kind}"


def contradict(claims: Iterable[Claim]) -> bool:
    """Tell whether two establishments claim the learner at once, when all of these are current."""
    return len({claim.establishment for claim in claims if isinstance(claim, SchoolEnrolment)}) > 1


def _school(first: SchoolEnrolment, second: SchoolEnrolment) -> bool:
    if first.establishment != second.establishment:
        return _started(first) > _started(second)
    if first.evidence.generation_id == second.evidence.generation_id:
        return first.weight > second.weight
    return (_later(first), first.weight) > (_later(second), second.weight)


def _started(claim: SchoolEnrolment) -> Started:
    """Which of two establishments: where the learner started later, else who said so first."""
    return (claim.started_on, -claim.first_made_at.timestamp(), claim.establishment)


def _later(claim: SchoolEnrolment) -> Later:
    """Which of two returns by one establishment: what it said last; what it says in both, for the later year."""
    evidence = claim.evidence
    return (claim.first_made_at, claim.period, evidence.received_at, evidence.submission_id)


def _best_of_each(claims: Iterable[Claim], of: Callable[[Claim], Group]) -> list[Claim]:
    best: dict[Group, Claim] = {}
    for claim in claims:
        group = of(claim)
        if group not in best or beats(claim, best[group]):
            best[group] = claim
    return list(best.values())


def _return_of(claim: Claim) -> Group:
    return (claim.kind, claim.evidence.generation_id)


def _establishment_of(claim: Claim) -> Group:
    return (claim.kind, claim.establishment if isinstance(claim, SchoolEnrolment) else None)
