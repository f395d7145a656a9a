"""A school sends a file and reads what became of it; the authority sees the figures and follows one to its evidence."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SignedIn
from tests.support.browser import violations
from tests.support.services import RunningServices
from tests.support.workbooks import A_LEARNER, Row, enrolment

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FINISHED_MS = 60_000
FILE = "Post-16 Enrolment autumn.xlsx"


def _learner(**changes: object) -> Row:
    return {**A_LEARNER, **changes}  # type: ignore[dict-item]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A return of five learners, of whom two rows cannot be used."""
    return _workbook(tmp_path)


def _workbook(folder: Path, *, title_lines: int = 0) -> Path:
    rows = (
        A_LEARNER,
        _learner(P1="U886000026002", P3=None, P5="Larkrise", P6="Tamsin", P10=date(2010, 3, 2)),
        _learner(P1=None, P3=None, P5="Quillfeather", P6="Edmund", P10=date(2009, 11, 30)),
        _learner(P1="U886000026003", P3=None, P5="Ashgrove", P6="Nell", L9=None),
        _learner(P1="U886000026004", P3=None, P5="Bramblewood", P6=None),
    )
    file = folder / FILE
    file.write_bytes(enrolment(rows, title_lines=title_lines))
    return file


async def _send(page: Page, file: Path) -> None:
    await page.get_by_role("link", name="Send a file").first.click()
    await page.locator("input[type=file]").set_input_files(file)
    assert await violations(page) == []
    await page.get_by_role("button", name="Send").click()
    await page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}"))


async def test_from_the_upload_to_the_corrected_figures(
    running: RunningServices, signed_in: SignedIn, workbook: Path
) -> None:
    async with signed_in("uploader") as page:
        await _send(page, workbook)
        address = page.url.partition("?")[0]
        # Nobody presses a key: the page follows the file by itself and ends with its result.
        await expect(page.get_by_role("heading", name="What became of the rows")).to_be_visible(timeout=FINISHED_MS)
        await expect(page.get_by_text("5 rows read = 3 used + 2 not used.")).to_be_visible()
        await expect(page.get_by_role("status").first).to_contain_text("Finished")
        cells = page.locator("#issue-cells")
        await expect(cells).to_contain_text("The start date is missing.")
        await expect(cells).to_contain_text("The forename is missing.")
        await expect(cells.get_by_text("Row not used")).to_have_count(2)
        assert await violations(page) == []
        await page.goto(address)
        assert await violations(page) == []

    async with signed_in("reviewer") as page:
        await expect(page.get_by_text("1 file waits for a decision")).to_be_visible()
        await page.get_by_role("link", name="Look at what would change").click()
        await page.get_by_role("link", name=FILE).click()
        await expect(page.locator("#submission")).to_contain_text("removes")
        await page.locator("a", has_text=re.compile(r"^\d[\d,]* learners?$")).click()
        await expect(page.get_by_role("heading", name="Young people whom this file removes")).to_be_visible()
        assert await violations(page) == []
        await page.go_back()
        await page.get_by_role("button", name="Make it count").click()
        assert await violations(page) == []
        await page.get_by_role("button", name="Make it count").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await expect(page).to_have_title(re.compile("^Error: "))
        assert await violations(page) == []
        await page.get_by_label("Reason").fill("Checked with the school")
        await page.get_by_role("button", name="Make it count").click()
        await _until(page, "Counts now")
        await expect(page.locator("#submission")).to_contain_text("Checked with the school")
        await page.get_by_role("button", name="Take it out").click()
        await page.get_by_role("button", name="Take it out").click()
        await _until(page, "Taken out")
        assert await violations(page) == []


async def _until(page: Page, tag: str) -> None:
    """Settling takes a moment; nobody presses a key: the page says what is so when it is so, and offers it once."""
    await expect(page.locator("#submission .onward-title .govuk-tag").first).to_have_text(tag, timeout=FINISHED_MS)
    offered = await page.locator("a.govuk-button").all_inner_texts()
    assert len(set(offered)) == len(offered)


async def test_bug_1_one_person_alone_does_not_empty_the_county(running: RunningServices, signed_in: SignedIn) -> None:
    async with signed_in("reviewer") as page:
        await page.goto(f"{running.url('reporting')}/submissions?collection=ROLL")
        await page.locator("#submissions tbody a").first.click()
        roll = page.url
        await page.get_by_role("button", name="Take it out").click()
        await expect(page.locator("main")).to_contain_text("nothing counts for this return any more")
        await expect(page.locator("main")).to_contain_text("They leave the figures by district")
        await page.get_by_role("button", name="Ask a second person").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await page.locator(".govuk-error-summary a").click()
        await page.keyboard.type("The wrong county")
        await page.get_by_role("button", name="Ask a second person").click()
        await page.wait_for_url(roll)
        await expect(page.locator("#submission .govuk-tag").first).to_have_text("Counts now")
        await expect(page.locator("#second-person")).to_contain_text("Until another account confirms it")
        await expect(page.get_by_role("button", name="Take it out")).to_have_count(0)
        await page.get_by_role("link", name="Look and answer").click()
        await expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    async with signed_in("reviewer", nth=1) as page:
        await page.get_by_role("link", name="Look at who asked for what").click()
        await page.get_by_role("link", name=re.compile("^Look at what would change")).click()
        await expect(page.get_by_role("button", name="Confirm: take it out")).to_be_visible()
        assert await violations(page) == []
        await page.get_by_role("button", name="Withdraw it").click()
        await page.wait_for_url(roll)
        await expect(page.locator("#submission .govuk-tag").first).to_have_text("Counts now")
        await expect(page.get_by_role("button", name="Take it out")).to_be_visible()


