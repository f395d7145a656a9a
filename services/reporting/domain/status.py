"""Status: what a person is doing on a day, computed from their claims, with the reasons.

`status_on` is pure: the same claims and the same day give the same answer, whatever the order of the claims. The stored
current status is its materialised answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Final, Literal

from services.reporting.domain.claims import Claim, Evidence
from services.reporting.domain.cohort import HEADLINE_YEARS, Person, Scope, person_of, scope_of, turns_year_on
from services.reporting.domain.precedence import beats, rule_name
from services.reporting.domain.standing import COMPULSORY_NOT_KNOWN, NOT_KNOWN, KindOf, Standing, stand
from shared.vocabulary.activities import ActivityGroup, get_activity

StatusGroup = ActivityGroup | Literal["out of scope"]

_NOTHING: Final = Scope("nothing_known", None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim did not decide: a rule's name and the evidence it was applied to."""

    rule: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Status:
    """The answer for one person and one day."""

    group: StatusGroup
    code: str | None
    lapsed: bool
    """True: the last known activity is no longer current. The group is then not known; the code stays as it was."""
    effective_on: date | None
    """The day from which it holds; None where nothing says since when."""
    due_on: date | None
    """Last day on which the deciding claim is current."""
    next_change_on: date | None
    """No change before this day comes from time alone; None: time alone changes nothing any more."""
    decided_by: Claim | None
    rule: str
    """The rule that gave the code."""
    reasons: tuple[Reason, ...] = ()

    @property
    def facts(self) -> tuple[StatusGroup, str | None, bool, date | None]:
        """What a version of the status holds: a new one is written when this differs."""
        return (self.group, self.code, self.lapsed, self.effective_on)


def status_on(claims: Sequence[Claim], as_at: date, kind_of: KindOf) -> Status:
    """Return the status that the effective claims give on that day."""
    return status_of(person_of(claims) if claims else None, claims, as_at, kind_of)


def status_of(person: Person | None, claims: Sequence[Claim], as_at: date, kind_of: KindOf) -> Status:
    """Return the status of somebody whose claims have been read already; None: there are no claims.

    Scope first, then the claims that are current, then the one that lapsed last, then not known.
    """
    scope = _NOTHING if person is None else scope_of(person, as_at)
    if person is None or scope.ended is not None:
        return _out_of_scope(scope, as_at)
    standings = [stand(claim, person, as_at, kind_of) for claim in claims]
    winner = _best(standings, "current") or _best(standings, "lapsed")
    if winner is None:
        return _nothing_current(person, standings, scope, as_at)
    return _decided(winner, standings, scope, as_at)


def _best(standings: list[Standing], state: Literal["current", "lapsed"]) -> Standing | None:
    standing = [each for each in standings if each.state == state]
    if len(standing) < 2:
        return standing[0] if standing else None
    return reduce(lambda best, other: other if beats(other.claim, best.claim) else best, standing)


def _decided(winner: Standing, standings: list[Standing], scope: Scope, as_at: date) -> Status:
    code = winner.code or NOT_KNOWN
    lapsed = winner.state == "lapsed"
    effective_on = winner.due_on + timedelta(days=1) if lapsed and winner.due_on else winner.starts_on
    return Status(
        group="not known" if lapsed else get_activity(code).group,
        code=code,
        lapsed=lapsed,
        effective_on=effective_on,
        due_on=winner.due_on,
        next_change_on=_next(scope, standings, as_at),
        decided_by=winner.claim,
        rule=winner.rule,
        reasons=tuple([_why_not(other, winner) for other in standings if other is not winner]),
    )


def _nothing_current(person: Person, standings: list[Standing], scope: Scope, as_at: date) -> Status:
    """Nobody says anything about today: not known, since the end of compulsory schooling or since moving in."""
    turned = None if person.birth_cohort is None else turns_year_on(person.birth_cohort, HEADLINE_YEARS[0])
    moved_in_on = person.roll.moved_in_on if person.roll is not None else None
    compulsory = turned is not None and as_at < turned
    return Status(
        group="compulsory" if compulsory else "not known",
        code=COMPULSORY_NOT_KNOWN if compulsory else NOT_KNOWN,
        lapsed=False,
        effective_on=max((day for day in (turned, moved_in_on) if day and day <= as_at), default=None),
        due_on=None,
        next_change_on=_next(scope, standings, as_at),
        decided_by=person.roll,
        rule="no_current_claim",
        reasons=tuple([Reason(each.rule, each.claim.evidence) for each in standings if each.claim is not person.roll]),
    )


def _out_of_scope(scope: Scope, as_at: date) -> Status:
    return Status(
        group="out of scope",
        code=None,
        lapsed=False,
        effective_on=scope.since,
        due_on=None,
        next_change_on=_next(scope, [], as_at),
        decided_by=None,
        rule=scope.ended or "nothing_known",
    )


def _why_not(other: Standing, winner: Standing) -> Reason:
    if other.state == winner.state:
        return Reason(rule_name(winner.claim, other.claim), other.claim.evidence)
    return Reason("lapsed" if other.state == "lapsed" else other.rule, other.claim.evidence)


def _next(scope: Scope, standings: list[Standing], as_at: date) -> date | None:
    days = list(scope.turns)
    for standing in standings:
        if standing.state == "not started" and standing.starts_on:
            days.append(standing.starts_on)
        elif standing.state == "current" and standing.due_on:
            days.append(standing.due_on + timedelta(days=1))
    return min([day for day in days if day > as_at], default=None)
