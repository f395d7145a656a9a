"""A school states with one click that there is nothing to send; the authority records such an e-mail."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SignedIn
from tests.support.browser import PHONE, overflow_px, violations
from tests.support.services import RunningServices

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FINISHED_MS = 60_000


async def _tab_to(page: Page, name: re.Pattern[str]) -> None:
    """Press Tab until a control of that name has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        text = await page.evaluate("document.activeElement.innerText || ''")
        if name.search(text):
            return
    raise AssertionError("the keyboard never came to it")


async def test_a_school_states_nil_by_keyboard_alone_on_a_phone(running: RunningServices, signed_in: SignedIn) -> None:
    async with signed_in("uploader", size=PHONE) as page:
        await page.goto(f"{running.url('ingest')}/nil")
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        await _tab_to(page, re.compile("Nothing to send.*School joiners", re.DOTALL))
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}"))
        await expect(page.get_by_text("Counts now")).to_be_visible(timeout=FINISHED_MS)
        await expect(page.get_by_text("There is nothing to send", exact=False)).to_be_visible()
        assert await violations(page) == []

    async with signed_in("reviewer") as page:
        await page.goto(f"{running.url('reporting')}/returns?state=nil")
        await expect(page.locator("#returns").get_by_text("Nothing to send").first).to_be_visible()
        assert await violations(page) == []


async def test_an_email_with_something_missing_is_asked_for_again(
    running: RunningServices, signed_in: SignedIn
) -> None:
    async with signed_in("reviewer") as page:
        await page.goto(f"{running.url('ingest')}/nil/record")
        await page.get_by_role("button", name="Record").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
