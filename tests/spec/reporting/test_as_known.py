"""The status of a day as it was known at an instant: what came later, or had been taken out, says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from services.reporting.domain.claims import Claim
from services.reporting.domain.history.known_claims import DecisionAt, KnownClaim
from services.reporting.domain.status import OFFER_NOT_LISTED, Status, status_on
from tests.support.claims import contact, correction, enrolment, leaver, offer, on_roll, school

DAY = date(2026, 12, 1)
OTHER = "8860002"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def known(claim: Claim, since: str | None = None, until: str | None = None, **others: object) -> KnownClaim:
    """Return a claim that counted from when it was received, unless told otherwise."""
    began = claim.evidence.received_at if since is None else at(since)
    return KnownClaim(claim, ((began, at(until) if until else None),), **others)  # type: ignore[arg-type]


def as_known(history: Sequence[KnownClaim], instant: str, day: date = DAY) -> Status:
    return status_on(history, day, school, at(instant))


def in_short(status: Status) -> tuple[object, ...]:
    """Return what a status says and why."""
    decided_by = None if status.decided_by is None else status.decided_by.evidence
    return (status.answer, decided_by, status.issues, frozenset(status.reasons))


ROLL = known(on_roll())
STAY = known(enrolment(), since="09-18T12:00")
LEFT = known(leaver(date(2026, 10, 30), left_on=date(2026, 10, 16), destination="D24"), since="10-30T12:00")


@dataclass(frozen=True)
class Case:
    """What was known when, and the code of the day as known at an instant."""

    name: str
    history: Sequence[KnownClaim]
    instant: str
    code: str | None


WRONG = known(contact(contacted_on=date(2026, 11, 9)), since="11-09T12:00", until="11-16T09:00")
PUT_RIGHT = known(correction(), since="11-16T09:00", until="11-20T09:00")
CASES = [
    Case("before anything was known", [ROLL, STAY], "09-01T00:00", None),
    Case("on the roll alone", [ROLL, STAY], "09-18T11:59", "810"),
    Case("from the instant on", [ROLL, STAY], "09-18T12:00", "210"),
    Case("before the leaving was known", [ROLL, STAY, LEFT], "10-30T11:59", "210"),
    Case("though it speaks of an earlier day", [ROLL, STAY, LEFT], "10-30T12:00", "619"),
    Case("before it was taken out", [ROLL, STAY, WRONG, PUT_RIGHT], "11-16T08:59", "619"),
    Case("no longer at the instant at which it was", [ROLL, STAY, WRONG, PUT_RIGHT], "11-16T09:00", "330"),
    Case("after both were", [ROLL, STAY, WRONG, PUT_RIGHT], "11-20T09:00", "210"),
    Case(
        "counted, taken out and put back",
        [ROLL, KnownClaim(STAY.claim, ((at("09-18T12:00"), at("09-20T12:00")), (at("09-25T12:00"), None)))],
        "09-22T12:00",
        "810",
    ),
    Case(
        "and counted again",
        [ROLL, KnownClaim(STAY.claim, ((at("09-18T12:00"), at("09-20T12:00")), (at("09-25T12:00"), None)))],
        "09-25T12:00",
        "210",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_as_known_at_an_instant(case: Case) -> None:
    found = {as_known(order, case.instant).answer for order in permutations(case.history)}
    assert {answer.code for answer in found} == {case.code}
    assert len(found) == 1


def test_as_known_now_is_what_the_effective_claims_say() -> None:
    history = [ROLL, STAY, LEFT, WRONG, PUT_RIGHT]
    effective = [ROLL.claim, STAY.claim, LEFT.claim]
    assert in_short(as_known(history, "12-01T12:00")) == in_short(status_on(effective, DAY, school))


@pytest.mark.parametrize("instant", ["09-19T12:00", "10-15T12:00", "11-02T12:00", "11-10T12:00", "11-18T12:00"])
def test_as_known_on_an_earlier_day_it_is_what_was_answered_on_that_day(instant: str) -> None:
    """What comes to be known later changes no answer of before."""
    history = [ROLL, STAY, LEFT, WRONG, PUT_RIGHT]
    then = [one for one in history if one.counted[0][0] <= at(instant)]
    answered_then = status_on([one.claim for one in then if one.counted_at(at(instant))], DAY, school)
    assert in_short(as_known(history, instant)) == in_short(answered_then) == in_short(as_known(then, instant))


FIRST = enrolment(date(2026, 9, 10), number=1)
AGAIN = enrolment(date(2026, 10, 10), number=2)
THERE = enrolment(date(2026, 9, 20), number=3, establishment=OTHER)


@pytest.mark.parametrize(
    ("taken_out", "instant", "winner"),
    [
        (None, "11-01T00:00", AGAIN),
        ("10-20T00:00", "10-15T00:00", AGAIN),
        ("10-20T00:00", "11-01T00:00", THERE),
    ],
)
def test_since_when_something_is_said_is_as_it_was_known(taken_out: str | None, instant: str, winner: Claim) -> None:
    """At equal starts the establishment decides that said so first; a list that was taken out has said nothing."""
    decisions = (DecisionAt("undo", at(taken_out)),) if taken_out else ()
    history = [
        known(FIRST, until="10-10T12:00", decisions=decisions),
        known(AGAIN, since="10-10T12:00"),
        known(THERE),
    ]
    decided = as_known(history, instant).decided_by
    assert decided is not None
    assert decided.evidence == winner.evidence


@pytest.mark.parametrize(
    ("held", "decisions", "accepted"),
    [
        (False, [], (True, True, True)),
        (True, [], (False, False, False)),
        (True, [("approve", "10-02T00:00")], (False, True, True)),
        (False, [("undo", "10-02T00:00")], (True, False, False)),
        (False, [("undo", "10-02T00:00"), ("approve", "10-03T00:00")], (True, False, True)),
        (True, [("approve", "10-02T00:00"), ("withdraw", "10-03T00:00")], (False, True, False)),
        (False, [("approve", "10-02T00:00"), ("withdraw", "10-03T00:00")], (True, True, True)),
    ],
)
def test_a_return_is_accepted_as_it_was_decided(
    held: bool, decisions: list[tuple[str, str]], accepted: tuple[bool, ...]
) -> None:
    decided = tuple(DecisionAt(decision, at(when)) for decision, when in decisions)  # type: ignore[arg-type]
    one = known(enrolment(), held=held, decisions=decided)
    instants = ("10-01T00:00", "10-02T00:00", "10-03T00:00")
    assert tuple(one.accepted_at(at(instant)) for instant in instants) == accepted


def test_an_offer_is_asked_about_from_when_a_newer_list_had_it_no_more() -> None:
    told = offer(date(2026, 9, 20))
    history = [ROLL, STAY, known(told, unlisted=((at("10-01T00:00"), None),))]
    assert OFFER_NOT_LISTED not in as_known(history, "09-30T23:59").issues
    assert OFFER_NOT_LISTED in as_known(history, "10-01T00:00").issues
