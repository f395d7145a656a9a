"""Status: what a person is doing on a day, computed from their claims, with the reasons.

`status_on` is pure: the same claims and the same day give the same answer, whatever the order of the claims. The stored
current status is its materialised answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Final, Literal

from services.reporting.domain.activities import EstablishmentKind, activity_rule, stage_of
from services.reporting.domain.claims import Claim, Evidence, RollEntry, SchoolEnrolment
from services.reporting.domain.cohort import HEADLINE_YEARS, Person, Scope, person_of, scope_of
from services.reporting.domain.currency import due_on
from services.reporting.domain.precedence import beats, rule_name
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.activities import ActivityGroup, get_activity

StatusGroup = ActivityGroup | Literal["out of scope"]
State = Literal["not started", "current", "lapsed", "no activity"]

NOT_KNOWN: Final = "810"
REGISTERED: Final = "110"
COMPULSORY_NOT_KNOWN: Final = "150"

KindOf = Callable[[str], EstablishmentKind]
"""Answers what kind of establishment a DfE number belongs to."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one claim stands on the day."""

    claim: Claim
    state: State
    rule: str
    code: str | None = None
    due_on: date | None = None
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim did not decide, or why nothing did: a rule's name and the evidence it was applied to."""

    rule: str
    evidence: Evidence | None = None


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
    def facts(self) -> tuple[str, str | None, bool, date | None]:
        """What is published: a new version is written when this differs."""
        return (self.group, self.code, self.lapsed, self.effective_on)


def status_on(claims: Sequence[Claim], as_at: date, kind_of: KindOf) -> Status:
    """Return the status that the effective claims give on that day.

    Scope first, then the claims that are current, then the one that lapsed last, then not known.
    """
    if not claims:
        return _out_of_scope(Scope("nothing_known", None), as_at)
    person = person_of(claims)
    scope = scope_of(person, as_at)
    if scope.ended is not None:
        return _out_of_scope(scope, as_at)
    standings = [stand(claim, person, as_at, kind_of) for claim in claims]
    winner = _best([standing for standing in standings if standing.state == "current"])
    if winner is None:
        winner = _best([standing for standing in standings if standing.state == "lapsed"])
    turns = _turns(scope, standings)
    if winner is None:
        return _nothing_current(person, standings, as_at, turns)
    return _decided(winner, standings, as_at, turns)


def stand(claim: Claim, person: Person, as_at: date, kind_of: KindOf) -> Standing:
    """Return how a claim stands on the day: not started, current, lapsed, or saying nothing about an activity."""
    if isinstance(claim, RollEntry):
        return _roll_standing(claim, person, as_at)
    return _enrolment_standing(claim, person, as_at, kind_of)


def _enrolment_standing(claim: SchoolEnrolment, person: Person, as_at: date, kind_of: KindOf) -> Standing:
    verified_on, starts_on = claim.evidence.verified_on, claim.started_on
    if as_at < starts_on:
        return Standing(claim, "not started", "not_started_yet", starts_on=starts_on)
    code, rule = _enrolment_code(claim, person, as_at, kind_of)
    if code is None:
        return Standing(claim, "no activity", rule)
    due = due_on(code, verified_on=verified_on, started_on=starts_on, ends_on=claim.ends_on)
    if due is None or as_at <= due:
        return Standing(claim, "current", rule, code, due, starts_on)
    # The code of a lapsed claim stays as it was on its last day; one for compulsory age does not outlive that age.
    code, rule = _enrolment_code(claim, person, due, kind_of)
    if code is None or (get_activity(code).compulsory_age_only and stage_of(person.year_on(as_at)) == "post-16"):
        return Standing(claim, "no activity", "compulsory_age_is_over")
    return Standing(claim, "lapsed", rule, code, due, starts_on)


def _enrolment_code(claim: SchoolEnrolment, person: Person, on: date, kind_of: KindOf) -> tuple[str | None, str]:
    rule = activity_rule(
        stage=stage_of(person.year_on(on)),
        enrolment_status=claim.enrolment_status,
        qualification_type=claim.qualification_type,
        study_programme=claim.study_programme,
        attendance=claim.attendance,
        establishment=kind_of(claim.establishment),
        on=claim.evidence.verified_on,
    )
    return rule.code, rule.name


