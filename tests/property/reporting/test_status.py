"""Laws of the status: order never matters, time changes it only on the day named, reasons account for everything."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.claims import Claim
from services.reporting.domain.status import status_on
from tests.support.claims import enrolment, on_roll, school

DAYS = st.dates(date(2026, 8, 1), date(2027, 12, 31))
BIRTHS = st.none() | st.dates(date(2000, 9, 1), date(2013, 8, 31))
SEN = st.sampled_from([None, None, "E", "K"])


@st.composite
def enrolments(draw: st.DrawFn, number: int) -> Claim:
    """Any enrolment that validation lets through."""
    started_on = draw(DAYS)
    said: dict[str, Any] = {
        "started_on": started_on,
        "ends_on": started_on + timedelta(days=draw(st.integers(1, 900))),
        "attendance": draw(st.sampled_from(["FT", "PT"])),
        "qualification_type": draw(st.sampled_from(["ALEVEL", "APPRENT", "TRAINEE"])),
        "enrolment_status": draw(st.sampled_from([None, "C", "G", "S"])),
        "level": draw(st.sampled_from(["2", "3"])),
        "born_on": draw(BIRTHS),
        "year_group": draw(st.none() | st.integers(10, 14)),
        "sen": draw(SEN),
    }
    return enrolment(draw(DAYS), number=number, **said)


@st.composite
def entries(draw: st.DrawFn, number: int) -> Claim:
    """Any line of the roll."""
    return on_roll(
        draw(DAYS),
        number=number,
        born_on=draw(BIRTHS),
        school=draw(st.sampled_from([None, "8860001"])),
        left_on=draw(st.none() | DAYS),
        moved_in_on=draw(st.none() | DAYS),
        ehcp_until=draw(st.none() | DAYS),
        sen=draw(SEN),
    )


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """Up to four enrolments and two roll lines about one person."""
    schools = [draw(enrolments(number)) for number in range(1, draw(st.integers(0, 4)) + 1)]
    rolls = [draw(entries(90 + number)) for number in range(draw(st.integers(0, 2)))]
    return schools + rolls


@given(claims(), DAYS, st.data())
def test_the_order_of_claims_does_not_matter(said: list[Claim], as_at: date, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(said))
    one, other = status_on(said, as_at, school), status_on(shuffled, as_at, school)
    assert one.answer.published == other.answer.published
    assert (one.decided_by, one.answer.rule, one.answer.next_change_on) == (
        other.decided_by,
        other.answer.rule,
        other.answer.next_change_on,
    )
    assert set(one.reasons) == set(other.reasons)


@given(claims(), DAYS)
def test_a_claim_said_twice_counts_once(said: list[Claim], as_at: date) -> None:
    assert status_on(said * 2, as_at, school).answer.published == status_on(said, as_at, school).answer.published


@given(claims(), DAYS)
def test_time_alone_changes_nothing_before_the_day_that_is_named(said: list[Claim], as_at: date) -> None:
    status = status_on(said, as_at, school)
    last = (status.answer.next_change_on or as_at + timedelta(days=2000)) - timedelta(days=1)
    for days in (1, 7, 31, 180, 366):
        on = min(as_at + timedelta(days=days), last)
        assert status_on(said, on, school).answer.published == status.answer.published
    assert status_on(said, last, school).answer.published == status.answer.published


@given(claims(), DAYS)
def test_the_day_that_is_named_lies_ahead(said: list[Claim], as_at: date) -> None:
    turns = status_on(said, as_at, school).answer.next_change_on
    assert turns is None or turns > as_at


@given(claims(), DAYS)
def test_a_status_never_holds_from_a_day_to_come(said: list[Claim], as_at: date) -> None:
    since = status_on(said, as_at, school).answer.effective_on
    assert since is None or since <= as_at


@given(claims(), DAYS)
def test_every_claim_decided_or_is_among_the_reasons(said: list[Claim], as_at: date) -> None:
    status = status_on(said, as_at, school)
    if status.answer.group == "out of scope":
        return
    told = {reason.evidence for reason in status.reasons}
    decided = {status.decided_by.evidence} if status.decided_by else set()
    assert told | decided == {claim.evidence for claim in said}
    assert not told & decided


@given(claims(), DAYS)
@settings(max_examples=50)
def test_whatever_is_asked_there_is_an_answer(said: list[Claim], as_at: date) -> None:
    status = status_on(said, as_at, school)
    assert (status.answer.code is None) == (status.answer.group == "out of scope")
    assert not status.answer.lapsed or status.answer.group == "not known"
