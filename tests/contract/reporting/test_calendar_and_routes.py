"""The ports `CalendarChanges` and `Routes`: those in memory and those on PostgreSQL do the same."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.routing.doors import Item, Route
from services.reporting.usecases.calendar.change_calendar import ChangeCalendar, NewChange, Result
from services.reporting.usecases.routing.route_items import RouteItems
from shared.persistence.pool import Pool, close_pool, connection_of, open_pool
from tests.integration.reporting.conftest import empty
from tests.support.reporting import MemoryOffice, Office, ReportingUnderTest
from tests.support.returns import at
from tests.support.stack import Database

pytestmark = pytest.mark.stack

NOW = at("2026-10-12 09:00")
LATER = Asked("due", "S_LEAVE", "2026-10", date(2026, 11, 6), date(2026, 11, 8))
ITEM = Item(UUID(int=7), at("2026-10-11 09:00"), "hook", "perspective-lite", None, "TEP_DEST")


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("reporting"), schema="reporting")
    yield opened
    await close_pool(opened)


async def cases(pool: Pool) -> list[ReportingUnderTest]:
    await empty(pool)
    return [Office(pool, NOW), MemoryOffice(NOW)]


async def change(reporting: ReportingUnderTest, asked: Asked, form: str, reason: str = "as agreed") -> Result:
    new = NewChange(asked, date(2026, 10, 12), reason, "officer", form)
    return await ChangeCalendar(reporting.begin, reporting.clock)(new)


async def last_id(reporting: ReportingUnderTest) -> int:
    async with reporting.begin(last_id) as work:
        return (await work.tables.calendar_changes.read()).changes[-1].change_id


async def test_a_date_is_moved_and_moved_back(pool: Pool) -> None:
    for reporting in await cases(pool):
        assert await change(reporting, LATER, "1", reason=" ") == "reason wanted"
        assert await change(reporting, LATER, "1") == "taken"
        assert await change(reporting, LATER, "1") == "taken", "the same form sent twice"
        assert await change(reporting, LATER, "2") == "so already"
        back = Asked("taken back", takes_back=await last_id(reporting))
        assert await change(reporting, back, "3") == "taken"
        assert await change(reporting, back, "4") == "gone"
        assert await change(reporting, LATER, "5") == "taken"
        async with reporting.begin(change) as work:
            calendar = await work.tables.calendar_changes.hold()
        assert [one.kind for one in calendar.changes] == ["due", "taken back", "due"]
        assert [one.changed_at for one in calendar.changes] == [NOW] * 3
        (deadline,) = calendar.deadlines_of("S_LEAVE", "2026-10")
        assert (deadline.due_on, deadline.last_day) == (LATER.due_on, LATER.last_day)


async def _came(reporting: ReportingUnderTest, item: Item) -> None:
    if isinstance(reporting, MemoryOffice):
        reporting.routes.items = [item]
        return
    assert isinstance(reporting, Office)
    async with connection_of(reporting.pool) as connection:
        await connection.execute("DELETE FROM submissions")
        await connection.execute(
            f"INSERT INTO submissions ({', '.join(Item._fields)}) VALUES ($1, $2, $3, $4, $5, $6)",
            *item,
        )


async def test_an_item_is_routed_once_for_each_return_that_it_turns_out_to_be(pool: Pool) -> None:
    for reporting in await cases(pool):
        for item in (ITEM, ITEM._replace(collection="S_ENR"), ITEM):
            await _came(reporting, item)
            await RouteItems(reporting.begin, reporting.clock)()
            async with reporting.begin(change) as work:
                assert await work.tables.routes.waiting(10) == []
                await work.tables.routes.keep(
                    [Route(item.submission_id, item.collection, None, "Management Information", passed_on=False)], NOW
                )
                assert await work.tables.routes.waiting(10) == []
