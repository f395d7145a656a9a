"""Work lists on a real database: counts are lengths, whatever is asked; one at a time; as at a day as it was then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.adapters.work_lists.risks import risk_tables
from services.reporting.adapters.work_lists.states import work_tables
from services.reporting.domain.work_lists.at_risk import RiskAct, read_lines
from services.reporting.domain.work_lists.lists import BY_CODE
from services.reporting.domain.work_lists.state import AVAILABILITIES, Act
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.queries.work_lists.conditions import CONDITIONS
from services.reporting.queries.work_lists.rows import PostgresWorkListRows
from services.reporting.queries.work_lists.views import CONTACTED, ORDERS, WorkFilter
from services.reporting.queries.work_lists.work_lists import WorkListQueries
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from services.reporting.usecases.work_lists.record_risk import RecordRisk, RiskList, RiskWord, TakeRiskList
from services.reporting.usecases.work_lists.work_on import WorkOn, WorkWord
from shared.persistence.pool import Pool
from tests.support.claims import YEAR_11, YEAR_13, school
from tests.support.recorded_units_of_work import RecordedUnitsOfWork
from tests.support.reporting import Office
from tests.support.reporting_queries import figures_of
from tests.support.returns import MAIDSTONE, Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ME, OTHER = "tracker@example.org", "another@example.org"
ROLL = roll(
    "roll",
    [
        *(Line(number) for number in range(1, 8)),
        Line(8, born_on=YEAR_13, district=None),
        Line(9, born_on=YEAR_13, school="8860002"),
        Line(10, born_on=YEAR_11),
        Line(11, facts={"characteristics": ("120",)}),
        Line(12, district="E07000105"),
    ],
    at("2026-09-10 08:00"),
    part_size=20,
)
ENROLLED = Return("enrolled", [Line(1), Line(2, ends_on=date(2026, 10, 20)), Line(3), Line(4)], at("2026-09-18 10:00"))


def contact(name: str, number: int, on: str, **facts: object) -> Return:
    lines = [Line(number, facts={"contacted_on": on, **facts})]
    return Return(name, lines, at(f"{on} 10:00"), collection="CONTACT", establishment="886", period=name)


CONTACTS = (
    contact("one", 5, "2026-09-25", activity="610", review_on="2026-10-01"),
    contact("two", 6, "2026-10-01", outcome="NO ANSWER"),
    contact("three", 6, "2026-10-02", outcome="MESSAGE"),
    contact("four", 6, "2026-10-03", outcome="NO ANSWER"),
    contact("five", 7, "2026-05-01", outcome="NO ANSWER"),
)


def queries(pool: Pool, office: Office) -> WorkListQueries:
    return WorkListQueries(PostgresWorkListRows(pool, school), PostgresReadAudit(pool), office.clock)


async def listed(office: Office, code: str, wanted: WorkFilter | None = None) -> list[int]:
    numbers = {person_id(number): number for number in range(1, 60)}
    view = await queries(office.pool, office).listing(code, wanted or WorkFilter(), account=ME)
    assert view is not None
    return [numbers[line.who.person_id] for line in view.lines.items]


async def taken_in(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED, *CONTACTS)


async def snapshot(office: Office) -> int:
    snapshots = PostgresSnapshots(office.pool)
    made = await snapshots.ask(office.clock.today(), None, "asked", asked_by="officer", asked_at=office.clock.now())
    assert await MakeSnapshots(snapshots, school)() == 1
    return made


def filters(snapshot_id: int | None) -> Iterator[WorkFilter]:
    """Yield what an index can be asked for."""
    places = (None, "unknown", MAIDSTONE, "E07000105")
    for district, years, establishments, weeks, sees in product(
        places, ((), (12,), (12, 13)), ((), ("8860001",)), (1, 4), (True, False)
    ):
        yield WorkFilter(
            district=district,
            years=years,
            establishments=establishments,
            weeks=weeks,
            snapshot=snapshot_id,
            sees_places=sees,
        )


def test_every_list_has_a_condition() -> None:
    assert list(CONDITIONS) == list(BY_CODE)


async def test_who_stands_where(office: Office) -> None:
    await taken_in(office)
    by_name = WorkFilter(order="name")
    found = {code: sorted(await listed(office, code, by_name)) for code in BY_CODE}
    assert found["not-known"] == [6, 7, 8, 9, 11, 12]
    assert found["neet"] == [5]
    assert found["no-enrolment"] == [5, 6, 7, 8, 9, 11, 12]
    assert found["review-due"] == [5]
    assert await listed(office, "lapsing", WorkFilter(weeks=1)) == []
    assert 2 in await listed(office, "lapsing", WorkFilter(weeks=12))


async def test_counts_are_lengths_for_every_list_and_filter_today_and_as_at_a_day(office: Office) -> None:
    await taken_in(office)
    await office.pool.execute(
        "INSERT INTO person_flags (entry_id, person_id, flag, in_force, since, reason, account, entered_at)"
        " VALUES (gen_random_uuid(), $1, 'confidential', true, $2, 'asked', 'officer', now())",
        person_id(6), office.clock.today(),
    )  # fmt: skip
    asked = queries(office.pool, office)
    for which in (None, await snapshot(office)):
        for wanted in filters(which):
            index = await asked.index(wanted)
            assert index is not None
            for code in BY_CODE:
                assert len(await listed(office, code, wanted)) == index.counts[code], (code, wanted)


async def test_narrowed_further_the_parts_are_the_whole(office: Office) -> None:
    await taken_in(office)
    await said(office, 8, "take")
    await said(office, 9, "done")
    for code in BY_CODE:
        whole = sorted(await listed(office, code))
        narrowing: Any = (("contacted", CONTACTED), ("availability", AVAILABILITIES))
        for name, values in narrowing:
            parts = [await listed(office, code, replace(WorkFilter(), **{name: one})) for one in values]
            assert sorted(number for part in parts for number in part) == whole
        for order in ORDERS:
            assert sorted(await listed(office, code, WorkFilter(order=order))) == whole


async def test_the_list_of_not_known_is_the_figure(office: Office) -> None:
    await taken_in(office)
    figures = (await figures_of(office).figures()).figures
    assert len(await listed(office, "not-known", WorkFilter(years=(12, 13)))) == figures.total.not_known
    assert len(await listed(office, "neet", WorkFilter(years=(12, 13)))) == figures.total.neet


async def test_a_day_that_is_past_is_shown_as_it_was(office: Office) -> None:
    await taken_in(office)
    then = WorkFilter(snapshot=await snapshot(office), order="name")
    before = {code: await listed(office, code, then) for code in BY_CODE}
    live = {code: await listed(office, code, WorkFilter(order="name")) for code in BY_CODE}
    assert before == live
    office.clock.advance(timedelta(hours=4))
    await office.take_in(Return("all", [Line(number) for number in range(1, 13)], at("2026-10-05 12:00"), part_size=20))
    assert {code: await listed(office, code, then) for code in BY_CODE} == before
    assert await listed(office, "no-enrolment") == []


async def test_who_was_tried_in_vain_stands_behind_and_whoever_is_vulnerable_before(office: Office) -> None:
    await taken_in(office)
    await snapshot(office)
    order = await listed(office, "not-known")
    assert order.index(11) < order.index(12), "a vulnerable group, by the newest snapshot"
    assert order[-1] == 6, "three tries in vain"


async def said(office: Office, number: int, act: Act, account: str = ME, seen: int | None = None) -> str:
    begin = RecordedUnitsOfWork(office.pool, work_tables).begin
    last = await office.pool.fetchval(
        "SELECT coalesce(max(entry_id), 0) FROM work_entries WHERE person_id = $1", person_id(number)
    )
    word = WorkWord(f"{act}{account}{seen}{last}", account, person_id(number), act, last if seen is None else seen)
    return await WorkOn(begin, office.clock)(word)


async def test_of_two_who_take_somebody_one_is_told(office: Office) -> None:
    await taken_in(office)
    assert await said(office, 8, "take") == "written"
    assert await said(office, 8, "take", OTHER, seen=0) == "stale"
    assert await said(office, 8, "take", OTHER) == "not now"
    assert await listed(office, "not-known", WorkFilter(availability="mine")) == [8]
    assert await said(office, 8, "undo") == "written"
    assert await said(office, 8, "take", OTHER) == "written"
    assert await said(office, 8, "undo") == "not now"
    office.clock.advance(timedelta(days=7))
    assert await said(office, 8, "take") == "written"
    assert await said(office, 40, "take") == "nobody"


async def test_each_look_and_each_file_is_in_the_audit_with_how_many(office: Office) -> None:
    await taken_in(office)
    asked = queries(office.pool, office)
    await asked.taken_away("not-known", WorkFilter(), account=ME, form="CSV")
    await asked.listing("neet", WorkFilter(), account=ME)
    rows = await office.pool.fetch("SELECT kind, about FROM shared.audit_entries WHERE account = $1 ORDER BY at", ME)
    found = [(row["kind"], row["about"]) for row in rows][-2:]
    assert found == [("work list taken away", "not-known: 6 people as CSV"), ("work list", "neet")]


async def risk(office: Office, number: int, act: RiskAct) -> str:
    begin = RecordedUnitsOfWork(office.pool, risk_tables).begin
    return await RecordRisk(begin, office.clock)(RiskWord(act, ME, person_id(number), act, ("progress",)))


async def test_whoever_is_found_at_risk_stands_on_the_list_until_it_is_closed(office: Office) -> None:
    await taken_in(office)
    await office.pool.execute("UPDATE people SET upn = 'A' || 1000 WHERE person_id = $1", person_id(3))
    await office.pool.execute("UPDATE people SET uln = '2000' WHERE person_id IN ($1, $2)", person_id(4), person_id(5))
    begin = RecordedUnitsOfWork(office.pool, risk_tables).begin
    lines = read_lines("A1000, attendance\n2000, behaviour\nA1001")[0]
    given = RiskList("form", ME, "dfe", "autumn 2026", lines)
    for _ in range(2):
        missing = await TakeRiskList(begin, office.clock)(given)
        assert [one.place for one in missing] == [2, 3], "of two people, and of nobody"
    assert await office.pool.fetchval("SELECT count(*) FROM risk_entries") == 1
    assert await risk(office, 6, "found") == "written"
    assert sorted(await listed(office, "at-risk")) == [3, 6]
    office.clock.advance(timedelta(minutes=1))
    then = WorkFilter(snapshot=await snapshot(office))
    office.clock.advance(timedelta(minutes=1))
    assert await risk(office, 3, "closed") == "written"
    assert await risk(office, 40, "found") == "nobody"
    assert await listed(office, "at-risk") == [6]
    assert sorted(await listed(office, "at-risk", then)) == [3, 6]
