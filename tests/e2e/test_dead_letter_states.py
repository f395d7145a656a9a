"""The page of dead letters, empty, normal and huge; and messages resent by keyboard alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from shared.contracts.topics import TOPICS
from shared.kafka.dead_letter_reasons import REASONS
from shared.kafka.dead_letters import ReplayedCount
from tests.support.browser import DESKTOP, PHONE, open_window, overflow_px, violations
from tests.support.dead_letter_pages import NOW, DeadLettersUnderTest, MemoryLetters, letters
from tests.support.identities import PASSWORD, REVIEWER
from tests.support.pages import free_port, serve

pytestmark = pytest.mark.browser


def _huge() -> MemoryLetters:
    found = [
        letters(reason, 1_234_567, topic=topic, consumer="ResendWhatWasOutdatedEverywhere")
        for reason in REASONS
        for topic in TOPICS[:4]
    ]
    done = [
        ReplayedCount(one.consumer, one.topic, one.reason, "somebody.with.a.long.name@example.org", 1_234_567, NOW)
        for one in found
    ]
    return MemoryLetters(found, done[:50])


STATES: dict[str, Callable[[], MemoryLetters]] = {
    "empty": MemoryLetters,
    "normal": lambda: MemoryLetters([letters(), letters("original_erased", 1)]),
    "huge": _huge,
}
RESEND = "/dead-letters/resend?reason=bad_payload&consumer=JudgeRows&topic=ingest.rows-extracted.v1"
PAGES = ("/dead-letters", "/dead-letters?resent=2", RESEND, "/dead-letters?resent=many")


@asynccontextmanager
async def _visiting(under_test: DeadLettersUnderTest, browser: Browser, size: tuple[int, int]) -> AsyncIterator[Page]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with serve(under_test.app(address), port), open_window(browser, size=size) as window:
        page = await window.new_page()
        await page.goto(f"{address}/dead-letters")
        await page.fill("#name", REVIEWER.name)
        await page.fill("#password", PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(f"{address}/dead-letters")
        yield page


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    found = []
    async with _visiting(DeadLettersUnderTest(STATES[state]()), browser, size) as page:
        root = page.url.removesuffix("/dead-letters")
        for path in PAGES:
            await page.goto(f"{root}{path}")
            found += [f"{path}: {one.rule} {one.targets}" for one in await violations(page)]
            if wide := await overflow_px(page):
                found.append(f"{path}: {wide} px too wide")
    assert found == []


async def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(60):
        await page.keyboard.press("Tab")
        if wanted in await page.evaluate("document.activeElement.innerText || ''"):
            return
    raise AssertionError(f"the keyboard never came to {wanted}")


async def test_messages_are_resent_by_keyboard_alone(browser: Browser) -> None:
    under_test = DeadLettersUnderTest(STATES["normal"]())
    async with _visiting(under_test, browser, DESKTOP) as page:
        root = page.url.removesuffix("/dead-letters")
        await page.goto(f"{root}/dead-letters")
        await _tab_to(page, "Resend")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/dead-letters/resend?*")
        await _tab_to(page, "Resend 2 messages")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("2 messages published again")).to_be_visible()
        assert await violations(page) == []
    assert [(one.by, one.letters) for one in under_test.letters.done] == [(REVIEWER.name, 2)]
