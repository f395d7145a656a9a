"""The monthly cycle on PostgreSQL: a month is closed with its people or not at all, by one of two who act at once."""

import asyncio
from datetime import date, timedelta

import asyncpg
import pytest

from services.reporting.adapters.months.months import PostgresMonths
from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.domain.months.month import AskedStep, Step
from services.reporting.queries.months.months import Counted, MonthQueries, PostgresMonthRows
from services.reporting.usecases.months.take_step import StepCommand, TakeStep
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from tests.support.claims import school
from tests.support.month_views import NoErrors
from tests.support.reporting import Office
from tests.support.returns import Line, at, roll

pytestmark = pytest.mark.stack

END = date(2026, 9, 30)
ROLL = roll("roll", [Line(number) for number in range(1, 6)], at("2026-09-10 08:00"))


async def take(office: Office, step: Step, version: int, *, form_id: str = "", reason: str = "why") -> str:
    """Take a step of September as somebody who was shown that version."""
    command = StepCommand(
        END, AskedStep(step, version, reason, "receipt 7"), "reviewer", form_id or f"{step} {version}"
    )
    return await TakeStep(PostgresMonths(office.pool), NoErrors(), office.clock)(command)


async def made(office: Office) -> int:
    """Make what was asked for."""
    return await MakeSnapshots(PostgresSnapshots(office.pool), school)()


async def test_a_month_goes_through_its_cycle_and_a_second_edition_stands_beside_the_first(office: Office) -> None:
    queries = MonthQueries(PostgresMonthRows(office.pool), NoErrors(), office.clock)
    await office.take_in(ROLL)
    assert await take(office, "check", 0) == "taken"
    assert await take(office, "close", 1) == "being made"
    assert await made(office) == 1
    office.clock.advance(timedelta(minutes=5))
    assert await take(office, "close", 1) == "taken"
    assert await take(office, "send", 2) == "being made"
    assert await made(office) == 1
    first = (await queries.month(END)).month.frozen
    assert await take(office, "send", 2) == "taken"
    assert await take(office, "reject", 3) == "taken"
    assert await take(office, "reopen", 4) == "taken"
    office.clock.advance(timedelta(minutes=5))
    assert [await take(office, "check", 5), await made(office)] == ["taken", 1]
    office.clock.advance(timedelta(minutes=5))
    assert [await take(office, "close", 6), await made(office)] == ["taken", 1]
    view = await queries.month(END)
    assert (view.month.state, view.month.edition, view.month.version) == ("closed", 2, 7)
    assert view.counted == Counted(5, 5, 5)
    assert first is not None
    assert view.month.frozen != first
    assert {one.purpose for one in view.snapshots.values() if one.snapshot_id in (first, view.month.frozen)} == {
        "month"
    }
    listed = {month.period_end: act for month, act in await queries.months()}
    assert listed[END] == view.acts[-1]
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await office.pool.execute("DELETE FROM snapshots WHERE snapshot_id = $1", first)


async def test_of_two_who_act_at_once_one_is_told_to_look_again(office: Office) -> None:
    await office.take_in(ROLL)
    answers = await asyncio.gather(*(take(office, "check", 0, form_id=f"form {number}") for number in range(6)))
    assert sorted(answers) == ["changed meanwhile"] * 5 + ["taken"]
    again = await asyncio.gather(*(take(office, "check", 1, form_id="one form") for _ in range(6)))
    assert again == ["taken"] * 6, "a form sent twice is one step"
    assert await office.pool.fetchval("SELECT count(*) FROM month_acts") == 2


async def test_what_was_done_is_never_changed_and_stands_in_the_audit(office: Office) -> None:
    await office.take_in(ROLL)
    await take(office, "check", 0)
    with pytest.raises(asyncpg.RaiseError):
        await office.pool.execute("UPDATE month_acts SET account = 'nobody'")
    noted = await office.pool.fetchrow(
        "SELECT account, kind FROM shared.audit_entries WHERE kind LIKE 'month%' ORDER BY place DESC LIMIT 1"
    )
    assert noted is not None
    assert tuple(noted) == ("reviewer", "month entered")
