"""The national return over a real snapshot: who is in it, under which number, what is wrong, and the same bytes."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from services.reporting.adapters.national_return import xml_file
from services.reporting.adapters.national_return.checks import PostgresReturnChecks
from services.reporting.adapters.national_return.national_return import NationalReturn
from services.reporting.adapters.national_return.records import PostgresReturnRecords
from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.queries.national_return.returns import FILES, PostgresReturnRows, national_return_over
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries
from services.reporting.usecases.national_return.check_snapshots import CheckSnapshots
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from tests.support.claims import YEAR_11, YEAR_13, YEAR_14, school
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll
from tests.support.submission_views import REGISTER

pytestmark = pytest.mark.stack

MONTH_END: Final = date(2026, 9, 30)
SENT_ON: Final = date(2026, 10, 9)
ADDRESS: Final = {"address": ("1 High Street", "Maidstone")}
ROLL: Final = roll(
    "roll",
    [
        Line(1, facts=ADDRESS),
        Line(2, facts={**ADDRESS, "characteristics": ("120", "115")}),
        Line(3),
        Line(7, born_on=YEAR_13, facts=ADDRESS),
        Line(8, born_on=YEAR_11, facts=ADDRESS),
        Line(9, born_on=YEAR_14, ehcp_until=date(2027, 1, 1), facts=ADDRESS),
        Line(10, born_on=YEAR_14, facts=ADDRESS),
        Line(11, left_on=date(2026, 9, 15), facts=ADDRESS),
    ],
    at("2026-09-10 08:00"),
)
ENROLLED: Final = Return("school", [Line(1), Line(2), Line(7), Line(50, fate="new")], at("2026-09-18 10:00"))


async def made(office: Office, as_at: date) -> Snapshot:
    snapshots = PostgresSnapshots(office.pool)
    asked = await snapshots.ask(as_at, None, "asked", asked_by="officer", asked_at=office.clock.now())
    assert await MakeSnapshots(snapshots, school)() == 1
    found = await PostgresSnapshotQueries(office.pool).find(asked)
    assert found is not None
    return found


def check(office: Office) -> Callable[[], Awaitable[int]]:
    return CheckSnapshots(PostgresReturnChecks(office.pool), PostgresReturnRecords(office.pool, REGISTER), office.clock)


async def file_of(office: Office, snapshot: Snapshot) -> bytes:
    return b"".join([piece async for piece in NationalReturn(office.pool, REGISTER).xml(snapshot, SENT_ON)])


async def test_the_file_holds_whoever_belongs_in_it_under_a_number_for_good(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    snapshot = await made(office, MONTH_END)
    written = await file_of(office, snapshot)
    root = etree.fromstring(written)
    statuses = Counter(one.findtext("PersonalDetails/CohortStatus") for one in root.findall("YoungPersonsRecord"))
    assert statuses["P"] == 6
    assert await file_of(office, snapshot) == written
    numbers = await office.pool.fetch("SELECT person_id, number FROM return_numbers ORDER BY number")
    office.clock.advance(timedelta(days=1))
    await file_of(office, await made(office, MONTH_END))
    assert await office.pool.fetch("SELECT person_id, number FROM return_numbers ORDER BY number") == numbers
    ids = [one.findtext("PersonalDetails/YoungPersonsID") for one in root.findall("YoungPersonsRecord")]
    assert ids == sorted(ids)
    assert all(one is not None and len(one) == 13 for one in ids)
    assert len(set(ids)) == len(ids)


async def test_a_file_in_which_nothing_is_wrong_is_valid(office: Office) -> None:
    await office.take_in(
        roll("roll", [Line(1, facts=ADDRESS), Line(8, born_on=YEAR_11, facts=ADDRESS)], ROLL.received_at)
    )
    snapshot = await made(office, MONTH_END)
    schema = etree.XMLSchema(etree.parse(Path(xml_file.__file__).parent / "schemas" / "nccis_2022.xsd"))
    schema.assertValid(etree.fromstring(await file_of(office, snapshot)))
    assert await check(office)() == 1
    found = await PostgresReturnRows(office.pool).find_check(snapshot.snapshot_id)
    assert found is not None
    assert (found.records, found.by_priority[1]) == (2, 0)


async def test_every_snapshot_is_checked_once_and_each_number_knows_its_people(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    snapshot = await made(office, MONTH_END)
    assert await PostgresReturnRows(office.pool).find_check(snapshot.snapshot_id) is None
    assert await check(office)() == 1
    assert await check(office)() == 0
    rows = await office.pool.fetch(
        "SELECT number, person_id FROM return_findings WHERE snapshot_id = $1", snapshot.snapshot_id
    )
    found = {(row["number"], row["person_id"]) for row in rows}
    assert (31, person_id(3)) in found
    assert (104, person_id(2)) in found
    assert (31, person_id(1)) not in found
    counts = await office.pool.fetchval("SELECT counts FROM return_checks WHERE snapshot_id = $1", snapshot.snapshot_id)
    assert counts == {str(number): count for number, count in Counter(number for number, _ in found).items()}


async def test_what_was_found_can_be_read_with_its_people_and_taken_away_as_files(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    snapshot = await made(office, date(2026, 11, 1))
    await check(office)()
    returns = national_return_over(office.pool, REGISTER)
    view = await returns.view(snapshot.snapshot_id)
    assert view is not None
    assert view.check.counts[31] == 1
    assert view.check in view.trend
    assert "The period does not end with a month." in view.check.stops
    found = await returns.people(snapshot.snapshot_id, 31, account="officer", page=1, page_size=50)
    assert found is not None
    assert [one.person_id for one in found.items] == [person_id(3)]
    lines = {}
    for kind in FILES:
        taken = await returns.file(snapshot.snapshot_id, kind, SENT_ON, account="officer")
        assert taken is not None
        lines[kind] = b"".join([piece async for piece in taken[1]]).decode("utf-8-sig").splitlines()
    assert len(lines["return.csv"]) == view.check.records + 1
    assert lines["guarantee.csv"][0].startswith("YoungPersonsID,FamilyName")
    assert lines["activity-survey.csv"][0].endswith("UKProviderReferenceNumber")
    assert await returns.file(0, "return.csv", None, account="officer") is None
