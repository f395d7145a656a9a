"""A school downloads the template of a return, fills it, says when its data were taken, and has nothing to correct."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from shared.vocabulary.collections import TEP_DEST
from shared.workbooks.support_sheets import HEADING_ROW
from tests.e2e.conftest import SignedIn
from tests.spec.validation.rows import GOOD
from tests.support.browser import violations
from tests.support.services import RunningServices

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FINISHED_MS = 60_000


async def test_from_the_template_to_a_return_without_a_complaint(
    running: RunningServices, signed_in: SignedIn, tmp_path: Path
) -> None:
    async with signed_in("uploader") as page:
        await page.get_by_role("link", name="Templates", exact=True).click()
        async with page.expect_download() as coming:
            await page.locator("a[href$='/templates/TEP_DEST']").click()
        file = tmp_path / (await coming.value).suggested_filename
        await (await coming.value).save_as(file)
        book = load_workbook(file)
        for place, use in enumerate(TEP_DEST.columns, 1):
            book["Leaver destinations"].cell(HEADING_ROW + 1, place, GOOD["TEP_DEST"].get(use.id))
        book.save(file)

        await page.goto(f"{running.url('ingest')}/send")
        await page.get_by_role("link", name="Get the template").wait_for()
        await page.locator("#data_taken_on").fill("1 9 2026")
        await page.locator("input[type=file]").set_input_files(file)
        await page.get_by_role("button", name="Send").click()
        await page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}"))
        await expect(page.get_by_role("heading", name="What became of the rows")).to_be_visible(timeout=FINISHED_MS)
        await expect(page.get_by_role("heading", name="Nothing to correct")).to_be_visible()
        shown = page.locator("#submission")
        await expect(shown).to_contain_text("1 September 2026")
        await expect(shown).to_contain_text("The data were taken long before the file was sent")
        await expect(shown).not_to_contain_text("sheet was left out")
        assert await violations(page) == []
