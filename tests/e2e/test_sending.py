"""The page on which a file is sent: the drop zone, by mouse, by key and without scripts, under the strict policy."""

import asyncio
import re
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, FileChooser, Page, expect
from starlette.applications import Starlette

from services.ingest.entrypoints.web.sending import SendingPage
from services.ingest.main import _TEMPLATES
from services.ingest.usecases.receive_submission import ReceiveSubmission
from shared.web.accounts.permissions import Permission
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from shared.web.requests.routes import get, post
from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.clock import FixedClock
from tests.support.identities import UPLOADER, MemoryIdentities
from tests.support.ingest import RECEIVED_AT, MemorySubmissions
from tests.support.memory_vault import MemoryVault
from tests.support.visiting import visiting
from tests.support.workbooks import enrolment

pytestmark = pytest.mark.browser

CHOOSER_S = 60
"""The test fails after so long without the browser's window of files, which a loaded machine opens slowly."""

_DROP = """async ([name, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name));
    const zone = document.querySelector(".govuk-file-upload-button");
    for (const kind of ["dragenter", "dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: transfer}));
    }
}"""


@dataclass(frozen=True)
class SendingUnderTest:
    """The page, and where it keeps what is sent."""

    submissions: MemorySubmissions

    def app(self, address: str) -> Starlette:
        """Return the application; `address`: where it is served."""
        addresses = Addresses(address, "http://127.0.0.1:1", f"{address}/elsewhere")
        clock = FixedClock(RECEIVED_AT)
        site = Site("ingest", addresses, MemoryIdentities(), clock, templates=_TEMPLATES)
        sending = SendingPage(ReceiveSubmission(self.submissions.begin, self.submissions, MemoryVault(), clock))
        routes = [
            get("/send", sending.show, needs=Permission.SEND_FILES),
            post("/send", sending.send, needs=Permission.SEND_FILES, form="streamed"),
        ]
        return web_app(site, routes)


def _sending(
    browser: Browser, submissions: MemorySubmissions, *, size: tuple[int, int] = DESKTOP, scripts: bool = True
) -> AbstractAsyncContextManager[Page]:
    """Stand on the page as a school."""
    pages = SendingUnderTest(submissions)
    return visiting(pages, browser, size, UPLOADER.name, first="/send", scripts=scripts)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    file = tmp_path / "Post-16 Enrolment.xlsx"
    file.write_bytes(enrolment())
    return file


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_file_dropped_on_the_zone_is_named_and_sent(
    browser: Browser, workbook: Path, size: tuple[int, int]
) -> None:
    submissions, refused = MemorySubmissions(), list[str]()
    async with _sending(browser, submissions, size=size) as page:
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        await page.reload()
        zone = page.locator(".govuk-file-upload-button")
        await expect(zone).to_contain_text("No file chosen")
        await expect(zone).to_contain_text("or drop it here")
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        await page.evaluate(_DROP, [workbook.name, list(workbook.read_bytes())])
        await expect(zone).to_contain_text(workbook.name)
        assert await violations(page) == []
        await page.get_by_role("button", name="Send").click()
        await page.wait_for_url(re.compile("/submissions/"))
        assert [one.file_name for one in submissions.deliveries.values()] == [workbook.name]
        # The policy stays strict: nothing the zone does needs an exception from it.
        assert not [text for text in refused if "Content Security Policy" in text]


async def test_the_zone_is_reached_by_key_and_says_what_it_is(browser: Browser, workbook: Path) -> None:
    async with _sending(browser, MemorySubmissions()) as page:
        opened: asyncio.Future[FileChooser] = asyncio.get_running_loop().create_future()
        # Asked for so early that the browser knows it when the key is pressed.
        page.once("filechooser", lambda chooser: opened.set_result(chooser))
        await page.locator("#data_taken_on").focus()
        await page.keyboard.press("Tab")
        zone = page.get_by_role("button", name=re.compile("^File"))
        await expect(zone).to_be_focused()
        await page.keyboard.press("Enter")
        async with asyncio.timeout(CHOOSER_S):
            await (await opened).set_files(workbook)
        await expect(zone).to_contain_text(workbook.name)


async def test_without_scripts_it_is_the_browsers_own_field(browser: Browser, workbook: Path) -> None:
    submissions = MemorySubmissions()
    async with _sending(browser, submissions, scripts=False) as page:
        field = page.get_by_label("File", exact=True)
        await expect(field).to_have_attribute("type", "file")
        await field.set_input_files(workbook)
        await page.get_by_role("button", name="Send").click()
        await page.wait_for_url(re.compile("/submissions/"))
        assert len(submissions.kept) == 1


async def test_what_is_wrong_with_the_file_leads_to_the_zone(browser: Browser) -> None:
    async with _sending(browser, MemorySubmissions()) as page:
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await page.locator(".govuk-error-summary a").click()
        await expect(page.get_by_role("button", name=re.compile("^File"))).to_be_focused()
        assert await violations(page) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_day_in_the_future_is_asked_for_again_and_put_right_by_keyboard_alone(
    browser: Browser, workbook: Path, size: tuple[int, int]
) -> None:
    submissions = MemorySubmissions()
    async with _sending(browser, submissions, size=size) as page:
        await page.locator("#data_taken_on").focus()
        await page.keyboard.type("6 10 2026")
        await page.locator("#file-input, #file").last.set_input_files(workbook)
        await page.get_by_role("button", name="Send").press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert submissions.kept == {}
        assert (await violations(page), await overflow_px(page)) == ([], 0)
        await page.locator(".govuk-error-summary a").press("Enter")
        day = page.locator("#data_taken_on")
        await expect(day).to_be_focused()
        await expect(day).to_have_value("6 10 2026")
        await page.keyboard.press("Control+A")
        await page.keyboard.type("5 10 2026")
        await page.locator("#file-input, #file").last.set_input_files(workbook)
        await page.get_by_role("button", name="Send").press("Enter")
        await page.wait_for_url(re.compile("/submissions/"))
        assert [one.data_taken_on for one in submissions.deliveries.values()] == [RECEIVED_AT.date()]
