"""Status: what a person is doing on a day, computed from their claims, with the reasons.

`status_on` is pure: the same claims and the same day give the same answer, whatever the order of the claims. The stored
current status is its materialised answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, overload

from services.reporting.domain.claim_state import COMPULSORY_NOT_KNOWN, NOT_KNOWN, ClaimState, KindOf
from services.reporting.domain.claims import Claim, Evidence, Role
from services.reporting.domain.cohort import PersonFacts, Scope, person_of, scope_of
from services.reporting.domain.contradictions.rules import CODES as CONTRADICTION_CODES
from services.reporting.domain.currency import review_wanted
from services.reporting.domain.history.known_claims import KnownClaim, claims_known_at
from services.reporting.domain.precedence.cells import PrecedenceCell
from services.reporting.domain.precedence.deciding import contradict, decisive
from services.reporting.domain.precedence.explaining import beaten_by
from services.reporting.domain.precedence.half_matrix import cell_between, rule_name
from services.reporting.domain.precedence.settling import settled
from services.reporting.domain.roles.correction import CORRECTED_OUT_OF_SCOPE
from services.reporting.domain.scopes import HEADLINE_YEARS
from services.reporting.domain.year_groups import turns_year_on
from shared.vocabulary.activities import REVIEW_CODES, ActivityGroup, get_activity
from shared.vocabulary.issues import code_of

StatusGroup = ActivityGroup | Literal["out of scope"]

TWO_SCHOOLS: Final = code_of("two_schools_claim_learner")
REVIEW_WANTED: Final = code_of("review_date_wanted")
SCOPE_END_TO_CONFIRM: Final = code_of("scope_end_to_confirm")
OFFER_NOT_LISTED: Final = code_of("offer_not_listed_any_more")
DETAILS_TO_LOOK_INTO: Final = code_of("details_to_look_into")
PEOPLE_ISSUES: Final = tuple(
    sorted({REVIEW_WANTED, SCOPE_END_TO_CONFIRM, OFFER_NOT_LISTED, DETAILS_TO_LOOK_INTO} | CONTRADICTION_CODES)
)
"""Codes of all that a person at the authority is asked to look at about somebody."""
STATUS_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "no_current_claim": "Nobody has said what the young person is doing now.",
        "not_tracked": "Whoever is not tracked has no status, whatever is said of them.",
    }
)
"""Rules of the status itself, as sentences."""
_NOTHING: Final = Scope("nothing_known", None)
_REPORTED: Final[frozenset[Role]] = frozenset({"contact", "answer", "correction", "leaving"})
"""Roles of claims that may report NEET, or an activity that somebody has confirmed."""
_settles: Final = attrgetter("settles")


class Answer(NamedTuple):
    """The status of a person on a day, apart from who it is: many people share one answer."""

    group: StatusGroup
    code: str | None
    lapsed: bool
    """True: the last known activity is no longer current. The group is then not known; the code stays as it was."""
    effective_on: date | None
    """The day from which it holds; None where no claim gives it."""
    due_on: date | None
    """Last day on which the deciding claim is current."""
    next_change_on: date | None
    """No change before this day comes from time alone; None: time alone changes nothing any more."""
    rule: str
    """The rule that gave the code, or that ended scope."""
    neet_since: date | None = None
    """First day of the unbroken time of being NEET, whatever the codes in it; None for every other group."""
    review_on: date | None = None
    """The day on which the activity must be looked at again, where one is known."""

    @property
    def published(self) -> tuple[StatusGroup, str | None, bool, date | None, date | None]:
        """What a version of the status holds: a new one is made when this differs."""
        return (self.group, self.code, self.lapsed, self.effective_on, self.neet_since)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim did not decide: a rule's name and the evidence it was applied to; and what it was beaten by."""

    rule: str
    evidence: Evidence
    beaten_by: Evidence | None = None
    """The claim that decided over it or put an end to it; None: it did not count by itself."""
    cell: PrecedenceCell | None = None
    """The cell of the half matrix by which it was beaten."""


