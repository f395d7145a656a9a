"""The board of returns in Chromium: empty, with two schools, refused, of a whole county; by the keyboard alone."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar as CalendarFile
from playwright.async_api import Browser, expect

from shared.vocabulary.establishments import Register
from tests.support.board_views import ARRIVALS, MemoryBoardRows, county
from tests.support.browser import DESKTOP, PHONE
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop
from tests.support.visiting import judge, tab_to, tab_to_text, visiting

pytestmark = pytest.mark.browser

LONG = "Featherstonehaugh-Cholmondeley School for Antidisestablishmentarianism " * 2


def _normal() -> Desktop:
    return Desktop()


def _empty() -> Desktop:
    return Desktop(board=MemoryBoardRows(()), register=Register([]))


def _huge() -> Desktop:
    return Desktop(register=county(250, LONG))


STATES: dict[str, Callable[[], Desktop]] = {"normal": _normal, "empty": _empty, "huge": _huge}
PATHS = {
    "normal": ["/returns", "/returns?due=week", "/returns?state=nil", "/returns?service=tep"],
    "empty": ["/returns", "/returns?state=nil"],
    "huge": ["/returns", "/returns?page=73", "/returns?due=2026-10&collection=S_LEAVE&page=3"],
}
REFUSED = ["/returns?establishment=nobody", "/returns?due=soon", "/returns?page=9999"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_the_board_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    async with visiting(STATES[state](), browser, size, REVIEWER.name) as page:
        assert await judge(page, [*PATHS[state], *REFUSED]) == []
    async with visiting(STATES[state](), browser, size, UPLOADER.name) as page:
        assert await judge(page, ["/returns", "/returns?state=overdue"]) == []


async def test_the_board_is_searched_and_taken_away_by_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    async with visiting(_normal(), browser, DESKTOP, REVIEWER.name) as page:
        await tab_to_text(page, "Returns")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/returns")
        await tab_to_text(page, "What counts as sent")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Days end at midnight in London.")).to_be_visible()
        await tab_to(page, "establishment")
        await page.keyboard.type("Ronan")
        await tab_to(page, "state")
        await page.keyboard.type("Nothing")
        await page.keyboard.press("Enter")
        await tab_to_text(page, "Show")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/returns?*state=nil*")
        await expect(page.locator("#returns tbody tr")).to_have_count(1)
        for words, name in (("Download as CSV", "returns.csv"), ("Download the due dates", "returns.ics")):
            async with page.expect_download() as started:
                await tab_to_text(page, words)
                await page.keyboard.press("Enter")
            await (await started.value).save_as(tmp_path / name)
        (row,) = csv.DictReader((tmp_path / "returns.csv").read_text(encoding="utf-8-sig").splitlines())
        assert (row["Return"], row["State"]) == ("School joiners", "Nothing to send")
        (event,) = CalendarFile.from_ical((tmp_path / "returns.ics").read_bytes()).walk("VEVENT")
        assert str(event["SUMMARY"]) == "Due: School joiners, September 2026"


async def test_what_is_due_this_week_is_one_link_away(browser: Browser) -> None:
    desktop = _normal()
    desktop.clock.advance(timedelta(days=21))
    async with visiting(desktop, browser, DESKTOP, UPLOADER.name) as page:
        await page.goto(f"{page.url}returns")
        await tab_to_text(page, "Due this week")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/returns?due=week")
        await expect(page.locator("#returns tbody tr")).to_have_count(3)
        assert await page.locator("#due").input_value() == "week"


async def test_a_sender_sees_what_it_has_sent_beside_what_it_owes(browser: Browser) -> None:
    sent = [one for one in ARRIVALS if one.establishment == UPLOADER.establishment]
    async with visiting(_huge(), browser, DESKTOP, UPLOADER.name) as page:
        await page.goto(f"{page.url}returns")
        assert await page.locator("#returns tbody tr").count() == 29
        assert len(sent) == 4
        await page.get_by_role("link", name="Received 1 October 2026 at 10:30").first.click()
        await page.wait_for_url("**/submissions/*")
