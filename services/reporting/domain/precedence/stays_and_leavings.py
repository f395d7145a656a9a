"""The cells of stays and leavings: what establishments say of who learns there and who has left."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.reporting.domain.claims import first_made_at
from services.reporting.domain.precedence.cells import PrecedenceCell, reason_received_later, role_over_role
from services.reporting.domain.roles.leaving import LeavingClaim
from services.reporting.domain.roles.stay import StayClaim

Later = tuple[datetime, str, datetime, UUID]
Started = tuple[date, float, str]


def _stay_over_stay(first: StayClaim, second: StayClaim) -> bool:
    if first.establishment != second.establishment:
        return _started(first) > _started(second)
    if first.evidence.generation_id == second.evidence.generation_id:
        return first.weight > second.weight
    return (_later(first), first.weight) > (_later(second), second.weight)


def _reason_of_stays(winner: StayClaim, loser: StayClaim) -> str:
    if winner.establishment != loser.establishment:
        return "said_first" if winner.started_on == loser.started_on else "started_later"
    return "received_later"


def _started(claim: StayClaim) -> Started:
    """Which of two establishments: where the learner started later, else who said so first."""
    return (claim.started_on, -first_made_at(claim).timestamp(), claim.establishment)


def _later(claim: StayClaim) -> Later:
    """Which of two returns by one establishment: what it said last; what it says in both, for the later year."""
    evidence = claim.evidence
    return (first_made_at(claim), claim.period, evidence.received_at, evidence.submission_id)


def _stay_over_leaving(stay: StayClaim, leaving: LeavingClaim) -> bool:
    if leaving.establishment != stay.establishment or stay.started_on > leaving.left_on:
        return True
    return first_made_at(leaving) < first_made_at(stay)


def _reason_of_leaving(winner: LeavingClaim | StayClaim, loser: LeavingClaim | StayClaim) -> str:
    if winner.establishment != loser.establishment:
        return role_over_role(winner, loser)
    return "stay_has_ended" if isinstance(winner, LeavingClaim) else "came_back_since"


def _leaving_over_leaving(first: LeavingClaim, second: LeavingClaim) -> bool:
    if first.establishment == second.establishment:
        if first.evidence.generation_id == second.evidence.generation_id:
            return first.weight > second.weight
        return (first_made_at(first), first.weight) > (first_made_at(second), second.weight)
    return (first.left_on, first.weight) > (second.left_on, second.weight)


def _reason_of_leavings(winner: LeavingClaim, loser: LeavingClaim) -> str:
    return "left_later" if winner.establishment != loser.establishment else reason_received_later(winner, loser)


STAY_AND_STAY: Final = PrecedenceCell(
    "learning",
    "learning",
    "it depends",
    "started later wins; of one establishment, received later",
    "of two establishments the one where the learner started later decides, at equal starts the one that said so first;"
    " of one establishment a later return corrects an earlier one, and of two lines in one return the higher level "
    "counts (source: ONWARD)",
    _stay_over_stay,
    _reason_of_stays,
)
STAY_AND_LEAVING: Final = PrecedenceCell(
    "learning",
    "leaving",
    "it depends",
    "learning wins; of one establishment, what it said later, or a stay that starts after the leaving",
    "an enrolment return holds no leavers who have not returned (source: KCC-2026); a destination is hearsay beside "
    "the enrolment of the establishment where somebody learns (source: ONWARD)",
    _stay_over_leaving,
    _reason_of_leaving,
)
LEAVING_AND_LEAVING: Final = PrecedenceCell(
    "leaving",
    "leaving",
    "it depends",
    "left later wins; of one establishment, what it said last",
    "of two establishments the one that was left later knows more; of one establishment a later return corrects an "
    "earlier one, and what it only repeats it said before (source: ONWARD)",
    _leaving_over_leaving,
    _reason_of_leavings,
)
