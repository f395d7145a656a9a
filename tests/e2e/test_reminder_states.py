"""The pages of reminders, empty, normal, with errors and huge; and what is done there by keyboard alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from services.reporting.domain.reminders.ladders import CONTACT_ROLES
from services.reporting.queries.reminders.history import LastLook, MailState, ReminderState
from services.reporting.usecases.reminders.ports import ContactAddress, PauseScope
from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.identities import ANALYST, REVIEWER
from tests.support.reminder_views import AT, DUE, MAIL, OWED, PAUSED, SENT, STOPPED, MemoryReminders
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OWN
from tests.support.visiting import judge, tab_to, tab_to_text, visiting

pytestmark = pytest.mark.browser

LONG = "Agreedwitheveryschoolandcollege " * 15


def _empty() -> MemoryReminders:
    off = MailState(on=False, start=MAIL.start, end=MAIL.end)
    return MemoryReminders(owed=(), addresses_kept={}, kept=[], paused=[], mail=off)


def _normal() -> MemoryReminders:
    states: tuple[ReminderState, ...] = ("handing over", "to try again", "refused", "unsure")
    kept = [SENT, *(replace(SENT, state=state, reply="550") for state in states)]
    return MemoryReminders(kept=kept, paused=[PAUSED, replace(PAUSED, ended_by="pat", ended_at=AT)])


def _in_trouble() -> MemoryReminders:
    look = LastLook(AT, "mail server: SMTPConnectError")
    return MemoryReminders(look=look, kept=[replace(SENT, state="handing over", begun_at=AT - timedelta(days=1))])


def _huge() -> MemoryReminders:
    owed = [one._replace(establishment=f"886{number:04d}") for number in range(1, 400) for one in OWED]
    address = f"{'a' * 60}@{'b' * 60}.example"
    return MemoryReminders(
        owed=owed,
        addresses_kept={(f"886{number:04d}", role): address for number in range(1, 300) for role in CONTACT_ROLES},
        kept=[replace(SENT, state="refused", reply="550")] * 3_000,
        paused=[
            STOPPED,
            *[replace(PAUSED, reason=LONG, account=f"{LONG[:60]}@example.org", establishment="886")] * 400,
        ],
    )


STATES: dict[str, Callable[[], MemoryReminders]] = {
    "empty": _empty,
    "normal": _normal,
    "in trouble": _in_trouble,
    "huge": _huge,
}
ONE = f"of={OWN}&collection=S_ENR&period=2026-27&due={DUE}&rung=%2B5"
PAGES = (
    "/reminders",
    "/reminders?day=2026-10-06&show=nobody",
    "/reminders?day=2026-10-06&show=paused",
    "/reminders?day=2026-10-06&show=handled",
    "/reminders?day=2026-10-10",
    "/reminders?day=2020-01-01",
    f"/reminders/messages/{OWN}?day=2026-10-06",
    "/reminders/sent",
    "/reminders/sent?establishment=nobody",
    "/reminders/rules",
    "/reminders/pauses?done=yes",
    f"/reminders/pause?{ONE}",
    "/reminders/pause",
    "/reminders/contacts",
    "/reminders/contacts?missing=yes",
    "/reminders/contacts?establishment=nobody",
    f"/reminders/contacts/{OWN}",
    "/reminders/contacts/9999999",
    "/reminders/contact-list",
)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    async with visiting(Desktop(reminders=STATES[state]()), browser, size, REVIEWER.name) as page:
        assert await judge(page, PAGES) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_reminder_is_paused_and_sent_again_by_keyboard_alone(browser: Browser, size: tuple[int, int]) -> None:
    desktop = Desktop(reminders=MemoryReminders(paused=[]))
    async with visiting(desktop, browser, size, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/reminders")
        await tab_to(page, "pause-1")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/reminders/pause?*")
        await tab_to_text(page, "Do not send them")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator("#scope")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await tab_to(page, "reason")
        await page.keyboard.type("The head asked for it")
        await tab_to_text(page, "Do not send them")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/reminders/pauses?done=yes")
        (command,) = desktop.reminders.commands
        assert command.scope == PauseScope(OWN, "S_ENR", "2026-27", DUE, None)
        await tab_to(page, "end-1")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Ended")).to_be_visible()
        assert desktop.reminders.ended == [(1, REVIEWER.name)]


async def test_addresses_are_entered_by_keyboard_alone(browser: Browser) -> None:
    desktop = Desktop(reminders=MemoryReminders())
    async with visiting(desktop, browser, DESKTOP, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/reminders/contacts/{OWN}")
        await tab_to(page, "head")
        await page.keyboard.type("the head")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
        await tab_to(page, "head")
        await page.keyboard.press("Control+A")
        await page.keyboard.type("head@larkfield.example")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/reminders/contacts?done=yes")
        await page.goto(f"{root}/reminders/contact-list")
        await tab_to(page, "lines")
        await page.keyboard.type(f"{OWN} office nobody")
        await tab_to_text(page, "Save")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await expect(page.locator(".govuk-error-summary")).to_contain_text("Line 1: name the contact")
        assert await violations(page) == []
        await tab_to(page, "lines")
        await page.keyboard.press("Control+A")
        await page.keyboard.type(f"{OWN} data data@larkfield.example")
        await tab_to_text(page, "Save")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/reminders/contacts?done=yes")
    assert [contacts for contacts, _ in desktop.reminders.entered] == [
        [
            ContactAddress(OWN, "data contact", "office@harbour.example"),
            ContactAddress(OWN, "head", "head@larkfield.example"),
        ],
        [ContactAddress(OWN, "data contact", "data@larkfield.example")],
    ]


async def test_who_may_only_look_is_offered_nothing_to_change(browser: Browser) -> None:
    async with visiting(Desktop(), browser, DESKTOP, ANALYST.name) as page:
        root = page.url.rstrip("/")
        for path in ("/reminders", "/reminders/pauses", "/reminders/sent"):
            await page.goto(f"{root}{path}")
            assert await page.locator("main form[method=post]").count() == 0
            assert await page.locator("main a", has_text="Do not send").count() == 0
            assert await page.locator("main a", has_text="Contacts").count() == 0
