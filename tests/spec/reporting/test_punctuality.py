"""When a return is late: by the due date of its collection, and by when that counts as late; as a table."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from services.reporting.domain.calendar.calendar import CODES_CALENDAR
from services.reporting.domain.returns.punctuality import Receipt, ReturnTiming, timing_of
from shared.vocabulary.collections import COLLECTIONS

deadlines_of = CODES_CALENDAR.deadlines_of


def received(collection: str, at: str) -> Receipt:
    return Receipt(collection, datetime.fromisoformat(at).replace(tzinfo=UTC))


@dataclass(frozen=True)
class Case:
    """What came, and how the return stands at the end of a day."""

    name: str
    collection: str
    period: str
    came: dict[str, str] = field(default_factory=dict)
    """When what came, by collection; several times of one with a comma between them."""
    on: str = "2026-12-01"
    state: str = "missing"
    due: str = ""
    by: tuple[str, ...] = ()


CASES = [
    Case("before its day", "S_ENR", "2026-27", {}, "2026-09-18", "due", "2026-09-18"),
    Case("the day after", "S_ENR", "2026-27", {}, "2026-09-19", "missing", "2026-09-18"),
    Case("early", "S_ENR", "2026-27", {"S_ENR": "2026-09-01T09:00"}, "2026-09-05", "in time", "2026-09-18"),
    Case("to the end of its day in London", "S_ENR", "2026-27", {"S_ENR": "2026-09-18T22:59"}, state="in time"),
    Case("a minute later it is tomorrow there", "S_ENR", "2026-27", {"S_ENR": "2026-09-18T23:00"}, state="late"),
    Case(
        "corrected after its day",
        "S_ENR",
        "2026-27",
        {"S_ENR": "2026-09-10T09:00,2026-10-10T09:00"},
        state="in time",
    ),
    Case("due on Friday, late after Saturday", "S_LEAVE", "2026-10", {"S_LEAVE": "2026-10-31T20:00"}, state="in time"),
    Case("late after Saturday", "S_LEAVE", "2026-10", {"S_LEAVE": "2026-11-01T20:00"}, state="late", due="2026-10-30"),
    Case("a Saturday is a due date", "TEP_DEST", "2026-27", {"TEP_DEST": "2026-10-31T12:00"}, state="in time"),
    Case(
        "both kinds of movement in one file",
        "S_JOIN",
        "2026-10",
        {"S_JL": "2026-10-20T09:00"},
        state="in time",
        by=("S_JL",),
    ),
    Case(
        "sent apart after the one file",
        "S_LEAVE",
        "2026-10",
        {"S_JL": "2026-10-20T09:00", "S_LEAVE": "2026-11-20T09:00"},
        state="in time",
        by=("S_JL",),
    ),
    Case("one file after its parts", "S_JL", "2026-10", {"S_JL": "2026-11-20T09:00"}, state="late", due="2026-10-30"),
    Case(
        "one file after both parts",
        "S_JL",
        "2026-10",
        {"S_JOIN": "2026-10-20T09:00", "S_LEAVE": "2026-10-30T09:00", "S_JL": "2026-11-20T09:00"},
        state="in time",
        by=("S_JOIN", "S_LEAVE"),
    ),
    Case(
        "one part does not answer for both",
        "C_JL",
        "2026-10",
        {"C_JOIN": "2026-10-20T09:00"},
        state="missing",
        due="2026-10-30",
    ),
    Case(
        "both parts do",
        "C_JL",
        "2026-10",
        {"C_JOIN": "2026-10-20T09:00", "C_LEAVE": "2026-10-21T09:00"},
        state="in time",
        by=("C_JOIN", "C_LEAVE"),
    ),
    Case(
        "and the later of them tells when",
        "C_JL",
        "2026-10",
        {"C_JOIN": "2026-10-20T09:00", "C_LEAVE": "2026-11-02T09:00"},
        state="late",
        by=("C_JOIN", "C_LEAVE"),
    ),
    Case(
        "a part by itself has the due date of the whole",
        "C_JOIN",
        "2026-10",
        {"C_JOIN": "2026-11-02T09:00"},
        state="late",
    ),
    Case(
        "a part is answered for by the whole",
        "C_LEAVE",
        "2026-10",
        {"C_JL": "2026-10-30T09:00"},
        state="in time",
        by=("C_JL",),
    ),
    Case("another month answers nothing", "S_LEAVE", "2026-09", {}, state="missing", due="2026-09-30"),
    Case(
        "the second list of the autumn is owed apart",
        "C_ENR",
        "2026-27",
        {"C_ENR": "2026-09-30T09:00"},
        state="missing",
        due="2026-10-30",
    ),
    Case(
        "what was late for the first is in time for the second",
        "C_ENR",
        "2026-27",
        {"C_ENR": "2026-10-05T09:00"},
        state="in time",
        due="2026-10-30",
    ),
    Case(
        "until then it is late for the first",
        "C_ENR",
        "2026-27",
        {"C_ENR": "2026-10-05T09:00"},
        "2026-10-05",
        "late",
        "2026-09-30",
    ),
    Case("by any way", "S_SG", "2026-27", {"S_SG": "2027-04-30T20:00"}, "2027-06-01", "in time", "2027-04-30"),
    Case("late by any way", "S_SG", "2026-27", {"S_SG": "2027-05-01T12:00"}, "2027-06-01", "late", "2027-04-30"),
    Case("the check of a pupil list", "S_CHECK", "2026-27", {}, "2026-10-17", "missing", "2026-10-16"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.collection}: {case.name}")
def test_how_a_return_stands(case: Case) -> None:
    receipts = [received(code, at) for code, times in case.came.items() for at in times.split(",")]
    found = timing_of(
        case.collection, deadlines_of(case.collection, case.period), receipts, date.fromisoformat(case.on)
    )
    assert found is not None
    assert (found.state, found.answered_by) == (case.state, case.by)
    if case.due:
        assert found.deadline.due_on == date.fromisoformat(case.due)
    assert (
        timing_of(
            case.collection, deadlines_of(case.collection, case.period), receipts[::-1], date.fromisoformat(case.on)
        )
        == found
    )


@pytest.mark.parametrize(("collection", "period"), [("ROLL", "standing"), ("S_ENR", "2020-21"), ("MANUAL", "own 1")])
def test_where_no_date_is_set_nothing_is_late(collection: str, period: str) -> None:
    assert (
        timing_of(
            collection, deadlines_of(collection, period), [received("S_ENR", "2026-09-10T09:00")], date(2030, 1, 1)
        )
        is None
    )


def test_the_schools_offers_are_one_return_that_is_due_once_whatever_the_way() -> None:
    assert len(COLLECTIONS["S_SG"].deadlines) == 2
    (deadline,) = deadlines_of("S_SG", "2026-27")
    assert deadline.last_day == max(one.last_day for one in COLLECTIONS["S_SG"].deadlines)


def test_what_may_come_in_parts_is_due_once_in_its_period() -> None:
    """So it is enough to know when each part first came."""
    for whole in COLLECTIONS.values():
        for deadline in (deadline for code in whole.parts for deadline in deadlines_of(code, "2026-10")):
            assert len(deadlines_of(whole.code, deadline.period)) == 1


def test_how_it_stands_is_told_with_when_it_came() -> None:
    came = received("S_ENR", "2026-09-25T09:00")
    found = timing_of("S_ENR", deadlines_of("S_ENR", "2026-27"), [came], date(2026, 9, 30))
    assert found == ReturnTiming(COLLECTIONS["S_ENR"].deadlines[0], "late", came.received_at)
