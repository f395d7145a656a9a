"""Snapshots: made from what was known at an instant, counted as the figures of that day, and never changed."""

from datetime import date, timedelta

import pytest

from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.domain.snapshots.line import LINES
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries
from services.reporting.usecases.snapshots.keep_snapshots import MakeNightly, RemoveOldSnapshots
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from tests.support.claims import YEAR_11, YEAR_13, YEAR_14, school
from tests.support.reporting import Office
from tests.support.reporting_queries import figures_of
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ROLL = roll(
    "roll",
    [
        *(Line(number) for number in range(1, 6)),
        Line(6, district=None, facts={"characteristics": ("120", "180"), "address": ("1 High Street", "Maidstone")}),
        Line(7, born_on=YEAR_13),
        Line(8, born_on=YEAR_11),
        Line(9, born_on=YEAR_14, ehcp_until=date(2027, 1, 1)),
        Line(10, left_on=date(2026, 9, 30)),
    ],
    at("2026-09-10 08:00"),
)
ENROLLED = Return("school", [Line(1), Line(2), Line(7), Line(50, fate="new")], at("2026-09-18 10:00"))
ROWS = "SELECT * FROM snapshot_people WHERE snapshot_id = $1 ORDER BY person_id"


async def snapshot(office: Office, as_at: date, purpose: str = "asked") -> int:
    """Ask for a snapshot by what is known now, and make it."""
    snapshots = PostgresSnapshots(office.pool)
    asked = await snapshots.ask(as_at, None, purpose, asked_by="officer", asked_at=office.clock.now())  # type: ignore[arg-type]
    assert await MakeSnapshots(snapshots, school)() == 1
    found = await PostgresSnapshotQueries(office.pool).find(asked)
    assert found is not None
    assert found.is_made
    assert found.people_made == found.people_to_make
    return asked


async def test_everybody_stands_on_one_line_and_the_lines_are_the_figures_of_the_day(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    made = await snapshot(office, office.clock.today())
    rows = await office.pool.fetch(
        "SELECT line, count(*) AS people FROM snapshot_people WHERE snapshot_id = $1 GROUP BY line", made
    )
    found = dict.fromkeys(LINES, 0) | {row["line"]: row["people"] for row in rows}
    figures = (await figures_of(office).figures()).figures
    assert found == {
        "headline": figures.total.cohort,
        "older with plan": figures.older_with_plan.cohort,
        "not on roll": figures.not_on_roll.cohort,
        "younger": figures.younger,
        "older": figures.older,
        "age not known": figures.age_not_known,
        "out of scope": figures.out_of_scope,
    }


async def test_a_line_says_who_decided_and_what_the_roll_says_besides(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    made = await snapshot(office, office.clock.today())
    row = await office.pool.fetchrow(f"{ROWS.replace(' ORDER', ' AND person_id = $2 ORDER')}", made, person_id(1))
    assert row is not None
    wanted = ("210", "S_ENR", date(2026, 9, 18), date(2027, 8, 31), "headline", True)
    assert wanted == tuple(
        row[name] for name in ("code", "collection", "verified_on", "ends_on", "line", "in_national_return")
    )
    row = await office.pool.fetchrow(f"{ROWS.replace(' ORDER', ' AND person_id = $2 ORDER')}", made, person_id(6))
    assert row is not None
    assert (row["characteristics"], row["address"], row["code"]) == ("120 180", "1 High Street\nMaidstone", "810")


async def test_a_past_day_is_made_again_as_it_was_known_whatever_came_since(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    then, day = office.clock.now(), office.clock.today()
    before = await office.pool.fetch(ROWS, await snapshot(office, day))
    office.clock.advance(timedelta(days=40))
    await office.take_in(Return("late", [Line(number) for number in range(3, 6)], at("2026-11-10 10:00")))
    snapshots = PostgresSnapshots(office.pool)
    await office.pool.execute("DELETE FROM snapshots")
    again = await snapshots.ask(day, then, "asked", asked_by="officer", asked_at=office.clock.now())
    assert await MakeSnapshots(snapshots, school)() == 1
    after = await office.pool.fetch(ROWS, again)
    assert [tuple(row)[1:] for row in after] == [tuple(row)[1:] for row in before]
    assert await snapshots.ask(day, then, "month", asked_by="officer", asked_at=office.clock.now()) == again


async def test_what_an_interrupted_making_left_is_removed(office: Office) -> None:
    await office.take_in(ROLL)
    snapshots = PostgresSnapshots(office.pool)
    asked = await snapshots.ask(office.clock.today(), None, "asked", asked_by="officer", asked_at=office.clock.now())
    async with snapshots.make_next() as taken:
        assert taken is not None
        _, making = taken
        await making.start()
        async for people in making.people():
            await making.write(MakeSnapshots(snapshots, school)._lines(taken[0], people[:3]))
            break
        async with snapshots.make_next() as other:
            assert other is None, "two processes make one snapshot"
    assert await MakeSnapshots(snapshots, school)() == 1
    assert len(await office.pool.fetch(ROWS, asked)) == 10


async def test_one_each_night_whoever_asks_and_none_while_there_is_nobody(office: Office) -> None:
    snapshots = PostgresSnapshots(office.pool)
    office.clock.advance(timedelta(hours=-9))
    assert await MakeNightly(snapshots, office.clock, 1)() is None, "before its hour"
    office.clock.advance(timedelta(hours=9))
    assert await MakeNightly(snapshots, office.clock, 1)() is None, "nobody is known"
    await office.take_in(ROLL)
    asked = [await MakeNightly(snapshots, office.clock, 1)() for _ in range(2)]
    assert asked[0] is not None
    assert asked[1] is None
    office.clock.advance(timedelta(days=1))
    assert await MakeNightly(snapshots, office.clock, 1)() is not None


async def test_old_ones_go_with_everybody_in_them_but_those_of_months(office: Office) -> None:
    await office.take_in(ROLL)
    kept, gone = await snapshot(office, date(2026, 9, 30), "month"), await snapshot(office, date(2026, 10, 5))
    snapshots = PostgresSnapshots(office.pool)
    assert await RemoveOldSnapshots(snapshots)() == 0
    await office.pool.execute("UPDATE snapshots SET made_at = made_at - interval '63 days'")
    assert await RemoveOldSnapshots(snapshots)() == 1
    assert len(await office.pool.fetch(ROWS, kept)) == 10
    assert await office.pool.fetch(ROWS, gone) == []
    assert await PostgresSnapshotQueries(office.pool).find(gone) is None
