"""The page of templates in the states that a demonstration does not show: nothing owed, no such template, huge."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser

from services.reporting.domain.returns.obligations import Arrival
from services.reporting.queries.downloads import templates as queries
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.templates.versions import FIRST, TemplateVersion
from shared.web.accounts.identities import Account
from tests.support.browser import DESKTOP, PHONE
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import NOW, Desktop
from tests.support.submission_views import EFFECTIVE, OWN
from tests.support.visiting import visiting, wrong_with

pytestmark = pytest.mark.browser

sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
MANY = tuple(
    TemplateVersion(f"2026-27.{number}", date(2024, 1, 1) + timedelta(days=number), "Featherstonehaugh" * 20 + ".")
    for number in range(2, 40)
)


def nothing_owed() -> Desktop:
    """Return pages on which everything has come."""
    everything = [
        Arrival(OWN, code, one.period, NOW, EFFECTIVE.submission_id, "counts")
        for code, collection in COLLECTIONS.items()
        for one in collection.deadlines
    ]
    return Desktop(came=everything)


@sizes
async def test_of_a_sender_that_owes_nothing(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(nothing_owed(), browser, size, UPLOADER.name, first="/templates") as page:
        assert await page.get_by_text("Nothing is to be sent at the moment.").is_visible()
        assert await page.locator("#owed").count() == 0
        assert await wrong_with(page) == []


@sizes
@pytest.mark.parametrize("who", [UPLOADER, REVIEWER], ids=["school", "authority"])
async def test_as_it_mostly_is(browser: Browser, size: tuple[int, int], who: Account) -> None:
    async with visiting(Desktop(), browser, size, who.name, first="/templates") as page:
        templates = page.locator("main table:not(#lists) tbody tr")
        assert await templates.count() == len(
            [one for one in COLLECTIONS.values() if who is REVIEWER or one.sender == "school"]
        )
        assert await page.locator("#lists tbody tr").count() == (0 if who is REVIEWER else 1)
        assert await wrong_with(page) == []


@sizes
async def test_with_many_long_versions(
    browser: Browser, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = {code: replace(one, template_versions=(FIRST, *MANY)) for code, one in COLLECTIONS.items()}
    monkeypatch.setattr(queries, "COLLECTIONS", huge)
    async with visiting(Desktop(), browser, size, REVIEWER.name, first="/templates") as page:
        for summary in await page.locator("summary").all():
            await summary.click()
        assert await page.locator("details li").count() > 500
        assert await wrong_with(page) == []


@sizes
async def test_a_template_that_is_not_there(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(Desktop(), browser, size, UPLOADER.name, first="/templates/ROLL") as page:
        assert await page.locator("h1").inner_text() == "Page not found"
        assert await wrong_with(page) == []


async def test_what_is_owed_is_downloaded_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    async with visiting(Desktop(), browser, DESKTOP, UPLOADER.name, first="/templates") as page:
        first = page.locator("#owed tbody a").first
        for _ in range(60):
            await page.keyboard.press("Tab")
            if await first.evaluate("link => link === document.activeElement"):
                break
        async with page.expect_download() as coming:
            await page.keyboard.press("Enter")
        download = await coming.value
        assert download.suggested_filename == "School post-16 enrolment template.xlsx"
        await download.save_as(tmp_path / "template.xlsx")
    book = load_workbook(io.BytesIO((tmp_path / "template.xlsx").read_bytes()))
    assert "School post-16 enrolment" in book.sheetnames
