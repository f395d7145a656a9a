"""A row is refused; the authority lowers the error; the row counts; it is taken back; the row is refused again."""

import asyncio
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from services.validation.domain.severities import LOWERABLE
from shared.vocabulary.issues import code_of
from tests.e2e.conftest import SignedIn
from tests.support.browser import violations
from tests.support.services import RunningServices
from tests.support.workbooks import A_LEARNER, enrolment

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FINISHED_MS = 60_000
SETTLED_S = 90
STARTS_LATER = code_of("starts_too_far_ahead")


def _workbook(folder: Path) -> Path:
    """A return of two learners, one of whom starts far ahead."""
    rows = (
        {**A_LEARNER, "P1": "U886000026005", "P3": None, "P5": "Thistlewood", "P6": "Owen", "P10": date(2010, 1, 9)},
        {**A_LEARNER, "P1": "U886000026006", "P3": None, "P5": "Merrow", "P6": "Isla", "L9": date(2027, 3, 1)},
    )
    file = folder / "Post-16 Enrolment severities.xlsx"
    file.write_bytes(enrolment(rows))
    return file


async def _until(page: Page, address: str, words: str | re.Pattern[str]) -> None:
    """Open a page until it says so: judging again takes seconds."""
    async with asyncio.timeout(SETTLED_S):
        await page.goto(address)
        while not await page.get_by_text(words).count():
            await page.goto(address)


async def _decide(page: Page, running: RunningServices, button: str, effect: str) -> None:
    """Change the severity for school enrolments alone, on its page, and wait until every file is judged again."""
    address = f"{running.url('validation')}/severities/{STARTS_LATER}"
    await page.goto(address)
    await page.get_by_role("button", name=button).click()
    await expect(page.locator("#effect")).to_contain_text(effect)
    assert await violations(page) == []
    await page.get_by_label("Return").select_option("S_ENR")
    await page.get_by_label("Reason").fill("Agreed for this autumn")
    await page.get_by_role("button", name=button).click()
    await expect(page.get_by_text("It is kept.")).to_be_visible()
    await _until(page, address, re.compile(r"^1 of 1$"))
    assert await violations(page) == []


async def test_an_error_is_lowered_and_made_an_error_again(
    running: RunningServices, signed_in: SignedIn, tmp_path: Path
) -> None:
    assert "S_ENR" in LOWERABLE[STARTS_LATER]
    async with signed_in("uploader") as school, signed_in("reviewer") as authority:
        await school.goto(f"{running.url('ingest')}/send")
        await school.locator("input[type=file]").set_input_files(_workbook(tmp_path))
        await school.get_by_role("button", name="Send").click()
        await school.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}"))
        file = school.url.partition("?")[0]
        await expect(school.get_by_text("2 rows read = 1 used + 1 not used.")).to_be_visible(timeout=FINISHED_MS)

        await _decide(authority, running, "Lower it to a warning", "1 row in 1 return of this year is refused for this")
        await _until(school, file, "2 rows read = 2 used + 0 not used.")
        await expect(school.get_by_text(re.compile(r"Version \d+ of the severities"))).to_be_visible()
        await expect(school.locator("#issue-cells")).to_contain_text(STARTS_LATER)

        await _decide(authority, running, "Make it an error again", "1 row in 1 return of this year is used though")
        await _until(school, file, "2 rows read = 1 used + 1 not used.")
