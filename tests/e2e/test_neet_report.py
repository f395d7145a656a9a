"""The NEET report by keyboard alone from figure to person, and empty, as it mostly is, wrongly asked, and huge."""

import re
from dataclasses import replace
from datetime import date

import pytest
from playwright.async_api import Browser, expect

from tests.support.browser import DESKTOP, PHONE
from tests.support.identities import ANALYST
from tests.support.neet_report_views import MemoryReportRows
from tests.support.reporting_pages import Desktop
from tests.support.snapshot_lines import SNAPSHOT, a_county
from tests.support.visiting import judge, tab_to_text, visiting, wrong_with

pytestmark = pytest.mark.browser
sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
_MONTHS = [date(2026, month, 30) for month in (4, 6, 9, 11)] + [date(2026, 12, 31), date(2027, 2, 28)]


def huge() -> MemoryReportRows:
    """A county with many establishments, and a snapshot of many months."""
    kept = [SNAPSHOT, *(replace(SNAPSHOT, snapshot_id=place + 2, as_at=day) for place, day in enumerate(_MONTHS))]
    return MemoryReportRows(a_county(1_500, establishments=60), kept)


@sizes
async def test_an_analyst_opens_a_figure_a_person_and_the_evidence(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(Desktop(), browser, size, ANALYST.name, first="/neet-report") as page:
        assert await wrong_with(page) == []
        await page.focus("#by")
        await page.keyboard.press("s")
        await expect(page.locator("#by")).to_have_value("sex")
        await tab_to_text(page, "Show")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("by=sex"))
        assert await wrong_with(page) == []
        link = page.locator("#neet tbody a[href*='measure=neet&']").last
        number = re.match(r"\d+", await link.inner_text())
        assert number is not None
        await link.focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/neet-report/people"))
        await expect(page.locator("#people tbody tr")).to_have_count(int(number[0]))
        assert await wrong_with(page) == []
        person = page.locator("#people tbody th a").first
        await person.focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/people/[0-9a-f-]+$"))


@sizes
async def test_empty_wrong_and_huge(browser: Browser, size: tuple[int, int]) -> None:
    for rows in (MemoryReportRows(kept=()), MemoryReportRows(lines=())):
        async with visiting(Desktop(neet_report=rows), browser, size, ANALYST.name, first="/neet-report") as page:
            await expect(page.get_by_role("status").first).to_be_visible()
            assert await judge(page, ["/neet-report", "/neet-report?snapshot=99", "/neet-report?by=height"]) == []
    async with visiting(Desktop(neet_report=huge()), browser, size, ANALYST.name, first="/neet-report") as page:
        paths = ["/neet-report?by=establishment"]
        paths += [
            "/neet-report/people?snapshot=1&measure=cohort",
            "/neet-report/people?snapshot=1&measure=custody&by=sex&value=X",
        ]
        assert await judge(page, paths) == []
