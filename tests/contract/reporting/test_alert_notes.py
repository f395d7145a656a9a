"""The port `AlertNotes`: the one in memory and the one on PostgreSQL tell the same story of an alert."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.reporting.domain.quality.leaver_alerts import AlertKey
from services.reporting.usecases.quality.answer_alert import AlertAnswer, AlertResult, AnswerAlert
from services.reporting.usecases.quality.ports import AlertAct
from shared.persistence.pool import Pool, close_pool, open_pool
from tests.integration.reporting.conftest import empty
from tests.support.reporting import MemoryOffice, Office, ReportingUnderTest
from tests.support.returns import at
from tests.support.stack import Database

pytestmark = pytest.mark.stack

NOW = at("2027-03-31 09:00")
SILENT = AlertKey("8860007", "silent", "2026-10")
OTHER = SILENT._replace(since="2026-11")


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("reporting"), schema="reporting")
    yield opened
    await close_pool(opened)


async def cases(pool: Pool) -> list[ReportingUnderTest]:
    await empty(pool)
    return [Office(pool, NOW), MemoryOffice(NOW)]


async def seen(reporting: ReportingUnderTest, key: AlertKey = SILENT) -> int:
    async with reporting.begin(seen) as work:
        last = await work.tables.alert_notes.last(key)
        return last.note_id if last is not None else 0


async def answer(
    reporting: ReportingUnderTest, act: AlertAct, follows: int, form: str = "form", key: AlertKey = SILENT
) -> AlertResult:
    reason = "as agreed" if act == "acknowledged" else ""
    new = AlertAnswer(key, form, "officer", act, reason, follows)
    return await AnswerAlert(reporting.begin, reporting.clock)(new)


async def test_an_alert_from_acknowledgement_to_acknowledgement(pool: Pool) -> None:
    for reporting in await cases(pool):
        assert await answer(reporting, "undone", 0) == "stale", "there is nothing to take back"
        assert await answer(reporting, "acknowledged", 0) == "written"
        assert await answer(reporting, "acknowledged", 0) == "written", "the same form sent twice"
        first = await seen(reporting)
        assert await answer(reporting, "acknowledged", first, "again") == "stale", "it is acknowledged already"
        assert await answer(reporting, "undone", 0, "old page") == "stale"
        assert await answer(reporting, "undone", first, "undo") == "written"
        second = await seen(reporting)
        assert second > first
        assert await answer(reporting, "acknowledged", first, "older page") == "stale"
        assert await answer(reporting, "acknowledged", second, "newer page") == "written"


async def test_alerts_are_apart(pool: Pool) -> None:
    for reporting in await cases(pool):
        assert await answer(reporting, "acknowledged", 0) == "written"
        assert await seen(reporting, OTHER) == 0
        assert await answer(reporting, "acknowledged", 0, key=OTHER) == "written"


async def test_of_two_at_once_one_is_kept(pool: Pool) -> None:
    for reporting in await cases(pool):
        results = await asyncio.gather(*(answer(reporting, "acknowledged", 0, f"form {n}") for n in range(4)))
        assert sorted(results) == ["stale", "stale", "stale", "written"]
