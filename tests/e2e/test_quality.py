"""Scorecards and unusual leavers, by keyboard alone: narrowed, opened, acknowledged with a reason, taken back."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from services.reporting.usecases.quality.answer_alert import AlertAnswer, AlertResult
from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.quality_views import ALERT, SILENT, MemoryQuality, acknowledged, taken_back
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OWN
from tests.support.visiting import tab_to, tab_to_text, visiting

pytestmark = pytest.mark.browser


class Remembering(MemoryQuality):
    """Shows at once what was decided."""

    async def answer(self, answer: AlertAnswer) -> AlertResult:
        written = self.notes.setdefault(answer.key, [])
        number = len(written) + 1
        note = acknowledged(number, answer.reason) if answer.act == "acknowledged" else taken_back(number)
        written.insert(0, note)
        return await MemoryQuality.answer(self, answer)


async def _is_fit(page: Page) -> None:
    assert await violations(page) == []
    assert await overflow_px(page) == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_an_officer_finds_a_silence_and_acknowledges_it(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(Desktop(quality=Remembering()), browser, size, REVIEWER.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/quality")
        await _is_fit(page)
        await tab_to_text(page, "Look at silence, and at unusual counts")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(r"/quality/leavers\?state=open"))
        await _is_fit(page)
        await tab_to(page, "kind")
        await page.keyboard.type("Silence")
        await tab_to_text(page, "Show")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("kind=silent"))
        await expect(page.locator("#alerts tbody tr")).to_have_count(1)
        await tab_to_text(page, await page.locator("#alerts tbody a").inner_text())
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(ALERT))
        await tab_to_text(page, "Acknowledge it")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await expect(page).to_have_title(re.compile("^Error: "))
        await _is_fit(page)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator("#reason")).to_be_focused()
        await page.keyboard.type("The head says that nobody left")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_have_text("It has been recorded.")
        await expect(page.locator("#state + strong")).to_have_text("Acknowledged")
        await _is_fit(page)
        await tab_to_text(page, "Take the acknowledgement back")
        await page.keyboard.press("Enter")
        await expect(page.locator("#state + strong")).to_have_text("To ask about")
        await expect(page.locator(".onward-timeline__item")).to_have_count(2)


async def test_the_authority_orders_and_narrows_scorecards_and_opens_one(browser: Browser) -> None:
    async with visiting(Desktop(), browser, DESKTOP, REVIEWER.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/quality")
        await tab_to(page, "establishment")
        await page.keyboard.type(OWN)
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(f"establishment={OWN}"))
        await expect(page.locator("#scorecards tbody a")).to_have_count(1)
        await tab_to_text(page, await page.locator("#scorecards tbody a").inner_text())
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(f"/quality/{OWN}$"))
        await expect(page.locator("#causes tbody tr")).not_to_have_count(0)
        await _is_fit(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_sender_opens_its_own_from_the_navigation(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(Desktop(), browser, size, UPLOADER.name) as page:
        await page.goto(f"{page.url.rstrip('/')}/quality")
        await expect(page.get_by_role("heading", level=1)).to_have_text("The quality of your data")
        await _is_fit(page)
        answer = await page.goto(f"{page.url.rstrip('/')}/{SILENT.establishment}")
        assert answer is not None
        assert answer.status == 404
        await _is_fit(page)