class Status(NamedTuple):
    """An answer, the claim that decided it, and how the others stood."""

    answer: Answer
    decided_by: Claim | None
    claims: Sequence[Claim] = ()
    states: tuple[ClaimState, ...] = ()
    """How each of the claims stands, in their order; none where scope alone decided."""
    issues: tuple[str, ...] = ()
    """Codes of what a person should look at: claims that contradict each other, or a date that is missing."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why each of the other claims did not decide."""
        if self.answer.group == "out of scope":
            others = (claim for claim in self.claims if claim is not self.decided_by)
            return tuple(Reason("not_tracked", claim.evidence) for claim in others)
        decided = next((s for c, s in zip(self.claims, self.states, strict=True) if c is self.decided_by), None)
        return tuple(
            self._reason(claim, state, decided)
            for claim, state in zip(self.claims, self.states, strict=bool(self.states))
            if claim is not self.decided_by
        )

    def _reason(self, claim: Claim, state: ClaimState, decided: ClaimState | None) -> Reason:
        winner = self.decided_by
        if winner is not None and decided is not None and state.state == decided.state != "no activity":
            return Reason(rule_name(winner, claim), claim.evidence, winner.evidence, cell_between(winner, claim))
        by = beaten_by(claim, state, self.claims, winner)
        rule = "lapsed" if state.state == "lapsed" else state.rule
        if by is None:
            return Reason(rule, claim.evidence)
        return Reason(rule, claim.evidence, by.evidence, cell_between(by, claim))


@overload
def status_on(claims: Sequence[Claim], as_at: date, kind_of: KindOf) -> Status: ...


@overload
def status_on(claims: Sequence[KnownClaim], as_at: date, kind_of: KindOf, known_at: datetime) -> Status: ...


def status_on(claims: Sequence[Any], as_at: date, kind_of: KindOf, known_at: datetime | None = None) -> Status:
    """Return the status that the effective claims give on that day.

    With `known_at`, as it was known at that instant: `claims` are then all there ever were, with when they counted.
    """
    counted = claims if known_at is None else claims_known_at(claims, known_at)
    return status_of(person_of(counted) if counted else None, counted, as_at, kind_of)


def status_of(person: PersonFacts | None, claims: Sequence[Claim], as_at: date, kind_of: KindOf) -> Status:
    """Return the status of somebody whose claims have been read already; None: there are no claims.

    Scope first, then the claims that are current, then the one that lapsed last, then not known.
    """
    status = _status_of(person, claims, as_at, kind_of)
    decided_by = status.decided_by
    if decided_by is None or len(claims) < 2 or decided_by.role not in _REPORTED or not status.states:
        return status
    return status._replace(answer=_with_its_beginning(person, status, kind_of))


def _status_of(person: PersonFacts | None, claims: Sequence[Claim], as_at: date, kind_of: KindOf) -> Status:
    scope = _NOTHING if person is None else scope_of(person, as_at)
    if person is None or scope.ended is not None:
        return Status(_out_of_scope(scope, as_at), _ended_by(person, scope), claims)
    cohort = person.birth_cohort
    states = tuple([claim.state_on(cohort, as_at, kind_of) for claim in claims])
    if len(states) > 1 and any(map(_settles, states)):
        states = settled(claims, states)
    current = [place for place, state in enumerate(states) if state.state == "current"]
    winner = _decisive(claims, current)
    if winner is None:
        lapsed = [place for place, state in enumerate(states) if state.state == "lapsed"]
        winner = _decisive(claims, lapsed)
    if winner is not None:
        decided = states[winner]
        answer = _decided(decided, states, scope, as_at)
        issues = _issues(claims, current, decided) + _asked_about(states)
        return Status(answer, claims[winner], claims, states, issues)
    moved_in_on = person.roll.moved_in_on if person.roll is not None else None
    answer = _nothing_current(cohort, moved_in_on, states, scope, as_at)
    return Status(answer, person.roll, claims, states, _asked_about(states))


def _with_its_beginning(person: PersonFacts | None, status: Status, kind_of: KindOf) -> Answer:
    """Return the answer with the days on which its activity and its time of being NEET began.

    What only confirms an activity does not begin it anew, and going from one NEET code to another is one time (error
    225 of the 2019-20 list). So the days before are asked, as often as a claim began.
    """
    answer, decided_by = status.answer, status.decided_by
    reported = decided_by is not None and decided_by.role != "leaving"
    same = reported and not answer.lapsed and answer.group != "out of scope"
    neet, since, neet_since = answer.group == "neet", answer.effective_on, answer.neet_since
    asked = since
    while asked is not None and (same or neet):
        before = _status_of(person, status.claims, asked - timedelta(days=1), kind_of).answer
        asked = before.effective_on
        same = same and asked is not None and _goes_on(before, answer)
        neet = neet and before.group == "neet"
        since, neet_since = (asked if same else since), (asked if neet else neet_since)
    return answer._replace(effective_on=since, neet_since=neet_since)


