"""Unusual leavers from what is stored: which returns answer for a month, and how many leavers they name."""

from collections.abc import Sequence

import pytest

from services.reporting.domain.quality.leaver_alerts import LeaversOfMonth, Profile
from services.reporting.queries.quality.leaver_alerts import LeaverAlertQueries, LeaversView, PostgresAlertRows
from services.reporting.usecases.quality.answer_alert import AlertAnswer, AnswerAlert
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, roll

pytestmark = pytest.mark.stack

MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02")
SCHOOLS = tuple(f"886000{number}" for number in range(1, 6))
SILENT = SCHOOLS[0]


def left(number: int, month: str) -> Line:
    return Line(number, facts={"left_on": f"{month}-12", "destination": "D24"})


def leavers(school: str, month: str, numbers: Sequence[int], collection: str = "S_LEAVE") -> Return:
    """The leavers of a school and month; nobody: the statement that there are none."""
    lines = [left(number, month) for number in numbers]
    if collection == "S_JL":
        lines = [Line(one.number, facts={**(one.facts or {}), "row_kind": "L"}) for one in lines]
    return Return(f"{collection} {school} {month}", lines, at(f"{month}-28 10:00"), collection, school, month)


def county() -> list[Return]:
    """Five schools of forty pupils each; each month each school but the first says that one has left."""
    people = [Line(100 * place + n, school=school) for place, school in enumerate(SCHOOLS) for n in range(40)]
    returns = [roll("roll", people, at("2026-09-01 08:00"), part_size=500)]
    for position, month in enumerate(MONTHS):
        for place, school in enumerate(SCHOOLS):
            returns.append(leavers(school, month, [100 * place + position] if school != SILENT else []))
    return returns


async def view_of(office: Office) -> LeaversView:
    return await LeaverAlertQueries(PostgresAlertRows(office.pool), office.clock).leavers()


async def test_silence_among_stored_returns_is_found_and_can_be_acknowledged(office: Office) -> None:
    office = Office(office.pool, at("2027-02-28 18:00"))
    await office.take_in(*county())
    view = await view_of(office)
    (one,) = view.alerts
    assert (one.key, one.state) == ((SILENT, "silent", "2026-09"), "open")
    assert one.alert is not None
    assert (one.alert.returns, one.alert.peers, one.alert.peers_average) == (6, 4, 6.0)
    assert (view.establishments, view.returns) == (5, 30)
    answer = AlertAnswer(one.key, "form", "officer", "acknowledged", "A school of three sixth formers", one.seen)
    assert await AnswerAlert(office.begin, office.clock)(answer) == "written"
    (one,) = (await view_of(office)).alerts
    assert one.acknowledged is not None
    assert (one.acknowledged.reason, one.acknowledged.account) == ("A school of three sixth formers", "officer")
    queries = LeaverAlertQueries(PostgresAlertRows(office.pool), office.clock)
    found = await queries.find_alert(one.key)
    assert found is not None
    assert [month.leavers for month in found.months] == [0] * 6
    await office.take_in(leavers(SILENT, "2027-02", [7], "S_JL"))
    assert (await view_of(office)).alerts == []
    found = await queries.find_alert(one.key)
    assert found is not None
    assert found.alert is None


async def test_a_month_is_answered_by_whatever_names_leavers_and_counts(office: Office) -> None:
    rows = PostgresAlertRows(office.pool)
    apart, together = leavers(SILENT, "2026-10", [1, 2]), leavers(SILENT, "2026-10", [2, 3], "S_JL")
    joiners = Return("joiners", [Line(5)], at("2026-10-28 10:00"), "S_JOIN", SCHOOLS[1], "2026-10")
    await office.take_in(roll("roll", [Line(n) for n in range(1, 9)], at("2026-09-01 08:00")), joiners)
    assert list(await rows.leavers("2026-09")) == []
    await office.take_in(apart, together)
    assert list(await rows.leavers("2026-09")) == [LeaversOfMonth(SILENT, "2026-10", 3)], "one stands in both"
    await office.decide(await office.generation_of(together.submission_id), "undo")
    assert list(await rows.leavers("2026-09")) == [LeaversOfMonth(SILENT, "2026-10", 2)]
    assert list(await rows.leavers("2026-11")) == []


async def test_a_shielded_leaver_is_counted(office: Office) -> None:
    await office.take_in(roll("roll", [Line(n) for n in range(1, 9)], at("2026-09-01 08:00")))
    await office.take_in(leavers(SILENT, "2026-10", [1, 2, 3]))
    again = leavers(SILENT, "2026-10", [1, 2])
    unsettled = Return(
        "again", [*again.lines, Line(3, "refused")], at("2026-10-29 10:00"), "S_LEAVE", SILENT, "2026-10"
    )
    await office.take_in(unsettled)
    assert list(await PostgresAlertRows(office.pool).leavers("2026-09")) == [LeaversOfMonth(SILENT, "2026-10", 3)]


async def test_size_and_kind_are_those_of_senders(office: Office) -> None:
    await office.take_in(*county())
    profiles = await PostgresAlertRows(office.pool).profiles()
    assert profiles[SILENT] == Profile("school", 40)
    assert set(profiles) == set(SCHOOLS)
