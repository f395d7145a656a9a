"""A school confirms its pupils with one click, or says what is wrong with one of them."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import SignedIn
from tests.support.browser import PHONE, overflow_px, violations
from tests.support.services import RunningServices

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FINISHED_MS = 60_000


async def test_a_school_answers_about_one_pupil_and_then_confirms_the_others(
    running: RunningServices, signed_in: SignedIn
) -> None:
    async with signed_in("uploader", size=PHONE) as page:
        await page.goto(f"{running.url('reporting')}/pupils")
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        await page.get_by_role("link", name=re.compile("^Answer")).first.click()
        assert await violations(page) == []
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
        await page.get_by_label("Answer").select_option("WRONG DETAILS")
        await page.locator("#comment").fill("The forename is spelt otherwise")
        await page.get_by_role("button", name="Send").click()
        await page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}"))
        await expect(page.get_by_text("Counts now")).to_be_visible(timeout=FINISHED_MS)
        await page.goto(f"{running.url('reporting')}/pupils")
        await page.get_by_role("button", name=re.compile("^All others are correct")).press("Enter")
        await page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}"))
        await expect(page.get_by_text("Counts now")).to_be_visible(timeout=FINISHED_MS)
        assert await violations(page) == []
