"""The countdown of the September Guarantee by keyboard alone, empty, as it mostly is, wrongly asked, and huge."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.countdown_views import FIRST_DISTRICT, MemoryCountdown, many
from tests.support.identities import ANALYST
from tests.support.reporting_pages import Desktop
from tests.support.visiting import tab_to_text, visiting

pytestmark = pytest.mark.browser
sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


async def _is_fit(page: Page) -> None:
    assert await violations(page) == []
    assert await overflow_px(page) == 0


@sizes
async def test_an_analyst_opens_a_district_and_the_people_without_an_offer(
    browser: Browser, size: tuple[int, int]
) -> None:
    async with visiting(Desktop(), browser, size, ANALYST.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/figures")
        await tab_to_text(page, "Countdown by district and school")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/guarantee$"))
        await _is_fit(page)
        await tab_to_text(page, await page.locator("#countdown tbody th a").first.inner_text())
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("district="))
        await _is_fit(page)
        link = page.locator("#countdown tbody a[href*='offer=no']").first
        await tab_to_text(page, await link.inner_text())
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/guarantee/people"))
        await expect(page.locator("#people tbody tr")).to_have_count(3)
        await _is_fit(page)


@sizes
async def test_empty_wrong_and_huge(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(Desktop(countdown=MemoryCountdown([])), browser, size, ANALYST.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/guarantee")
        await expect(page.get_by_role("status")).to_have_text("Nobody belongs to the cohort.")
        await _is_fit(page)
        await page.goto(f"{page.url}?district=E99")
        await _is_fit(page)
    async with visiting(Desktop(countdown=many()), browser, size, ANALYST.name) as page:
        root = page.url.rstrip("/")
        for path in ("", f"?district={FIRST_DISTRICT}", f"/people?district={FIRST_DISTRICT}"):
            await page.goto(f"{root}/guarantee{path}")
            await _is_fit(page)
