"""What-ifs: computed apart, equal to what becomes of it for real, and written nowhere but into their own snapshot."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.adapters.what_if.asked import PostgresWhatIfs
from services.reporting.adapters.what_if.process import WhatIfFailedError, WhatIfProcess
from services.reporting.domain.establishment_kinds import kinds_of
from services.reporting.domain.what_if.difference import difference_of
from services.reporting.domain.what_if.scenario import scenario_of
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries
from services.reporting.queries.what_if.what_ifs import Move, PostgresWhatIfRows
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.vocabulary.establishments import Register
from tests.integration.reporting.conftest import empty
from tests.support.offsets import ends_of_all
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll
from tests.support.stack import Database, Stack

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 9)], at("2026-09-10 08:00"))
ENROLLED = Return("school", [Line(1), Line(2), Line(3), Line(50, fate="new")], at("2026-09-18 10:00"))
COLLEGE = Return(
    "college", [Line(3, started_on=date(2026, 9, 14)), Line(4)], at("2026-09-20 10:00"), "S_ENR", "8860002"
)
LEFT = Return("left", [Line(2, left_on=date(2026, 9, 25), destination="D25")], at("2026-09-28 10:00"), "S_LEAVE")
KIND_OF = kinds_of(Register.load(None))
STATUSES = """
SELECT person_id, status_group, code, lapsed, due_on, establishment, line FROM snapshot_people
WHERE snapshot_id = $1 ORDER BY person_id
"""
Statuses = Mapping[UUID, tuple[Any, ...]]


class Maker:
    """Makes snapshots and what-ifs of an office."""

    def __init__(self, office: Office, process: WhatIfProcess) -> None:
        self.office = office
        self.snapshots = PostgresSnapshots(office.pool)
        self.make = MakeSnapshots(self.snapshots, KIND_OF, process)

    async def as_it_is(self, as_at: date | None = None) -> int:
        """Make a snapshot by what is known now."""
        day, now = as_at or self.office.clock.today(), self.office.clock.now()
        asked = await self.snapshots.ask(day, None, "asked", asked_by="officer", asked_at=now)
        await self.make()
        return asked

    async def what_if(self, baseline: int, **scenario: Any) -> int:
        """Make a what-if beside a snapshot."""
        asked = await PostgresWhatIfs(self.office.pool).ask(baseline, scenario_of(scenario), asked_by="officer")
        assert asked is not None
        assert await self.make() == 1
        found = await PostgresSnapshotQueries(self.office.pool).find(asked)
        assert found is not None
        assert found.is_made
        return asked

    async def statuses(self, snapshot_id: int) -> Statuses:
        """Return everybody's status in a snapshot."""
        rows = await self.office.pool.fetch(STATUSES, snapshot_id)
        return {row["person_id"]: tuple(row)[1:] for row in rows}


@pytest.fixture
def maker(office: Office, database: Database) -> Maker:
    return Maker(office, WhatIfProcess(database.service_url("reporting"), None))


def changed(before: Statuses, after: Statuses) -> set[UUID]:
    """Return whose status differs."""
    return {who for who in before.keys() | after.keys() if before.get(who) != after.get(who)}


