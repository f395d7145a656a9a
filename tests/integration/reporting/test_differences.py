"""Differences on a real database: whom a held return adds, removes and changes, counted and listed."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.reporting.domain.returns.changes import FactChange, RowChange
from services.reporting.queries.board.lines import HeldChange
from services.reporting.queries.differences import DifferenceQueries, PostgresDifferenceRows
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.usecases.record_entry import EntryLine, PersonEntry, RecordEntry
from tests.support.reporting import Office
from tests.support.reporting_queries import board_of
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 61)], at("2026-09-10 08:00"), part_size=20)
FIRST = Return("first", [Line(number) for number in range(1, 41)], at("2026-09-18 10:00"), part_size=9)
KEPT = [Line(number) for number in range(1, 21)]
OTHER_LINES = [
    replace(KEPT[0], level="2"),
    replace(KEPT[1], ends_on=date(2027, 6, 30), attendance="PT"),
    replace(KEPT[2], title="Another title"),  # shown, and nothing that bears on a status
    replace(KEPT[3], surname="Fernhollow"),
    replace(KEPT[4], sen="E"),
    replace(KEPT[5], born_on=date(2009, 10, 15)),
]
CUT = Return(
    "cut",
    [*OTHER_LINES, *KEPT[6:], Line(21, fate="refused"), *(Line(number) for number in range(51, 54))],
    at("2026-09-25 10:00"),
    part_size=7,
)
"""Removes 19 of 40, shields one, adds three, and says something else of four."""


def queries(office: Office) -> DifferenceQueries:
    return DifferenceQueries(PostgresDifferenceRows(office.pool), PostgresReadAudit(office.pool))


async def listed(office: Office, about: Return, change: str, page_size: int = 50) -> dict[UUID, tuple[RowChange, ...]]:
    of = await office.generation_of(about.submission_id)
    found = await queries(office).difference(of, change, account="officer", page_size=page_size)
    assert found.total >= len(found.items)
    return {line.person_id: line.changes for line in found.items}


async def test_a_held_return_is_shown_with_all_that_it_changes(office: Office) -> None:
    await office.take_in(ROLL, FIRST, CUT)
    assert (await office.states())[CUT.submission_id] == ("held", "removes_many")
    of = await office.generation_of(CUT.submission_id)
    assert await queries(office).changed(of) == 4
    changed = await listed(office, CUT, "changed")
    assert set(changed) == {person_id(number) for number in (1, 2, 5, 6)}
    (first,), (second,) = changed[person_id(1)], changed[person_id(2)]
    assert first.facts == (FactChange("level", "3", "2"),)
    assert set(second.facts) == {
        FactChange("attendance", "FT", "PT"),
        FactChange("ends_on", "2027-07-09", "2027-06-30"),
    }
    assert set(await listed(office, CUT, "added")) == {person_id(number) for number in (51, 52, 53)}
    assert set(await listed(office, CUT, "removed")) == {person_id(number) for number in range(22, 41)}
    assert set(await listed(office, CUT, "shielded")) == {person_id(21)}
    assert len(await listed(office, CUT, "changed", page_size=3)) == 3


async def test_the_board_shows_the_difference_of_what_waits_and_of_nothing_else(office: Office) -> None:
    await office.take_in(ROLL, FIRST, CUT)
    assert [(line.collection, line.change) for line in await board_of(office)] == [
        ("S_ENR", HeldChange(3, 19, 4)),
        ("ROLL", None),
    ]


async def test_what_counts_at_once_is_counted_when_somebody_looks(office: Office) -> None:
    again = Return("again", [replace(FIRST.lines[0], level="1"), *FIRST.lines[1:]], at("2026-09-26 10:00"))
    await office.take_in(ROLL, FIRST, again)
    stored = await office.pool.fetchval("SELECT count(*) FROM editions WHERE people_changed IS NOT NULL")
    assert stored == 0
    assert await queries(office).changed(await office.generation_of(again.submission_id)) == 1
    assert await queries(office).changed(await office.generation_of(FIRST.submission_id)) == 0


async def test_facts_in_another_order_are_the_same_facts(office: Office) -> None:
    facts = {"row_kind": "LEFT", "left_on": "2026-09-20", "destination": "D31"}
    await office.take_in(ROLL)
    for form_id, said in (("1", facts), ("2", dict(reversed(facts.items())))):
        entry = PersonEntry(
            form_id, "a", "S_CHECK", "8860001", "Check", (EntryLine(person_id(1), said, {}),), "2026-27"
        )
        entry_id = await RecordEntry(office.begin, office.clock, lambda: None)(entry)
        office.clock.advance(at("2026-10-06 08:00") - office.clock.now())
        assert entry_id is not None
        await office.settle()
        assert await queries(office).changed(await office.generation_of(entry_id)) == 0
