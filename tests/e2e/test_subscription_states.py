"""The pages of subscriptions, empty, normal, in trouble and huge; and what is done there by keyboard alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import Browser, expect

from services.reporting.entrypoints.web.webhooks.words import ACTS, MESSAGE_WORDS
from services.reporting.queries.webhooks.consumer_groups import GroupLine
from services.reporting.queries.webhooks.subscriptions import ActLine, SecretLine
from services.reporting.usecases.webhooks.ports import SentAnswer
from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.identities import AUDITOR, REVIEWER
from tests.support.reporting_pages import Desktop
from tests.support.visiting import judge, tab_to, tab_to_text, visiting
from tests.support.webhook_views import ACTIVE, AT, DEAD, DELIVERED, SECRET, MemorySubscriptions

pytestmark = pytest.mark.browser

LONG = "Careersandguidancesystemofthewholecounty" * 2


def _empty() -> MemorySubscriptions:
    return MemorySubscriptions(lines=[], read_by=[])


def _quiet() -> MemorySubscriptions:
    return MemorySubscriptions(lines=[replace(ACTIVE, waiting=0, oldest=None, delivered_at=None)], kept=[])


def _normal() -> MemorySubscriptions:
    kept = [replace(DELIVERED, state=state) for state in MESSAGE_WORDS]
    return MemorySubscriptions(kept=kept, secrets=[SecretLine(AT, None), SecretLine(AT, AT + timedelta(days=7))])


def _in_trouble() -> MemorySubscriptions:
    lines = [
        replace(ACTIVE, failures=7, failing_since=AT, not_before=AT + timedelta(minutes=15), dead_letters=2),
        replace(ACTIVE, webhook_id=2, state="failing"),
        replace(ACTIVE, webhook_id=3, state="gone"),
        replace(ACTIVE, webhook_id=4, state="paused", filling=True),
    ]
    kept = [DEAD, replace(DEAD, message_id=str(UUID(int=3)), status=None, problem="certificate not trusted")]
    return MemorySubscriptions(lines=lines, kept=kept, held_back=7, read_by=None)


def _huge() -> MemorySubscriptions:
    lines = [
        replace(ACTIVE, webhook_id=number, name=LONG, address=f"https://{LONG}.example/{LONG * 8}", waiting=59_999_999)
        for number in range(1, 21)
    ]
    kept = [replace(DEAD, message_id=str(UUID(int=number)), changes=80) for number in range(1, 3_000)]
    groups = [GroupLine(f"{LONG}-{number}", 59_999_999, 9e9) for number in range(50)]
    acts = [ActLine("old secret ended", f"{LONG}@example.org", AT)] * 20
    return MemorySubscriptions(lines=lines, kept=kept, read_by=groups, acts=acts, held_back=59_999)


STATES: dict[str, Callable[[], MemorySubscriptions]] = {
    "empty": _empty,
    "quiet": _quiet,
    "normal": _normal,
    "in trouble": _in_trouble,
    "huge": _huge,
}
PAGES = (
    "/subscriptions",
    "/subscriptions?done=delete",
    "/subscriptions/new",
    "/subscriptions/1",
    "/subscriptions/1?show=dead",
    "/subscriptions/2",
    "/subscriptions/3",
    "/subscriptions/4",
    *(f"/subscriptions/1/{act}" for act in ACTS),
)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    async with visiting(Desktop(webhooks=STATES[state]()), browser, size, REVIEWER.name) as page:
        assert await judge(page, PAGES) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_webhook_is_set_up_tested_and_paused_by_keyboard_alone(browser: Browser, size: tuple[int, int]) -> None:
    desktop = Desktop(webhooks=MemorySubscriptions(lines=[]))
    async with visiting(desktop, browser, size, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/subscriptions")
        await tab_to_text(page, "Set up a webhook")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/subscriptions/new")
        await tab_to_text(page, "Set it up")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        await tab_to(page, "name")
        await page.keyboard.type("Youth service")
        await tab_to(page, "address")
        await page.keyboard.type("https://youth.example/hook")
        await page.keyboard.press("Tab")
        await page.keyboard.press("ArrowDown")
        await tab_to_text(page, "Set it up")
        await page.keyboard.press("Enter")
        await expect(page.locator("#secret")).to_have_text(SECRET)
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        (asked,) = desktop.webhooks.asked
        assert (asked.name, asked.from_beginning) == ("Youth service", False)
        await tab_to_text(page, "I have copied it")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/subscriptions/1")
        await tab_to(page, "test")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("The test message was taken")).to_be_visible()
        await tab_to(page, "pause")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/subscriptions/1?done=pause")
        await tab_to(page, "resume")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/subscriptions/1?done=resume")
        await tab_to_text(page, "Delete the webhook")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/subscriptions/1/delete")
        await tab_to(page, "do")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/subscriptions?done=delete")
    assert [act for _, act, _ in desktop.webhooks.done] == ["test", "pause", "resume", "delete"]


async def test_a_test_that_failed_is_said_and_dead_letters_are_sent_again(browser: Browser) -> None:
    desktop = Desktop(webhooks=_in_trouble())
    desktop.webhooks.answer = SentAnswer(None, "no answer in time", None, 15.0)
    async with visiting(desktop, browser, DESKTOP, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/subscriptions/1")
        await tab_to(page, "test")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("The test message was not taken: no answer in time")).to_be_visible()
        assert await violations(page) == []
        await tab_to(page, "resend-1")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/subscriptions/1?done=resend")
        await page.goto(f"{root}/subscriptions/1?show=dead")
        await tab_to(page, "again-1")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/subscriptions/1?done=resend")
    assert len(desktop.webhooks.chosen) == 2


async def test_who_may_only_look_is_offered_nothing_to_change(browser: Browser) -> None:
    async with visiting(Desktop(webhooks=_in_trouble()), browser, DESKTOP, AUDITOR.name) as page:
        root = page.url.rstrip("/")
        for path in ("/subscriptions", "/subscriptions/1", "/subscriptions/1?show=dead"):
            await page.goto(f"{root}{path}")
            assert await page.locator("main form[method=post]").count() == 0
            assert await page.locator("main a", has_text="secret").count() == 0