def _goes_on(before: Answer, answer: Answer) -> bool:
    """Tell whether an answer is of the same activity as that of the day before."""
    return before.code == answer.code and not before.lapsed and before.rule != "no_current_claim"


def _decisive(claims: Sequence[Claim], places: Sequence[int]) -> int | None:
    """Return the place of the claim that decides among those at these places; None of none."""
    if len(places) < 2:
        return places[0] if places else None
    best = decisive([claims[place] for place in places])
    return next(place for place in places if claims[place] is best)


def _ended_by(person: PersonFacts | None, scope: Scope) -> Claim | None:
    """Return the claim because of which somebody is not tracked: the roll's entry, or the claim that gave their age."""
    if person is None:
        return None
    return person.age_from if scope.ended == "past_the_last_tracked_year" else person.roll


def _issues(claims: Sequence[Claim], current: Sequence[int], decided: ClaimState) -> tuple[str, ...]:
    """Return what should be looked at: establishments that contradict each other, a review date that is wanting, and
    what the deciding claim itself brings."""
    contradicting = len(current) > 1 and contradict(claims[place] for place in current)
    if not contradicting and decided.issue is None and decided.code not in REVIEW_CODES:
        return ()
    wanted = (
        TWO_SCHOOLS if contradicting else None,
        REVIEW_WANTED if review_wanted(decided.code, decided.review_on) else None,
    )
    return tuple([issue for issue in (*wanted, decided.issue) if issue is not None])


# The answers: one for all people whose states and scope are the same.


@lru_cache(maxsize=16_384)
def _asked_about(states: tuple[ClaimState, ...]) -> tuple[str, ...]:
    """Return what claims that decide nothing are asked about all the same."""
    return tuple(dict.fromkeys(each.issue for each in states if each.state == "no activity" and each.issue))


@lru_cache(maxsize=65_536)
def _decided(winner: ClaimState, states: tuple[ClaimState, ...], scope: Scope, as_at: date) -> Answer:
    code = winner.code or NOT_KNOWN
    lapsed = winner.state == "lapsed"
    if winner.rule == CORRECTED_OUT_OF_SCOPE:
        left_on, turns_on = winner.starts_on, _next(scope, states, as_at)
        return Answer("out of scope", None, False, left_on, winner.due_on, turns_on, winner.rule)
    group: StatusGroup = "not known" if lapsed else get_activity(code).group
    since = winner.due_on + timedelta(days=1) if lapsed and winner.due_on else winner.starts_on
    return Answer(
        group=group,
        code=code,
        lapsed=lapsed,
        effective_on=since,
        due_on=winner.due_on,
        next_change_on=_next(scope, states, as_at),
        rule=winner.rule,
        neet_since=since if group == "neet" else None,
        review_on=winner.review_on,
    )


@lru_cache(maxsize=65_536)
def _nothing_current(
    cohort: int | None, moved_in_on: date | None, states: tuple[ClaimState, ...], scope: Scope, as_at: date
) -> Answer:
    """No claim is current: not known, since the end of compulsory schooling or since moving in."""
    turned = None if cohort is None else turns_year_on(cohort, HEADLINE_YEARS[0])
    compulsory = turned is not None and as_at < turned
    return Answer(
        group="compulsory" if compulsory else "not known",
        code=COMPULSORY_NOT_KNOWN if compulsory else NOT_KNOWN,
        lapsed=False,
        effective_on=max((day for day in (turned, moved_in_on) if day and day <= as_at), default=None),
        due_on=None,
        next_change_on=_next(scope, states, as_at),
        rule="no_current_claim",
    )


@lru_cache(maxsize=65_536)
def _out_of_scope(scope: Scope, as_at: date) -> Answer:
    return Answer(
        "out of scope", None, False, scope.since, None, _next(scope, (), as_at), scope.ended or "nothing_known"
    )


def _next(scope: Scope, states: Sequence[ClaimState], as_at: date) -> date | None:
    days = list(scope.turns)
    for state in states:
        if state.state == "not started" and state.starts_on:
            days.append(state.starts_on)
        elif state.state in {"current", "no activity"} and state.due_on:
            days.append(state.due_on + timedelta(days=1))
    return min([day for day in days if day > as_at], default=None)
