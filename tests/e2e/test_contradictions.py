"""Two schools and the authority in one thread: real pages over a real database, by keyboard alone, on a phone."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from services.reporting.usecases.contradictions.write_note import NewWords, NoteResult, WriteNote
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Role
from tests.integration.reporting.conftest import empty
from tests.support.browser import PHONE, open_window, overflow_px, violations
from tests.support.identities import REVIEWER, UPLOADER, MemoryIdentities, account
from tests.support.pages import free_port, serve
from tests.support.reporting import Office
from tests.support.reporting_pages import Desktop
from tests.support.reporting_queries import StoredPeople
from tests.support.returns import Line, Return, at
from tests.support.stack import Database
from tests.support.visiting import sign_in

pytestmark = [pytest.mark.stack, pytest.mark.browser]

NEIGHBOUR = account(Role.UPLOADER, "8860002")
STRANGER = account(Role.UPLOADER, "8860003")
FIRST = Return("first", [Line(1), Line(2)], at("2026-09-18 10:00"))
SECOND = Return("second", [Line(1), Line(4)], at("2026-09-20 10:00"), establishment="8860002")


class Threads(StoredPeople):
    """What the pages read and write, on a database."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.pool)
        self._write = WriteNote(office.begin, office.clock)

    async def write(self, new: NewWords) -> NoteResult:
        return await self._write(new)


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """Two schools claim one learner."""
    pool: Pool = await open_pool(database.service_url("reporting"), schema="reporting")
    await empty(pool)
    office = Office(pool, at("2026-10-05 09:00"))
    await office.take_in(FIRST, SECOND)
    yield office
    await close_pool(pool)


@pytest.fixture
async def address(office: Office) -> AsyncIterator[str]:
    port = free_port()
    threads: Any = Threads(office)
    identities = MemoryIdentities([REVIEWER, UPLOADER, NEIGHBOUR, STRANGER])
    desktop = Desktop(people=threads, contradictions=threads, identities=identities)
    async with serve(desktop.app(f"http://127.0.0.1:{port}"), port) as served:
        yield served


async def _open(stack: AsyncExitStack, browser: Browser, address: str, who: Account, **window: Any) -> Page:
    page = await (await stack.enter_async_context(open_window(browser, **window))).new_page()
    await sign_in(page, address, who.name)
    return page


async def _open_thread(page: Page, address: str) -> None:
    await page.goto(f"{address}/contradictions")
    await page.locator("#contradictions tbody a").first.click()
    await page.wait_for_url(re.compile(r"/contradictions/\d+$"))


async def _tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus is that element."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard never came to {wanted}")


async def _is_fit(page: Page) -> None:
    assert await violations(page) == []
    assert await overflow_px(page) == 0


async def test_both_schools_and_the_authority_talk_in_one_thread_until_it_is_settled(
    browser: Browser, address: str
) -> None:
    async with AsyncExitStack() as stack:
        ours = await _open(stack, browser, address, UPLOADER, size=PHONE)
        theirs = await _open(stack, browser, address, NEIGHBOUR, scripts=False)
        officer = await _open(stack, browser, address, REVIEWER)
        await expect(ours.get_by_role("heading", name="1 contradiction is open")).to_be_visible()
        await ours.get_by_role("link", name="Look at what returns say about the same learner").press("Enter")
        await _is_fit(ours)
        await _tab_to(ours, "#contradictions tbody a")
        await ours.keyboard.press("Enter")
        await ours.wait_for_url(re.compile(r"/contradictions/\d+$"))
        await _is_fit(ours)
        await expect(ours.locator("#evidence")).to_contain_text("Listed there since 7 September 2026")
        await _tab_to(ours, "#words")
        await ours.keyboard.type("She left us in August")
        await _tab_to(ours, "button[value=message]")
        await ours.keyboard.press("Enter")
        await expect(ours.get_by_role("status")).to_contain_text("It has been recorded.")
        await _open_thread(theirs, address)
        await expect(theirs.locator(".onward-timeline")).to_contain_text("She left us in August")
        await theirs.locator("#words").fill("She is with us since the seventh")
        await theirs.get_by_role("button", name="Send the message").click()
        await _open_thread(officer, address)
        await expect(officer.locator(".onward-timeline__item")).to_have_count(2)
        await officer.locator("#words").fill("The first school takes the line out")
        await officer.get_by_role("button", name="Settle it").click()
        await expect(officer.get_by_role("status")).to_be_visible()
        await _is_fit(officer)
        for page in (ours, theirs, officer):
            await page.goto(page.url.partition("?")[0])
            await expect(page.locator("#state + strong")).to_have_text("Settled")
            await expect(page.locator(".onward-timeline__item")).to_have_count(3)
        await officer.get_by_role("button", name="Undo the settlement").press("Enter")
        await expect(officer.locator("#state + strong")).to_have_text("Open")
        await expect(officer.locator(".onward-timeline")).to_contain_text("It was taken back")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