async def test_a_feed_that_is_removed_is_as_if_it_had_never_come(maker: Maker, office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    without = await maker.statuses(await maker.as_it_is())
    office.clock.advance(timedelta(minutes=5))
    await office.take_in(COLLEGE)
    baseline = await maker.as_it_is()
    removed = await maker.what_if(baseline, kind="removed", collection="S_ENR", establishment="8860002")
    assert await maker.statuses(removed) == without
    assert changed(without, await maker.statuses(baseline)) == {person_id(3), person_id(4)}


async def test_whoever_is_known_from_the_removed_feed_alone_is_not_there(maker: Maker, office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    removed = await maker.what_if(await maker.as_it_is(), kind="removed", collection="S_ENR")
    assert person_id(50) not in await maker.statuses(removed)


@pytest.mark.parametrize("weeks", [1, 5, 8])
async def test_a_return_that_is_late_is_as_if_it_had_been_sent_then(maker: Maker, office: Office, weeks: int) -> None:
    start, end = office.clock.now(), at("2026-11-16 09:00")
    own = [replace(ENROLLED, received_at=at("2026-10-06 10:00")), replace(LEFT, received_at=at("2026-10-12 10:00"))]
    others = [ROLL, replace(COLLEGE, received_at=at("2026-10-08 10:00"))]
    await _come(office, [*others, *own], end)
    baseline = await maker.as_it_is()
    found = await maker.statuses(await maker.what_if(baseline, kind="late", establishment="8860001", weeks=weeks))
    assert bool(changed(await maker.statuses(baseline), found)) is (weeks > 1)
    await empty(office.pool)
    office.clock.advance(start - office.clock.now())
    delay = timedelta(weeks=weeks)
    await _come(office, [*others, *(replace(one, received_at=one.received_at + delay) for one in own)], end)
    assert found == await maker.statuses(await maker.as_it_is())


async def test_other_rules_of_currency_hold_in_the_what_if_alone(maker: Maker, office: Office) -> None:
    await office.take_in(ROLL, ENROLLED, COLLEGE, LEFT)
    baseline = await maker.as_it_is(date(2026, 12, 1))
    before = await maker.statuses(baseline)
    shorter = await maker.what_if(baseline, kind="currency", codes=["210", "620"], months=1)
    after = await maker.statuses(shorter)
    assert {after[person_id(number)][2] for number in (1, 3, 4)} == {True}
    assert {before[person_id(number)][2] for number in (1, 3, 4)} == {False}
    await office.pool.execute("DELETE FROM snapshots")
    assert await maker.statuses(await maker.as_it_is(date(2026, 12, 1))) == before


async def test_another_cell_of_precedence_decides_in_the_what_if_alone(maker: Maker, office: Office) -> None:
    await office.take_in(ROLL, ENROLLED, LEFT)
    baseline = await maker.as_it_is()
    before = await maker.statuses(baseline)
    assert before[person_id(2)][1] == "620" or before[person_id(2)][0] == "neet"
    other = await maker.statuses(await maker.what_if(baseline, kind="precedence", winner="learning", loser="leaving"))
    assert changed(before, other) == {person_id(2)}
    assert other[person_id(2)][0] == "education"


async def test_answers_that_are_imagined_are_as_answers_that_come(maker: Maker, office: Office) -> None:
    await office.take_in(ROLL)
    issue = await office.pool.fetchval(
        "INSERT INTO list_issues (entry_id, collection, period, issued_at, account)"
        " VALUES (gen_random_uuid(), 'TEP_DEST', '2026-27', $1, 'officer') RETURNING issue_id",
        office.clock.now() - timedelta(days=1),
    )
    people = [person_id(number) for number in range(1, 9)]
    await office.pool.executemany(
        "INSERT INTO listed_people (issue_id, establishment, person_id) VALUES ($1, '8860001', $2)",
        [(issue, one) for one in people],
    )
    baseline = await maker.as_it_is()
    asked = {"kind": "answered", "collection": "TEP_DEST", "period": "2026-27", "percent": 50, "seed": 7}
    made = await maker.what_if(baseline, **asked, shares={"D25": 50, "D14": 50})
    imagined = await maker.statuses(made)
    answered = {who: code for who, (_, code, *_) in imagined.items() if code != "810"}
    assert sorted(answered.values()) == ["330", "330", "610", "610"]
    destination = {"330": "D14", "610": "D25"}
    lines = [
        Line(number, facts={"destination": destination[answered[person_id(number)]]})
        for number in range(1, 9)
        if person_id(number) in answered
    ]
    await office.take_in(Return("answers", lines, office.clock.now(), "TEP_DEST"))
    office.clock.advance(timedelta(seconds=1))
    assert await maker.statuses(await maker.as_it_is()) == imagined
    assert (
        await office.pool.fetchval(
            "SELECT count(*) FROM snapshot_people WHERE snapshot_id = $1 AND decided_generation_id = 0", made
        )
        == 0
    )


SCENARIOS: tuple[dict[str, Any], ...] = (
    {"kind": "currency", "codes": ["210"], "months": 1},
    {"kind": "late", "establishment": "8860001", "weeks": 2},
    {"kind": "removed", "collection": "S_ENR"},
    {"kind": "precedence", "winner": "learning", "loser": "leaving"},
)


async def test_nothing_is_written_but_its_own_snapshot_and_no_message_is_sent(
    maker: Maker, office: Office, stack: Stack
) -> None:
    await office.take_in(ROLL, ENROLLED, COLLEGE, LEFT)
    baseline = await maker.as_it_is()
    tables, offsets = await _rows(office.pool), await ends_of_all(stack.kafka())
    made = [await maker.what_if(baseline, **scenario) for scenario in SCENARIOS]
    assert await _rows(office.pool) == tables
    assert await ends_of_all(stack.kafka()) == offsets
    others = "SELECT count(*) FROM snapshot_people WHERE snapshot_id <> ALL($1::bigint[])"
    assert await office.pool.fetchval(others, made) == len(await maker.statuses(baseline))


@pytest.fixture
async def reading(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("reporting"), schema="reporting", size_max=1, read_only=True)
    yield opened
    await close_pool(opened)


@pytest.mark.parametrize("table", ["people", "claims", "outbox", "snapshots", "snapshot_people"])
async def test_the_connection_of_a_what_if_cannot_write(office: Office, reading: Pool, table: str) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await reading.execute(f"DELETE FROM {table}")


async def test_a_what_if_that_fails_leaves_nothing_to_read(maker: Maker, office: Office) -> None:
    await office.take_in(ROLL)
    baseline = await maker.as_it_is()
    asked = await PostgresWhatIfs(office.pool).ask(
        baseline, scenario_of({"kind": "removed", "collection": "ROLL"}), asked_by="officer"
    )
    await office.pool.execute('UPDATE snapshots SET scenario = \'{"kind": "magic"}\' WHERE snapshot_id = $1', asked)
    with pytest.raises(WhatIfFailedError, match="ValidationError"):
        await maker.make()
    assert asked is not None
    found = await PostgresSnapshotQueries(office.pool).find(asked)
    assert found is not None
    assert not found.is_made
    assert await PostgresWhatIfs(office.pool).remove(asked) == "removed"


async def test_a_snapshot_is_never_removed_as_a_what_if(maker: Maker, office: Office) -> None:
    await office.take_in(ROLL)
    baseline = await maker.as_it_is()
    assert await PostgresWhatIfs(office.pool).remove(baseline) == "unknown"


async def _come(office: Office, returns: Sequence[Return], until: datetime) -> None:
    """Take in each return when it is received, up to an instant."""
    for one in sorted(returns, key=lambda one: one.received_at):
        if one.received_at <= until:
            office.clock.advance(max(one.received_at - office.clock.now(), timedelta()))
            await office.take_in(one)
    office.clock.advance(until - office.clock.now())


async def _rows(pool: Pool) -> Mapping[str, int]:
    names = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'reporting'")
    found = {row["tablename"]: await pool.fetchval(f'SELECT count(*) FROM "{row["tablename"]}"') for row in names}
    return {name: rows for name, rows in found.items() if name not in ("snapshots", "snapshot_people")}


async def test_the_page_counts_and_lists_whom_the_what_if_changes(maker: Maker, office: Office) -> None:
    await office.take_in(ROLL, ENROLLED, COLLEGE, LEFT)
    baseline = await maker.as_it_is()
    removed = await maker.what_if(baseline, kind="removed", collection="S_ENR", establishment="8860001")
    rows = PostgresWhatIfRows(office.pool)
    assert await rows.beside(removed) == baseline
    assert [one.snapshot_id for one in (await rows.what_ifs(page=1, page_size=10)).items] == [removed]
    difference = difference_of(await rows.groups(baseline, removed, confidential=True))
    for move, people in difference.moves.items():
        listed = await rows.people(baseline, removed, Move(*move), confidential=True, page=1, page_size=10)
        assert (listed.total, len(listed.items)) == (people, people)
    assert difference.moves == {("education", "not known"): 1, ("education", "not known of"): 1}
    for snapshot_id, side in ((baseline, difference.total.before), (removed, difference.total.after)):
        counted = "SELECT count(*) FROM snapshot_people WHERE snapshot_id = $1 AND line = 'headline'"
        assert await office.pool.fetchval(counted, snapshot_id) == side.cohort + side.custody
