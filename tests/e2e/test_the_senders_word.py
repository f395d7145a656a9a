"""A school sends other leavers than before, says that it meant so, and the authority takes it out again: end to end."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from deploy.demo.workbooks.spreadsheets import Cell, Sheet, xlsx
from shared.vocabulary.collections import S_LEAVE
from tests.e2e.conftest import SignedIn
from tests.support.browser import violations
from tests.support.visiting import tab_to, tab_to_text
from tests.support.workbooks import Row, heading

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FINISHED_MS = 60_000
LEFT_ON = date(2026, 9, 25)


def _leaver(number: int, surname: str, destination: str) -> Row:
    return {
        "P1": f"U8860000270{number:02}",
        "P5": surname,
        "P6": "Robin",
        "P10": date(2010, 2, number),
        "P11": "F",
        "P15": "12",
        "C5": "ME14 1XX",
        "C7": "07700 900123",
        "V1": LEFT_ON,
        "V3": "OTHER",
        "V5": destination,
    }


def _file(folder: Path, name: str, rows: Sequence[Row]) -> Path:
    columns = [use.id for use in S_LEAVE.columns]
    lines: list[Sequence[Cell]] = [heading(S_LEAVE)]
    lines += [[row.get(column) for column in columns] for row in rows]
    file = folder / name
    file.write_bytes(xlsx([Sheet("Leavers", lines)]))
    return file


async def _send(page: Page, file: Path, outcome: str) -> str:
    """Send a file, wait for its outcome, and return the address of its page."""
    await page.get_by_role("link", name="Send a file").first.click()
    await page.locator("input[type=file]").set_input_files(file)
    await page.get_by_role("button", name="Send").click()
    await page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}"))
    await expect(page.locator("#outcome-heading")).to_contain_text(outcome, timeout=FINISHED_MS)
    return page.url.partition("?")[0]


async def test_a_school_confirms_its_held_return_and_the_authority_takes_it_out(
    signed_in: SignedIn, tmp_path: Path
) -> None:
    first = [_leaver(1, "Fernhollow", "D24"), _leaver(2, "Quillfeather", "D24")]
    other = [_leaver(2, "Quillfeather", "D25"), _leaver(3, "Larkrise", "D24")]
    async with signed_in("uploader") as page:
        await _send(page, _file(tmp_path, "leavers September 2026.xlsx", first), "counts for its return")
        await expect(page.get_by_text("Before it nobody was listed")).to_be_visible()
        address = await _send(page, _file(tmp_path, "leavers September 2026 b.xlsx", other), "Nothing in it counts yet")
        await expect(page.locator("#in-short")).to_have_text("+1, −1, 1 changed")
        assert await violations(page) == []
        await page.goto(f"{address}/difference/changed")
        await expect(page.get_by_text(re.compile("Destination: .+ [(]was .+[)]"))).to_be_visible()
        assert await violations(page) == []
        await page.goto(address)
        await tab_to_text(page, "Yes, we meant that")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{address}/own/confirm")
        assert await violations(page) == []
        await tab_to(page, "reason")
        await page.keyboard.type("One is still here, and one went elsewhere")
        await tab_to_text(page, "Yes, we meant that")
        await page.keyboard.press("Enter")
        await page.wait_for_url(address)
        await expect(page.locator("#outcome-heading")).to_contain_text("counts for its return", timeout=FINISHED_MS)
    async with signed_in("reviewer") as page:
        await page.goto(address)
        await expect(page.get_by_text("“Yes, we meant that”, said for the sender by")).to_be_visible()
        await page.get_by_role("button", name="Take it out").click()
        await page.wait_for_url(f"{address}/decide/undo")
        await page.locator("#reason").fill("The school rang: it was the wrong file")
        await page.get_by_role("button", name="Take it out").click()
        await expect(page.locator("#outcome-heading")).to_contain_text("taken it out", timeout=FINISHED_MS)
        await expect(page.get_by_role("button", name="Make it count")).to_be_visible()
        assert await violations(page) == []
