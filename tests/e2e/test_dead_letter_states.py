"""The page of dead letters, empty, normal and huge; and messages resent by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.async_api import Browser, expect

from shared.contracts.topics import ROWS_EXTRACTED, TOPICS
from shared.kafka.dead_letter_reasons import REASONS
from shared.kafka.dead_letters import ReplayedCount
from tests.support.browser import DESKTOP, PHONE, violations
from tests.support.dead_letter_pages import NOW, DeadLettersUnderTest, MemoryLetters, letters
from tests.support.identities import REVIEWER
from tests.support.visiting import judge, tab_to_text, visiting

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


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    pages = DeadLettersUnderTest(STATES[state]())
    async with visiting(pages, browser, size, REVIEWER.name, first="/dead-letters") as page:
        assert await judge(page, PAGES) == []


async def test_messages_are_resent_by_keyboard_alone(browser: Browser) -> None:
    under_test = DeadLettersUnderTest(STATES["normal"]())
    async with visiting(under_test, browser, DESKTOP, REVIEWER.name, first="/dead-letters") as page:
        link = page.get_by_role("link", name=f"Resend those of {ROWS_EXTRACTED.name} with bad_payload")
        await tab_to_text(page, (await link.inner_text()).strip())
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/dead-letters/resend?*")
        await tab_to_text(page, "Resend 2 messages")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("2 messages published again")).to_be_visible()
        assert await violations(page) == []
    assert [(one.by, one.letters) for one in under_test.letters.done] == [(REVIEWER.name, 2)]
