"""The pages of the calendar, empty, normal, with errors and huge; and a date moved by keyboard alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from playwright.async_api import Browser, expect

from services.reporting.domain.calendar.asking import Asked
from services.reporting.queries.routing.queues import QueueLine
from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.calendar_views import TO_OCTOBER, MemoryCalendar, a_change, came_late
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.memory_routes import MemoryQueues, queue_line
from tests.support.reporting_pages import Desktop
from tests.support.visiting import judge, tab_to, tab_to_text, visiting

pytestmark = pytest.mark.browser

LONG = "Agreedwitheveryschoolandcollege " * 15


def _normal() -> MemoryCalendar:
    ways = Asked("ways", "S_LEAVE", value="Perspective Lite, Kent Choices, Secure e-mail")
    changes = [a_change(1), a_change(2, Asked("taken back", takes_back=1)), a_change(3), a_change(4, ways)]
    return MemoryCalendar(changes, [came_late()])


def _huge() -> MemoryCalendar:
    changes = [a_change(number, reason=LONG, account=f"{LONG[:60]}@example.org") for number in range(1, 401)]
    return MemoryCalendar(changes, [came_late()])


STATES: dict[str, Callable[[], MemoryCalendar]] = {"empty": MemoryCalendar, "normal": _normal, "huge": _huge}
QUEUES: dict[str, list[QueueLine]] = {
    "empty": [],
    "normal": [queue_line(), queue_line("enrolment.xlsx", passed_on=False, service="Management Information")],
    "huge": [queue_line(f"{number} {LONG}.xlsx", passed_on=number % 3 > 0) for number in range(5_000)],
}
PAGES = (
    "/calendar",
    "/calendar/letter",
    "/queues",
    "/queues?service=tep&show=passed-on",
    "/queues?service=other",
    "/calendar/dates",
    "/calendar/dates?changed=yes",
    "/calendar/dates?nonsense=1",
    "/calendar/change/due/S_ENR.2026-09",
    "/calendar/change/sent-out/TEP_DEST.2026-10",
    "/calendar/change/ways/S_LEAVE",
    "/calendar/change/reading/years-of-the-guarantee",
    "/calendar/change/take-back/3",
    "/calendar/change/take-back/400",
    "/calendar/change/due/nothing",
)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    desktop = Desktop(calendar=STATES[state](), queues=MemoryQueues(QUEUES[state]))
    async with visiting(desktop, browser, size, REVIEWER.name) as page:
        assert await judge(page, PAGES) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_what_a_sender_is_shown_is_accessible_and_fits(
    browser: Browser, state: str, size: tuple[int, int]
) -> None:
    async with visiting(Desktop(calendar=STATES[state]()), browser, size, UPLOADER.name) as page:
        assert await judge(page, ["/calendar", "/calendar/letter", "/calendar?nonsense=1", "/calendar/dates"]) == []


async def test_on_paper_the_page_has_no_navigation_and_all_of_its_rows(browser: Browser) -> None:
    async with visiting(Desktop(), browser, DESKTOP, UPLOADER.name) as page:
        await page.goto(f"{page.url}calendar")
        await page.emulate_media(media="print")
        assert not await page.locator(".onward-header").is_visible()
        assert not await page.locator("#navigation").is_visible()
        assert await page.locator("#own tbody tr").count() > 3
        assert await page.locator("#own tbody tr").last.is_visible()
        assert await page.locator("#points").is_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_letter_is_opened_and_downloaded_by_keyboard_alone(
    browser: Browser, size: tuple[int, int], tmp_path: Path
) -> None:
    async with visiting(Desktop(calendar=_normal()), browser, size, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/calendar")
        await tab_to_text(page, "The letter to head teachers")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/calendar/letter")
        heading = await page.locator("h1").inner_text()
        await tab_to_text(page, "Download the letter as a Word document")
        async with page.expect_download() as coming:
            await page.keyboard.press("Enter")
        download = await coming.value
        assert download.suggested_filename == "letter 2026-10-05.docx"
        await download.save_as(tmp_path / "letter.docx")
    letter = Document(str(tmp_path / "letter.docx"))
    assert heading in [one.text for one in letter.paragraphs]
    dates = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
    assert "Friday 16 October 2026" in dates


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_date_is_moved_by_keyboard_alone_and_what_is_missing_takes_the_focus(
    browser: Browser, size: tuple[int, int]
) -> None:
    desktop = Desktop()
    desktop.calendar.came = [came_late()]
    async with visiting(desktop, browser, size, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/calendar/dates")
        await tab_to(page, "due-S_ENR.2026-09")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/calendar/change/due/S_ENR.2026-09")
        await tab_to(page, "due_on")
        await page.keyboard.press("Control+A")
        await page.keyboard.type("16 10 2026")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
        await tab_to(page, "last_day")
        await page.keyboard.type("18 10 2026")
        await tab_to(page, "reason")
        await page.keyboard.type("The portal was down")
        await tab_to_text(page, "See what it changes")
        await page.keyboard.press("Enter")
        await expect(page.locator("#preview")).to_contain_text("2 returns late or missing today would no longer be")
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        await tab_to_text(page, "Move the date")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/calendar/dates?changed=yes")
        assert [one.asked for one in desktop.calendar.made] == [TO_OCTOBER]
