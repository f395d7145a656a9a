"""The pages of nil returns in the states that a demonstration does not show: empty, huge, wrong."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Page, expect
from starlette.applications import Starlette

from services.ingest.domain.nil_returns import emailed_periods
from services.ingest.entrypoints.web import nil as nil_pages
from services.ingest.entrypoints.web.nil import NilPages
from services.ingest.usecases.receive_submission import ReceiveSubmission
from services.ingest.usecases.state_nil import OfferNil, StateNil
from shared.vocabulary.establishments import Establishment
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from shared.web.requests.routes import get, post
from tests.support.browser import DESKTOP, PHONE
from tests.support.clock import FixedClock
from tests.support.establishments import an_establishment, registered
from tests.support.identities import REVIEWER, UPLOADER, MemoryIdentities
from tests.support.ingest import RECEIVED_AT, MemorySubmissions
from tests.support.memory_vault import MemoryVault
from tests.support.visiting import visiting, wrong_with

pytestmark = pytest.mark.browser

OWN: Final = an_establishment("8860001")
LONG: Final = replace(OWN, name="Saint Bartholomew-in-the-Marsh-and-Featherstonehaugh" * 6)
TEMPLATES: Final = Path(nil_pages.__file__).parent / "templates"


@dataclass(frozen=True)
class NilUnderTest:
    """The pages over a register of these, and where they keep what is stated."""

    known: Sequence[Establishment]
    submissions: MemorySubmissions = field(default_factory=MemorySubmissions)

    def app(self, address: str) -> Starlette:
        """Return the application; `address`: where it is served."""
        clock, find = FixedClock(RECEIVED_AT), registered(*self.known)
        site = Site("ingest", Addresses(address, address, address), MemoryIdentities(), clock, templates=TEMPLATES)
        submissions = self.submissions
        state = StateNil(ReceiveSubmission(submissions.begin, submissions, MemoryVault(), clock), find, clock)
        pages = NilPages(OfferNil(find, clock), state, find, lambda: emailed_periods(clock.today()))
        routes = [
            get("/nil", pages.show, needs=Permission.STATE_NIL),
            post("/nil", pages.state, needs=Permission.STATE_NIL),
            get("/nil/record", pages.ask, needs=Permission.RECORD_NIL),
            post("/nil/record", pages.record, needs=Permission.RECORD_NIL),
        ]
        return web_app(site, routes)


@asynccontextmanager
async def _visiting(
    known: Sequence[Establishment], browser: Browser, size: tuple[int, int], who: Account
) -> AsyncIterator[tuple[Page, MemorySubmissions]]:
    """Open a window of somebody who has signed in, on pages over a register of these."""
    pages = NilUnderTest(known)
    first = "/nil" if who is UPLOADER else "/nil/record"
    async with visiting(pages, browser, size, who.name, first=first) as page:
        yield page, pages.submissions


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("known", "offered"),
    [((), 0), ((OWN,), 6), ((LONG,), 6)],
    ids=["empty", "normal", "huge"],
)
async def test_the_page_of_a_sender_is_accessible_and_fits(
    browser: Browser, known: Sequence[Establishment], offered: int, size: tuple[int, int]
) -> None:
    async with _visiting(known, browser, size, UPLOADER) as (page, _):
        assert await page.locator("#nil tbody tr").count() == offered
        assert await wrong_with(page) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_what_iswrong_with_an_email_takes_the_focus_however_long(browser: Browser, size: tuple[int, int]) -> None:
    async with _visiting((OWN,), browser, size, REVIEWER) as (page, submissions):
        assert await wrong_with(page) == []
        long_name = "Featherstonehaugh" * 40
        await page.fill("#stated_by", long_name)
        await page.fill("#emailed_on", "9/30/2026")
        await page.get_by_role("button", name="Record").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await expect(page.locator("#stated_by")).to_have_value(long_name)
        assert await wrong_with(page) == []
        await page.fill("#stated_by", "Pat Fernhollow")
        await page.get_by_role("button", name="Record").click()
        await expect(page.get_by_text("with the day before the month").first).to_be_visible()
        await page.locator(".govuk-error-summary a").click()
        await expect(page.locator("#emailed_on")).to_be_focused()
        assert await wrong_with(page) == []
        assert not submissions.kept


async def test_an_email_is_recorded_by_keyboard_alone(browser: Browser) -> None:
    typed = {
        "collection": "School leavers",
        "establishment": "8860001",
        "period": "September",
        "stated_by": "Pat Fernhollow",
        "emailed_on": "30 9 2026",
        "emailed_time": "0905",
    }
    async with _visiting((OWN,), browser, PHONE, REVIEWER) as (page, submissions):
        for name, keys in typed.items():
            for _ in range(40):
                await page.keyboard.press("Tab")
                if await page.evaluate("document.activeElement.id") == name:
                    break
            await page.keyboard.type(keys)
        for _ in range(5):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.tagName") == "BUTTON":
                break
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/submissions/"))
        assert len(submissions.kept) == 1
