"""The port `Works`: the one in memory and the one on PostgreSQL tell the same story, word for word."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from shared.persistence.pool import Pool, close_pool, open_pool
from tests.integration.reporting.conftest import empty
from tests.support.reporting import MemoryOffice, Office, ReportingUnderTest
from tests.support.returns import Line, Return, at, person_id, roll
from tests.support.stack import Database

pytestmark = pytest.mark.stack

NOW = at("2026-10-05 09:00")
ROLL = roll("roll", [Line(number, ehcp_until=date(2027, 1, 1)) for number in range(1, 31)], at("2026-09-10 08:00"))
FIRST = Return("first", [Line(number) for number in range(1, 21)], at("2026-09-18 10:00"))
SECOND = Return(
    "second",
    [Line(1, fate="refused"), Line(2, fate="awaiting"), Line(40, fate="new"), Line(3, attendance="PT")]
    + [Line(number) for number in range(5, 21)]
    + [Line(5, fate="set_aside", level="7")],
    at("2026-09-25 10:00"),
)
THIRD = Return("third", [Line(3)], at("2026-09-28 10:00"))
TWINS = Return(
    "twins",
    [
        Line(1),
        Line(2, fate="set_aside"),
        Line(3, fate="awaiting"),
        Line(4, fate="set_aside", instead=2),
        Line(1, fate="set_aside", level="7"),
    ],
    at("2026-09-25 10:00"),
)
ELSEWHERE = Return("elsewhere", [Line(6, attendance="PT")], at("2026-09-20 10:00"), establishment="8860002")
ALSO = Return("also", [Line(6), Line(7, fate="new")], at("2026-09-20 10:00"), establishment="8860002")
ALSO_AGAIN = Return("also again", [Line(6), Line(7)], at("2026-09-26 10:00"), establishment="8860002")
FEWER = Return(
    "first",
    [Line(number, fate="refused" if number < 13 else "matched") for number in range(1, 21)],
    FIRST.received_at,
    judgement=2,
)
ALL_AGAIN = Return("first", FIRST.lines, FIRST.received_at, judgement=3)
SECOND_FEWER = Return(
    "second",
    [Line(number, fate="refused" if number < 18 else "matched") for number in range(1, 21)],
    SECOND.received_at,
    judgement=2,
)
FIRST_AGAIN = Return("first again", [Line(number) for number in range(1, 20)], at("2026-09-27 10:00"))

Step = Callable[[ReportingUnderTest], Any]


def takes_in(*returns: Return) -> Step:
    return lambda reporting: reporting.take_in(*returns)


def decides(each: Return, decision: Any) -> Step:
    async def decide(reporting: Any) -> None:
        await reporting.decide(await reporting.generation_of(each.submission_id), decision)

    return decide


def days_later(days: int) -> Step:
    async def go_on(reporting: ReportingUnderTest) -> None:
        reporting.clock.advance(timedelta(days=days))
        await reporting.tick()
        await reporting.recompute()

    return go_on


STORIES: dict[str, Sequence[Step]] = {
    "a roll and a return": [takes_in(ROLL, FIRST)],
    "a correction with rows that are not settled": [takes_in(ROLL, FIRST), takes_in(SECOND)],
    "received earlier, finished later": [takes_in(SECOND), takes_in(ROLL), takes_in(FIRST)],
    "held, approved, undone": [
        takes_in(ROLL, FIRST, SECOND),
        takes_in(THIRD),
        decides(THIRD, "approve"),
        decides(THIRD, "undo"),
        decides(SECOND, "undo"),
        decides(SECOND, "approve"),
    ],
    "rows set aside for somebody else's": [takes_in(ROLL, TWINS)],
    "two schools": [takes_in(ROLL, ELSEWHERE, FIRST)],
    "two schools, each of which sends the same again": [
        takes_in(ROLL, FIRST, ALSO),
        takes_in(ALSO_AGAIN),
        takes_in(FIRST_AGAIN),
        decides(FIRST, "undo"),
        decides(FIRST, "approve"),
    ],
    "a year goes by": [takes_in(ROLL, FIRST), days_later(100), days_later(250), days_later(0)],
    "the same again": [takes_in(ROLL, FIRST), takes_in(ROLL, FIRST)],
    "judged again, held, judged again": [takes_in(ROLL, FIRST), takes_in(FEWER), takes_in(ALL_AGAIN)],
    "a correction that is judged again, and comes before what it was": [
        takes_in(ROLL, ELSEWHERE, FIRST),
        takes_in(SECOND),
        takes_in(SECOND_FEWER),
    ],
    "everything undone": [takes_in(FIRST), decides(FIRST, "undo")],
}


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("reporting"), schema="reporting")
    yield opened
    await close_pool(opened)


@pytest.mark.parametrize("story", STORIES)
async def test_both_tell_the_same_story(pool: Pool, story: str) -> None:
    await empty(pool)
    real, fake = Office(pool, NOW), MemoryOffice(NOW)
    for step in STORIES[story]:
        await step(real)
        await step(fake)
        assert await fake.statuses() == await real.statuses()
        assert await fake.states() == await real.states()
        assert sorted(fake.published_events, key=repr) == sorted(real.published_events, key=repr)
    assert real.published_events


async def test_the_stories_are_worth_telling(pool: Pool) -> None:
    """They hold, shield, leave scope and lapse: were they tame, agreement would prove little."""
    office = MemoryOffice(NOW)
    for steps in STORIES.values():
        for step in steps:
            await step(office)
    assert {state for state, _ in (await office.states()).values()} >= {"accepted"}
    assert {change.group for change in office.changes} >= {"education", "not known", "out of scope"}
    assert any(change.lapsed for change in office.changes)
    assert str(person_id(40)) in office.forgotten
