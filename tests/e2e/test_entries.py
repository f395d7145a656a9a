"""A tracker records a contact on a phone and by keyboard alone; an officer corrects a status and takes it out again."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SignedIn
from tests.support.browser import PHONE, overflow_px, violations
from tests.support.services import RunningServices

pytestmark = [pytest.mark.stack, pytest.mark.browser]

SOON_MS = 20_000


async def _open_first(page: Page, running: RunningServices, group: str) -> str:
    """Open the record of the first young person of a group and return its address."""
    await page.goto(f"{running.url('reporting')}/people?group={group.replace(' ', '+')}")
    await page.locator("#people tbody a").first.click()
    await page.wait_for_url(re.compile(r"/people/[0-9a-f-]{36}"))
    return page.url.partition("?")[0]


async def _tab_to(page: Page, element_id: str) -> None:
    """Press Tab until that field has the focus."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == element_id:
            return
    raise AssertionError(f"the keyboard never came to {element_id}")


async def _until_shown(page: Page, address: str, words: str, part: str = "main") -> None:
    """Look at the record again until that part of it shows the words."""
    for _ in range(40):
        await page.goto(address)
        if await page.locator(part).get_by_text(words, exact=False).count():
            return
        await page.wait_for_timeout(SOON_MS // 40)
    raise AssertionError(f"the record never showed {words}")


async def test_a_contact_on_a_phone_by_keyboard_alone(running: RunningServices, signed_in: SignedIn) -> None:
    async with signed_in("reviewer", size=PHONE) as page:
        address = await _open_first(page, running, "not known")
        assert await violations(page) == []
        await page.goto(f"{address}/contact")
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        for element_id, keys in [("channel", "Tele"), ("outcome", "Reached"), ("activity", "619")]:
            await _tab_to(page, element_id)
            await page.keyboard.type(keys)
        await _tab_to(page, "notes")
        await page.keyboard.type("Looks for a course in bricklaying")
        await _tab_to(page, "review_on")
        for _ in range(10):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.tagName") == "BUTTON":
                break
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(r"entered=yes"))
        await expect(page.get_by_role("status").first).to_contain_text("It has been recorded")
        assert await violations(page) == []
        await _until_shown(page, address, "Looks for a course in bricklaying")
        await _until_shown(page, address, "Seeking employment", part="section:has(#now)")
        assert await violations(page) == []


async def test_a_form_with_much_wrong_is_still_accessible(running: RunningServices, signed_in: SignedIn) -> None:
    async with signed_in("reviewer", size=PHONE) as page:
        address = await _open_first(page, running, "education")
        for path in ("contact", "correct"):
            await page.goto(f"{address}/{path}")
            await page.get_by_role("button", name=re.compile("^(Record|Correct)$")).click()
            await expect(page.locator(".govuk-error-summary")).to_be_focused()
            await expect(page).to_have_title(re.compile("^Error: "))
            assert await violations(page) == []
            assert await overflow_px(page) == 0


async def test_a_correction_counts_and_is_taken_out_again(running: RunningServices, signed_in: SignedIn) -> None:
    async with signed_in("reviewer") as page:
        address = await _open_first(page, running, "education")
        await page.goto(f"{address}/correct")
        assert await violations(page) == []
        await page.get_by_label("What they do").select_option("330")
        await page.get_by_label("Reason").fill("Seen at work by the team")
        await page.get_by_role("button", name="Correct").click()
        await page.wait_for_url(re.compile(r"entered=yes"))
        await _until_shown(page, address, "Seen at work by the team")
        await page.get_by_role("link", name="Manual correction").first.click()
        await expect(page.get_by_role("button", name="Take it out")).to_be_visible()
        assert await violations(page) == []
        await page.get_by_role("button", name="Take it out").click()
        await page.get_by_label("Reason").fill("It was another young person")
        await page.get_by_role("button", name="Take it out").click()
        await _until_shown(page, address, "Rows that do not count any more")
        await expect(page.locator("#past")).to_contain_text("Seen at work by the team")
