"""Finds contradictions between returns about one person: pure, and the same whatever the order of the claims."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final, NamedTuple

from services.reporting.domain.claims import Claim, Role, last_day_of_year_of
from services.reporting.domain.contradictions.rules import in_force
from services.reporting.domain.roles.leaving import LeavingClaim
from services.reporting.domain.roles.roll import RollEntry
from services.reporting.domain.roles.stay import StayClaim
from services.reporting.domain.status import TWO_SCHOOLS, Status
from services.reporting.domain.year_groups import past_compulsory_age
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.issues import code_of

ENROLLED_AND_LEFT: Final = code_of("enrolled_and_left")
IN_NEITHER_LIST: Final = code_of("in_neither_list")
LEAVER_NOT_ON_ROLL: Final = code_of("leaver_not_on_roll")
ENROLLED_AFTER_LEAVING: Final = code_of("enrolled_after_leaving")
OVER_ROWS_BESIDE: Final = frozenset({IN_NEITHER_LIST, LEAVER_NOT_ON_ROLL})
"""Codes of what the claims that count do not show alone: rows that wait and what was listed before may disprove it."""
SPEAKING_ROLES: Final[frozenset[Role]] = frozenset({"learning", "leaving", "answer"})
"""Roles of claims by which an establishment says where somebody is."""


class Contradiction(NamedTuple):
    """One contradiction about a person."""

    code: str
    establishments: tuple[str, ...]
    """Numbers of those whose returns contradict each other: one or two, in order."""


class Beside(NamedTuple):
    """What bears on contradictions of a day beside the claims of the person."""

    as_at: date
    listing: frozenset[str] = frozenset()
    """Numbers of the establishments whose enrolment return of the academic year counts."""
    disproved: frozenset[Contradiction] = frozenset()
    """What rows beside the claims that count disprove about this person."""


def contradictions_of(
    claims: Sequence[Claim], cohort: int | None, status: Status, beside: Beside
) -> tuple[Contradiction, ...]:
    """Return what contradicts each other about a person with that status, in the order of the codes.

    `cohort`: the academic year of birth; None where it is not known.
    """
    group = status.answer.group
    two = bool(status.issues) and TWO_SCHOOLS in status.issues
    silent = group == "not known" and _known_at(status) in beside.listing
    leavings = [claim for claim in claims if isinstance(claim, LeavingClaim)]
    if not (two or silent or leavings):
        return ()  # nearly everybody
    found = set(_of_two(claims, status)) if two else set()
    if silent:
        found.update(_of_silence(claims, cohort, status, beside))
    for leaving in leavings if group != "out of scope" else ():
        if leaving.left_on < beside.as_at and _is_of_year(leaving, beside.as_at):
            found.update(_of_leaving(leaving, claims, beside.as_at))
    codes = in_force(beside.as_at)
    return tuple(sorted(one for one in found - beside.disproved if one.code in codes))


def turns_on(found: Sequence[Contradiction], as_at: date, next_change_on: date | None) -> date | None:
    """Return the day before which time alone changes neither the status nor these contradictions; None: none does.

    `next_change_on`: the same of the status alone. Two that claim a learner are two current claims, which it knows of.
    """
    if all(one.code == TWO_SCHOOLS for one in found):
        return next_change_on
    over_on = AcademicYear.containing(as_at).last_day + timedelta(days=1)
    return over_on if next_change_on is None else min(over_on, next_change_on)


def where_listed(claim: Claim) -> str | None:
    """Return the number of the establishment at which a claim has somebody: its learner, or by the county roll."""
    return claim.school if isinstance(claim, RollEntry) else claim.learns_at


def _of_two(claims: Sequence[Claim], status: Status) -> Iterator[Contradiction]:
    """Each pair of establishments that claim the learner at once."""
    states = zip(claims, status.states, strict=True)
    places = {claim.learns_at for claim, state in states if state.state == "current" and claim.learns_at is not None}
    for pair in combinations(sorted(places), 2):
        yield Contradiction(TWO_SCHOOLS, pair)


def _of_leaving(leaving: LeavingClaim, claims: Sequence[Claim], as_at: date) -> Iterator[Contradiction]:
    """A leaving beside what the same establishment says of the person besides."""
    left = leaving.establishment
    if all(where_listed(claim) != left for claim in claims):
        yield Contradiction(LEAVER_NOT_ON_ROLL, (left,))
    stays = [claim for claim in claims if isinstance(claim, StayClaim) and claim.establishment == left]
    if any(stay.joined and stay.started_on > leaving.left_on for stay in stays):
        return
    for stay in stays:
        if stay.joined or stay.started_on > as_at or not _is_of_year(stay, as_at):
            continue
        if stay.started_on > leaving.left_on:
            yield Contradiction(ENROLLED_AFTER_LEAVING, (left,))
        elif stay.evidence.verified_on > leaving.left_on and (stay.ends_on is None or stay.ends_on > leaving.left_on):
            yield Contradiction(ENROLLED_AND_LEFT, (left,))


def _of_silence(claims: Sequence[Claim], cohort: int | None, status: Status, beside: Beside) -> Iterator[Contradiction]:
    """The person is at an establishment by what is known, which lists everybody else and is silent about them."""
    known_at = _known_at(status)
    if cohort is None or not past_compulsory_age(cohort, beside.as_at):
        return
    for claim, state in zip(claims, status.states, strict=True):
        if claim.role == "learning" and state.state == "not started":
            return
        if claim.establishment == known_at and claim.role in SPEAKING_ROLES and _is_of_year(claim, beside.as_at):
            return
    yield Contradiction(IN_NEITHER_LIST, (known_at,))


def _known_at(status: Status) -> str:
    """Return the establishment of somebody of whom nobody says what they do; empty where it is known at none."""
    decided = status.decided_by
    if isinstance(decided, RollEntry):
        return decided.school or ""
    return (decided.learns_at or "") if decided is not None and status.answer.lapsed else ""


def _is_of_year(claim: Claim, as_at: date) -> bool:
    """Tell whether a claim is of a return of the academic year of the day."""
    last_day = last_day_of_year_of(claim.period) or AcademicYear.containing(claim.evidence.verified_on).last_day
    return last_day == AcademicYear.containing(as_at).last_day
