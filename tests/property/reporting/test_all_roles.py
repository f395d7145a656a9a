"""Claims of all roles, in any order, doubled, late: one status a person and day, and it accounts for itself.

Seeded schedules instead of drawn ones: thousands of them in seconds, the same ones in every run.
`ONWARD_SCHEDULES=100000` tries more.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any, Final

import pytest

from services.reporting.domain.claims import Claim
from services.reporting.domain.cohort import person_of, scope_of
from services.reporting.domain.precedence.half_matrix import beats
from services.reporting.domain.roles.correction import CorrectionClaim
from services.reporting.domain.status import Status, status_of, status_on
from shared.vocabulary.code_lists.of_leaving import DESTINATION
from tests.support.claims import (
    YEAR_11,
    YEAR_12,
    YEAR_13,
    answer,
    contact,
    correction,
    enrolment,
    leaver,
    offer,
    on_roll,
    school,
)

SCHEDULES: Final = int(os.environ.get("ONWARD_SCHEDULES", "10000"))
CHUNKS: Final = 10
FEWER: Final = 8
"""Laws that cost more are asked of one schedule in so many."""
FIRST_DAY: Final = date(2026, 8, 20)
DAYS: Final = 500
SCHOOLS: Final = ("8860001", "8860002", "10004340")
REPORTED: Final = (
    "210",
    "230",
    "250",
    "310",
    "330",
    "360",
    "540",
    "610",
    "615",
    "616",
    "619",
    "640",
    "710",
    "810",
    "820",
)
_BEGUN: Final = frozenset({"current", "lapsed"})


@dataclass(frozen=True)
class Schedule:
    """What is said of one person, and in which order it comes in: some of it twice."""

    claims: Sequence[Claim]
    arrivals: Sequence[Claim]
    days: Sequence[date]


class Chance:
    """Makes schedules from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def schedule(self) -> Schedule:
        """Return up to seven claims of any roles about one person, and the days to ask about."""
        chance = self.random
        born_on = chance.choice((YEAR_11, YEAR_12, YEAR_12, YEAR_13, None))
        made = [self.claim(number, born_on) for number in range(1, chance.randint(1, 7) + 1)]
        arrivals = made + chance.choices(made, k=chance.randint(0, 3))
        chance.shuffle(arrivals)
        return Schedule(made, arrivals, sorted(self.day() for _ in range(2)))

    def claim(self, number: int, born_on: date | None) -> Claim:
        """Return any claim."""
        chance, said = self.random, {"number": number, "born_on": born_on}
        make = chance.choice((self.stay, self.stay, self.leaving, self.contact, self.contact, self.answer, self.other))
        return make(said)

    def stay(self, said: dict[str, Any]) -> Claim:
        """Return any stay, listed some time after it began."""
        started_on = self.day()
        return enrolment(
            started_on + timedelta(days=self.random.randint(-20, 60)),
            establishment=self.random.choice(SCHOOLS),
            started_on=started_on,
            ends_on=self.random.choice((None, started_on + timedelta(days=self.random.randint(30, 700)))),
            attendance=self.random.choice(("FT", "PT", None)),
            **said,
        )

    def leaving(self, said: dict[str, Any]) -> Claim:
        """Return any leaving."""
        left_on = self.day()
        return leaver(
            left_on + timedelta(days=self.random.randint(-10, 60)),
            establishment=self.random.choice(SCHOOLS),
            left_on=left_on,
            destination=self.random.choice(list(DESTINATION.labels)),
            destination_starts_on=self.random.choice((None, None, left_on + timedelta(days=30))),
            **said,
        )

    def contact(self, said: dict[str, Any]) -> Claim:
        """Return any contact."""
        on = self.day()
        return contact(
            on + timedelta(days=self.random.randint(0, 20)),
            contacted_on=on,
            activity=self.random.choice((None, *REPORTED)),
            started_on=self.random.choice((None, None, on - timedelta(days=40))),
            review_on=self.random.choice((None, on + timedelta(days=60))),
            left_status=self.random.choice((None, None, None, None, "T")),
            learns_where=self.random.choice((None, None, *SCHOOLS)),
            **said,
        )

    def answer(self, said: dict[str, Any]) -> Claim:
        """Return any answer."""
        return answer(
            self.day(),
            establishment=self.random.choice(SCHOOLS),
            stays=self.random.random() < 0.25,
            destination=self.random.choice(list(DESTINATION.labels)),
            destination_starts_on=self.random.choice((None, self.day())),
            **said,
        )

    def other(self, said: dict[str, Any]) -> Claim:
        """Return a correction, an entry of the roll or an offer."""
        on, kind = self.day(), self.random.choice(("correction", "correction", "roll", "offer"))
        if kind == "roll":
            return on_roll(on, **said)
        if kind == "offer":
            return offer(on, **said)
        return correction(
            on,
            corrected_on=on,
            activity=self.random.choice(REPORTED),
            until=self.random.choice((None, on + timedelta(days=90))),
            left_status=self.random.choice((None, None, None, "E")),
            **said,
        )

    def day(self) -> date:
        """Return any day."""
        return FIRST_DAY + timedelta(days=self.random.randrange(DAYS))


