"""The pages of notices, empty, normal, with errors and huge; and what is done there by keyboard alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from services.reporting.domain.notices.list_states import ListState
from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.notice_views import NOTICES, SENT_MAIL, MemoryNotices
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import named
from tests.support.visiting import judge, tab_to, tab_to_text, visiting

pytestmark = pytest.mark.browser


def _empty() -> MemoryNotices:
    return MemoryNotices(kept=(), mailed=())


def _in_trouble() -> MemoryNotices:
    void = [
        one._replace(
            about=replace(one.about, out=False)
            if isinstance(one.about, ListState)
            else replace(one.about, effective=False, unusable=False)
        )
        for one in NOTICES
    ]
    states = ("handing over", "to try again", "refused", "unsure")
    return MemoryNotices(kept=void, mailed=[replace(SENT_MAIL, state=state) for state in states])


def _huge() -> MemoryNotices:
    kept = [
        of._replace(
            notice_id=number,
            about=of.about if isinstance(of.about, ListState) else replace(of.about, submission_id=named(str(number))),
        )
        for number in range(1, 3_000)
        for of in NOTICES[number % len(NOTICES) :][:1]
    ]
    return MemoryNotices(kept=kept, mailed=[replace(SENT_MAIL, notices=3_000)] * 50)


STATES: dict[str, Callable[[], MemoryNotices]] = {
    "empty": _empty,
    "normal": MemoryNotices,
    "in trouble": _in_trouble,
    "huge": _huge,
}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    async with visiting(Desktop(notices=STATES[state]()), browser, size, UPLOADER.name) as page:
        assert await judge(page, ("/notices", "/notices?done=yes", "/notices?page=7", "/notices?page=none", "/")) == []
    async with visiting(Desktop(notices=STATES[state]()), browser, size, REVIEWER.name) as page:
        assert await judge(page, ("/reminders/notices", "/reminders/rules", "/notices")) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_notices_are_read_and_chosen_by_keyboard_alone(browser: Browser, size: tuple[int, int]) -> None:
    desktop = Desktop(notices=MemoryNotices())
    async with visiting(desktop, browser, size, UPLOADER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/")
        await tab_to_text(page, "See what became of your files")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/notices")
        await tab_to_text(page, "Mark all as read (5)")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Mark all as read")).to_have_count(0)
        await tab_to(page, "mail-accepted")
        await page.keyboard.press("Space")
        await tab_to_text(page, "Keep this choice")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/notices?done=yes")
        await expect(page.locator("#mail-accepted")).not_to_be_checked()
        assert await violations(page) == []
        assert await overflow_px(page) == 0
    assert [command[1:-1] for command in desktop.notices.commands] == [(6,), ("list out", "to mend", "not used")]


async def test_the_words_of_an_e_mail_are_opened_by_keyboard(browser: Browser) -> None:
    desktop = Desktop(notices=MemoryNotices())
    desktop.clock.advance(timedelta(hours=1))
    async with visiting(desktop, browser, DESKTOP, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/reminders/notices")
        await tab_to(page, "mail-1")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("11 of 226 rows could not be used.")).to_be_visible()
        assert await violations(page) == []
