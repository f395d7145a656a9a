"""On running services: a moved date stands on every page; what came stands in the queue of its service."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SignedIn
from tests.support.browser import violations
from tests.support.services import RunningServices

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FORM = "/calendar/change/due/S_LEAVE.2027-08"
MOVED = "27 August 2027"
ROUTED_S = 60


async def _make(page: Page, button: str) -> None:
    await page.fill("#reason", "Agreed with the schools")
    await page.get_by_role("button", name="See what it changes").click()
    await expect(page.locator("#preview")).to_contain_text("Joiners and leavers of schools, August 2027")
    assert await violations(page) == []
    await page.get_by_role("button", name=button).click()
    await page.wait_for_url("**/calendar/dates?changed=yes")


async def test_a_moved_date_stands_on_every_page_until_it_is_taken_back(
    running: RunningServices, signed_in: SignedIn
) -> None:
    root = running.url("reporting")
    async with signed_in("reviewer") as page:
        await page.goto(f"{root}{FORM}")
        await page.fill("#due_on", "27 8 2027")
        await page.fill("#last_day", "")
        await _make(page, "Move the date")
        await expect(page.locator("#dates")).to_contain_text(MOVED)
        for path in ("/calendar", "/calendar/letter"):
            await page.goto(f"{root}{path}")
            assert MOVED in await page.content(), path
        board = await (await page.request.get(f"{root}/returns.csv?collection=S_LEAVE")).text()
        assert "2027-08-27" in board
        assert "2027-08-31" not in board
        await page.goto(f"{root}/calendar/dates")
        await page.locator("#changes a").first.click()
        await _make(page, "Take it back")
        await page.goto(f"{root}/calendar")
        assert MOVED not in await page.content()


async def test_what_came_stands_in_the_queue_of_its_service(running: RunningServices, signed_in: SignedIn) -> None:
    async with signed_in("reviewer") as page:
        async with asyncio.timeout(ROUTED_S):
            await page.goto(f"{running.url('reporting')}/queues?service=mi")
            while not await page.locator("#items tbody tr").count():
                await page.reload()
        assert await violations(page) == []
