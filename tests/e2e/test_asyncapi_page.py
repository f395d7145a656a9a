"""docs/generated/asyncapi.html, opened from the disk: accessible, fit for a phone, whole without a network."""

import pytest
from playwright.async_api import Browser

from tests.support.browser import DESKTOP, PHONE, open_window, overflow_px, violations
from tests.support.stack import CHECKOUT
from tests.support.visiting import tab_to_text

pytestmark = pytest.mark.browser

PAGE = (CHECKOUT / "docs" / "generated" / "asyncapi.html").as_uri()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_it_is_accessible_fits_and_fetches_nothing(browser: Browser, size: tuple[int, int]) -> None:
    async with open_window(browser, size=size) as window:
        page = await window.new_page()
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        await page.goto(PAGE)
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        assert fetched == [PAGE]


async def test_a_topic_is_reached_by_keyboard_alone(browser: Browser) -> None:
    async with open_window(browser, scripts=True) as window:
        page = await window.new_page()
        await page.goto(PAGE)
        await tab_to_text(page, "reporting.status-changed.v1")
        await page.keyboard.press("Enter")
        await page.wait_for_function("location.hash === '#reporting.status-changed.v1'")
        assert await page.locator("[id='reporting.status-changed.v1']").is_visible()
        assert (
            await page.get_by_role("region", name="Value of StatusChanged on reporting.status-changed.v1").count() == 1
        )