def schedules(chunk: int, one_in: int = 1) -> Sequence[Schedule]:
    """Return the schedules of one chunk of all."""
    chance = Chance(chunk)
    return [chance.schedule() for _ in range(SCHEDULES // CHUNKS // one_in)]


def in_short(status: Status) -> tuple[object, ...]:
    """Return all of a status that no order may change."""
    return (status.answer, status.decided_by, status.issues, frozenset(status.reasons))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whatever_the_order_one_status_a_person_and_day(chunk: int) -> None:
    for one in schedules(chunk):
        for day in one.days:
            as_made, as_arrived = status_on(one.claims, day, school), status_on(one.arrivals, day, school)
            assert in_short(as_made) == in_short(as_arrived), (one, day)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_claim_that_counts_beats_the_one_that_decides(chunk: int) -> None:
    for one in schedules(chunk, FEWER):
        for day in one.days:
            status = status_on(one.claims, day, school)
            if status.decided_by is None or not status.states or status.answer.rule == "no_current_claim":
                continue
            decided = status.states[list(status.claims).index(status.decided_by)]
            alike = [
                claim for claim, state in zip(status.claims, status.states, strict=True) if state.state == decided.state
            ]
            best_of_their_role = [claim for claim in alike if claim.role != status.decided_by.role]
            assert not any(beats(claim, status.decided_by) for claim in best_of_their_role), (one, day)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_of_any_claims_the_roles_that_are_left_are_those_between_which_there_is_no_circle(chunk: int) -> None:
    """What tests/spec/reporting/test_no_circle.py proves of three claims holds of up to seven."""
    for one in schedules(chunk, FEWER):
        for day in one.days:
            status = status_on(one.claims, day, school)
            for state in _BEGUN if status.states else ():
                left = [claim for claim, stands in zip(one.claims, status.states, strict=True) if stands.state == state]
                assert len({claim.role for claim in left} & {"contact", "answer", "leaving"}) <= 1, (one, day)
                if any(isinstance(claim, CorrectionClaim) and claim.until is None for claim in left):
                    assert {claim.role for claim in left} <= {"correction", "roll", "offer"}, (one, day)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_is_said_is_never_lost_between_two_claims(chunk: int) -> None:
    """Claims put an end to one another, and never all of them to all."""
    for one in schedules(chunk, FEWER):
        person = person_of(one.claims)
        for day in one.days:
            if scope_of(person, day).ended is not None:
                continue
            states = [claim.state_on(person.birth_cohort, day, school) for claim in one.claims]
            begun = {claim.role for claim, state in zip(one.claims, states, strict=True) if state.state in _BEGUN}
            if not begun - {"correction"} or any(state.rule == "compulsory_age_is_over" for state in states):
                continue
            assert status_on(one.claims, day, school).answer.rule != "no_current_claim", (one, day)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_time_alone_changes_nothing_before_the_day_that_is_named(chunk: int) -> None:
    for one in schedules(chunk, FEWER):
        day = one.days[0]
        status = status_on(one.claims, day, school)
        last = (status.answer.next_change_on or day + timedelta(days=600)) - timedelta(days=1)
        for days in (1, 7, 40, 200, 600):
            then = status_on(one.claims, min(day + timedelta(days=days), last), school)
            assert then.answer.published == status.answer.published, (one, day)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_neet_has_one_beginning_for_all_its_codes(chunk: int) -> None:
    for one in schedules(chunk, FEWER):
        person = person_of(one.claims)
        answers = [
            (day, status_on(one.claims, day, school).answer)
            for day in (one.days[0] + timedelta(days=days) for days in range(0, 120, 3))
        ]
        for (_, before), (day, after) in pairwise(answers):
            assert (after.neet_since is not None) == (after.group == "neet")
            if after.neet_since is None or after.effective_on is None:
                continue
            assert after.neet_since <= after.effective_on <= day
            if before.group == "neet" and after.effective_on > day - timedelta(days=3):
                continue
            assert person.born_on is None or after.neet_since >= person.born_on.replace(year=person.born_on.year + 15)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_an_explanation_replayed_alone_gives_the_same_status(chunk: int) -> None:
    """What a person's page shows – the row that decided, and those that did not with the reason – is the whole case."""
    for one in schedules(chunk, FEWER):
        by_evidence = {claim.evidence: claim for claim in one.claims}
        for day in one.days:
            status = status_on(one.claims, day, school)
            shown = [reason.evidence for reason in status.reasons]
            shown += [status.decided_by.evidence] if status.decided_by is not None else []
            again = status_on([by_evidence[evidence] for evidence in shown], day, school)
            assert in_short(again) == in_short(status), (one, day)
            assert {(reason.rule, reason.evidence) for reason in again.reasons} == {
                (reason.rule, reason.evidence) for reason in status.reasons
            }, (one, day)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whoever_decides_over_what_is_shown_as_beaten_decides_over_it_alone(chunk: int) -> None:
    """Between two rows alone, of which one is shown as beaten by the other while both count, the same one decides."""
    for one in schedules(chunk, FEWER):
        by_evidence, person = {claim.evidence: claim for claim in one.claims}, person_of(one.claims)
        for day in one.days:
            status = status_on(one.claims, day, school)
            if status.decided_by is None or status.answer.rule == "no_current_claim" or not status.states:
                continue
            for reason in status.reasons:
                if reason.cell is not None and reason.beaten_by == status.decided_by.evidence:
                    two = [by_evidence[reason.evidence], status.decided_by]
                    alone = status_of(person, two, day, school)
                    assert alone.decided_by is status.decided_by, (one, day, reason)