async def test_a_stale_form_is_told_so_and_sent_again_loses_nothing(
    browser: Browser, address: str, scripts: bool
) -> None:
    async with AsyncExitStack() as stack:
        ours = await _open(stack, browser, address, UPLOADER, size=PHONE)
        officer = await _open(stack, browser, address, REVIEWER, scripts=scripts)
        await _open_thread(officer, address)
        await _open_thread(ours, address)
        await ours.locator("#words").fill("She left us in August")
        await ours.get_by_role("button", name="Send the message").click()
        await expect(ours.get_by_role("status")).to_be_visible()
        await officer.locator("#words").fill("Both teach her")
        await officer.get_by_role("button", name="Settle it").click()
        summary = officer.locator(".govuk-error-summary")
        await expect(summary).to_contain_text("This has changed meanwhile.")
        await expect(officer).to_have_title(re.compile("^Error: "))
        if scripts:
            await expect(summary).to_be_focused()
            await _is_fit(officer)
        await expect(officer.locator("#words")).to_have_value("Both teach her")
        await expect(officer.locator(".onward-timeline")).to_contain_text("She left us in August")
        await officer.get_by_role("button", name="Settle it").click()
        await expect(officer.locator("#state + strong")).to_have_text("Settled")
        await expect(officer.locator(".onward-timeline__item")).to_have_count(2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("", "Enter the message"), ("Long words. " * 100, "Enter at most 1,000 characters; these are 1,199")],
    ids=["empty", "too long"],
)
async def test_words_that_are_wanting_or_too_long_are_asked_for_again(
    browser: Browser, address: str, words: str, sentence: str
) -> None:
    async with AsyncExitStack() as stack:
        ours = await _open(stack, browser, address, UPLOADER, size=PHONE)
        await _open_thread(ours, address)
        await ours.locator("#words").fill(words)
        await ours.get_by_role("button", name="Send the message").click()
        await expect(ours.locator(".govuk-error-summary")).to_be_focused()
        await expect(ours.locator("#words-error")).to_contain_text(sentence)
        await expect(ours.locator("#words")).to_have_value(words.strip())
        await _is_fit(ours)
        await ours.keyboard.press("Tab")
        await ours.keyboard.press("Enter")
        await expect(ours.locator("#words")).to_be_focused()


async def test_to_another_school_the_thread_does_not_exist(browser: Browser, address: str) -> None:
    async with AsyncExitStack() as stack:
        officer = await _open(stack, browser, address, REVIEWER)
        stranger = await _open(stack, browser, address, STRANGER, size=PHONE)
        await _open_thread(officer, address)
        answer = await stranger.goto(officer.url)
        assert answer is not None
        assert answer.status == 404
        await _is_fit(stranger)
        await stranger.goto(f"{address}/contradictions")
        await expect(stranger.get_by_role("status")).to_contain_text("No returns contradict each other about a learner")
        await _is_fit(stranger)