def _roll_standing(entry: RollEntry, person: Person, as_at: date) -> Standing:
    """A roll entry states an activity only for compulsory school age; after that it states scope alone."""
    if stage_of(person.year_on(as_at)) == "post-16" or person.year_on(as_at) is None:
        return Standing(entry, "no activity", "roll_states_scope_only")
    code, rule = (REGISTERED, "on_a_school_roll") if entry.school else (COMPULSORY_NOT_KNOWN, "on_no_school_roll")
    verified_on = entry.evidence.verified_on
    starts_on = AcademicYear.containing(verified_on).first_day
    if entry.moved_in_on is not None and starts_on < entry.moved_in_on:
        starts_on = entry.moved_in_on
    if as_at < starts_on:
        return Standing(entry, "not started", "not_started_yet", starts_on=starts_on)
    due = due_on(code, verified_on=verified_on, started_on=starts_on)
    state: State = "current" if due is None or as_at <= due else "lapsed"
    return Standing(entry, state, rule, code, due, starts_on)


def _best(standings: list[Standing]) -> Standing | None:
    if not standings:
        return None
    return reduce(lambda best, other: other if beats(other.claim, best.claim) else best, standings)


def _decided(winner: Standing, standings: list[Standing], as_at: date, turns: tuple[date, ...]) -> Status:
    code = winner.code or NOT_KNOWN
    lapsed = winner.state == "lapsed"
    effective_on = winner.due_on + timedelta(days=1) if lapsed and winner.due_on else winner.starts_on
    return Status(
        group="not known" if lapsed else get_activity(code).group,
        code=code,
        lapsed=lapsed,
        effective_on=effective_on,
        due_on=winner.due_on,
        next_change_on=_next(turns, as_at),
        decided_by=winner.claim,
        rule=winner.rule,
        reasons=tuple(_why_not(other, winner) for other in standings if other is not winner),
    )


def _nothing_current(person: Person, standings: list[Standing], as_at: date, turns: tuple[date, ...]) -> Status:
    """Nobody says anything about today: not known, since the end of compulsory schooling or since moving in."""
    since = [day for day in (person.turns_year_on(HEADLINE_YEARS[0]), _moved_in_on(person)) if day and day <= as_at]
    compulsory = stage_of(person.year_on(as_at)) == "compulsory"
    others = [standing for standing in standings if standing.claim is not person.roll]
    return Status(
        group="compulsory" if compulsory else "not known",
        code=COMPULSORY_NOT_KNOWN if compulsory else NOT_KNOWN,
        lapsed=False,
        effective_on=max(since, default=None),
        due_on=None,
        next_change_on=_next(turns, as_at),
        decided_by=person.roll,
        rule="no_current_claim",
        reasons=tuple(Reason(other.rule, other.claim.evidence) for other in others),
    )


def _out_of_scope(scope: Scope, as_at: date) -> Status:
    return Status(
        group="out of scope",
        code=None,
        lapsed=False,
        effective_on=scope.since,
        due_on=None,
        next_change_on=_next(scope.turns, as_at),
        decided_by=None,
        rule=scope.ended or "nothing_known",
    )


def _why_not(other: Standing, winner: Standing) -> Reason:
    if other.state == winner.state:
        return Reason(rule_name(winner.claim, other.claim), other.claim.evidence)
    return Reason("lapsed" if other.state == "lapsed" else other.rule, other.claim.evidence)


def _turns(scope: Scope, standings: list[Standing]) -> tuple[date, ...]:
    starts = tuple(item.starts_on for item in standings if item.state == "not started" and item.starts_on)
    lapses = tuple(item.due_on + timedelta(days=1) for item in standings if item.state == "current" and item.due_on)
    return scope.turns + starts + lapses


def _next(turns: tuple[date, ...], as_at: date) -> date | None:
    return min((day for day in turns if day > as_at), default=None)


def _moved_in_on(person: Person) -> date | None:
    return person.roll.moved_in_on if person.roll is not None else None