async def test_a_figure_opens_as_a_list_and_a_person_as_evidence(signed_in: SignedIn) -> None:
    async with signed_in("analyst") as page:
        visited: list[str] = []
        page.on("framenavigated", lambda frame: visited.append(frame.url))
        await page.get_by_role("link", name="Figures", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("What young people")
        await page.get_by_role("link", name=re.compile(r"not known in")).first.click()
        first = page.locator("#people tbody a").first
        name = await first.inner_text()
        await first.click()
        await expect(page.get_by_role("heading", name="How it came about")).to_be_visible()
        await expect(page.locator("main")).to_contain_text(re.compile(r"[Rr]ow \d+ of sheet"))
        surname = name.partition(",")[0]
        assert await page.get_by_role("heading", level=1).inner_text() != ""
        assert not [url for url in visited if surname.lower() in url.lower()]


async def test_a_person_is_found_by_name_without_the_name_in_any_address(signed_in: SignedIn) -> None:
    async with signed_in("analyst") as page:
        await page.goto(f"{page.url}people?group=education")
        surname = (await page.locator("#people tbody a").first.inner_text()).partition(",")[0]
        visited: list[str] = []
        page.on("request", lambda request: visited.append(request.url))
        await page.get_by_label("Name or number").fill(surname)
        await page.get_by_role("button", name="Find").click()
        await expect(page.locator("#people tbody")).to_contain_text(surname)
        # The browser's own way back and the page's: both lead to the list that was found.
        await page.locator("#people tbody a").first.click()
        await expect(page.get_by_role("heading", name="How it came about")).to_be_visible()
        await page.go_back()
        await expect(page.locator("#people tbody")).to_contain_text(surname)
        await page.locator("#people tbody a").first.click()
        await page.get_by_role("link", name="People", exact=True).and_(page.locator(".govuk-back-link")).click()
        await expect(page.locator("#people tbody")).to_contain_text(surname)
        await expect(page.get_by_label("Name or number")).to_have_value(surname)
        assert visited
        assert not [url for url in visited if surname.lower() in url.lower()]
        assert await violations(page) == []


async def test_another_schools_file_does_not_exist_for_a_school(running: RunningServices, signed_in: SignedIn) -> None:
    async with signed_in("analyst") as page:
        await page.goto(f"{running.url('reporting')}/submissions?collection=ROLL")
        theirs = await page.locator("#submissions tbody a").first.get_attribute("href")
    async with signed_in("uploader") as page:
        answer = await page.goto(f"{running.url('reporting')}{theirs}")
        assert answer is not None
        assert answer.status == 404
        await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")


async def test_one_sign_in_serves_all_services_until_signing_out(running: RunningServices, signed_in: SignedIn) -> None:
    async with signed_in("reviewer") as page:
        for service, path in (("ingest", "/send"), ("matching", "/reviews"), ("reporting", "/returns")):
            answer = await page.goto(f"{running.url(service)}{path}")
            assert answer is not None
            assert answer.status == 200
            assert not page.url.endswith("/sign-in")
        await page.get_by_role("button", name="Sign out").click()
        await page.goto(f"{running.url('ingest')}/send")
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_without_scripts_a_file_can_be_sent_and_followed(signed_in: SignedIn, tmp_path: Path) -> None:
    # Not byte for byte the file of another test: that would be acknowledged and change nothing.
    workbook = _workbook(tmp_path, title_lines=2)
    async with signed_in("uploader", scripts=False) as page:
        await page.get_by_role("link", name="Send a file").first.click()
        await page.get_by_label("File", exact=True).set_input_files(workbook)
        await page.get_by_role("button", name="Send").click()
        await page.wait_for_url(re.compile(r"/submissions/"))
        for _ in range(100):
            if await page.get_by_role("heading", name="What became of the rows").count():
                break
            await page.wait_for_timeout(300)
            if await page.get_by_role("link", name="Refresh").count():
                await page.get_by_role("link", name="Refresh").click()
        await expect(page.get_by_text("5 rows read = 3 used + 2 not used.")).to_be_visible()


async def test_the_pages_can_be_used_by_keyboard_alone(running: RunningServices, browser_page: Page) -> None:
    page = browser_page
    account = next(entry for entry in running.addresses["sign_in"] if entry["role"] == "analyst")
    await page.goto(f"{running.url('reporting')}/sign-in")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    await _tab_to(page, "#name")
    await page.keyboard.type(account["account"])
    await _tab_to(page, "#password")
    await page.keyboard.type(account["password"])
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{running.url('reporting')}/")
    await _tab_to(page, "a[href='/figures']")
    assert await page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/figures")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("location.hash") == "#main-content"
    await _tab_to(page, "a[href^='/people?group=']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/people?group=*")
    await _tab_to(page, "#people tbody a")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/people/*")
    await expect(page.get_by_role("heading", name="How it came about")).to_be_visible()


async def _tab_to(page: Page, selector: str) -> None:
    for _ in range(120):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by the Tab key")
