"""The lists for schools, by keyboard alone: looked at, sent out, taken back; and in every state without a violation."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from services.reporting.domain.returns.issued import NamesAnswered
from tests.support.board_views import county
from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.identities import ANALYST, REVIEWER, UPLOADER
from tests.support.list_views import MemoryLists, listed_today
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OWN
from tests.support.visiting import tab_to, tab_to_text, visiting

pytestmark = pytest.mark.browser
sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def _is_fit(page: Page) -> None:
    assert await violations(page) == []
    assert await overflow_px(page) == 0


def huge() -> Desktop:
    """Return pages on which each of many schools has names, and many returns are missing."""
    register = county(240, "Featherstonehaugh and Cholmondeley Church of England Academy Trust")
    today = [one for number in range(1, 241) for one in listed_today(f"886{number:04d}", 30, number * 100)]
    return Desktop(register=register, lists=MemoryLists(today=today))


@sizes
async def test_an_officer_looks_at_a_list_sends_it_out_and_takes_it_back(
    browser: Browser, size: tuple[int, int]
) -> None:
    async with visiting(Desktop(lists=MemoryLists()), browser, size, REVIEWER.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/lists")
        await _is_fit(page)
        await tab_to_text(page, await page.locator("#lists tbody a").first.inner_text())
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/lists/TEP_DEST$"))
        await expect(page.locator("#missing tbody tr")).not_to_have_count(0)
        await _is_fit(page)
        await tab_to_text(page, "Send the list out")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/issue$"))
        await _is_fit(page)
        await tab_to(page, "send")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_have_text("The list is out.")
        await _is_fit(page)
        await tab_to_text(page, "Take the list back")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/take-back$"))
        await _is_fit(page)
        await tab_to(page, "send")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_have_text("The list has been taken back.")


@sizes
async def test_what_changed_meanwhile_is_said_where_the_focus_is(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(Desktop(lists=MemoryLists(result="changed meanwhile")), browser, size, REVIEWER.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/lists/TEP_DEST/issue")
        await tab_to(page, "send")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await expect(page).to_have_title(re.compile("^Error: "))
        await _is_fit(page)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator("#send")).to_be_focused()


@sizes
async def test_a_list_with_nobody_on_it_and_one_with_very_many(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(Desktop(lists=MemoryLists(today=())), browser, size, ANALYST.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/lists/TEP_SG2")
        await expect(page.get_by_role("status")).to_have_text("Nobody would stand on the list today.")
        await _is_fit(page)
    async with visiting(huge(), browser, size, ANALYST.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/lists/TEP_DEST")
        await expect(page.locator("#schools tbody tr")).to_have_count(100)
        await _is_fit(page)


@sizes
async def test_a_school_takes_its_own_list_from_the_page_of_templates(browser: Browser, size: tuple[int, int]) -> None:
    lists = MemoryLists(out={"TEP_DEST": {OWN: NamesAnswered(12, 7)}})
    async with visiting(Desktop(lists=lists), browser, size, UPLOADER.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/templates")
        await _is_fit(page)
        async with page.expect_download() as started:
            await tab_to_text(page, await page.locator("#lists tbody a").inner_text())
            await page.keyboard.press("Enter")
        assert (await started.value).suggested_filename == f"{OWN}_Leaver destinations.xlsx"
