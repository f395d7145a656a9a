"""Every page: no violation of WCAG 2.2 AA that axe finds, reflow at 320 px, a title of its own."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import DESKTOP, PHONE, open_window, overflow_px, sign_in, violations
from tests.support.services import RunningServices

pytestmark = [pytest.mark.stack, pytest.mark.browser]

PAGES = (
    ("reporting", "/"),
    ("reporting", "/submissions"),
    ("reporting", "/submissions?collection=ROLL"),
    ("reporting", "#submissions"),
    ("reporting", "/returns"),
    ("reporting", "/templates"),
    ("reporting", "/calendar"),
    ("reporting", "/calendar/letter"),
    ("reporting", "/calendar/dates"),
    ("reporting", "/calendar/change/due/S_LEAVE.2027-05"),
    ("reporting", "/queues"),
    ("reporting", "/erasures"),
    ("reporting", "/proposals"),
    ("reporting", "/lists"),
    ("reporting", "/activity-reports"),
    ("reporting", "/activity-reports/2026"),
    ("reporting", "/activity-reports/2026/prepare"),
    ("reporting", "/activity-reports/2026/draft"),
    ("reporting", "/activity-reports/2026/take-back"),
    ("reporting", "/destination-survey"),
    ("reporting", "/guarantee"),
    ("reporting", "/lists/TEP_DEST"),
    ("reporting", "/lists/TEP_SG2/issue"),
    ("reporting", "/reminders"),
    ("reporting", "/reminders/sent"),
    ("reporting", "/reminders/notices"),
    ("reporting", "/reminders/pauses"),
    ("reporting", "/reminders/rules"),
    ("reporting", "/reminders/contacts"),
    ("reporting", "/subscriptions"),
    ("reporting", "/national-return"),
    ("reporting", "/national-return/people?snapshot=1&number=31"),
    ("reporting", "/snapshots"),
    ("reporting", "/what-moved"),
    ("reporting", "/what-if"),
    ("reporting", "/what-if/new/currency"),
    ("reporting", "/what-if/new/answered"),
    ("reporting", "/subscriptions/new"),
    ("reporting", "/months"),
    ("reporting", "/months/2026-10-31"),
    ("reporting", "/months/2026-10-31/check"),
    ("reporting", "/months/2026-09-30/reopen"),
    ("reporting", "/figures"),
    ("reporting", "/figures?year=12"),
    ("reporting", "/people"),
    ("reporting", "/people?group=education"),
    ("reporting", "#people"),
    ("reporting", "/work-lists"),
    ("reporting", "/work-lists/not-known"),
    ("reporting", "/work-lists/at-risk/list"),
    ("reporting", "#people at-risk"),
    ("reporting", "/work-lists/no-enrolment?order=name"),
    ("reporting", "/contradictions"),
    ("reporting", "/quality"),
    ("reporting", "/quality/leavers"),
    ("reporting", "#contradictions"),
    ("reporting", "/nowhere"),
    ("ingest", "/send"),
    ("ingest", "/nil/record"),
    ("matching", "/reviews"),
    ("validation", "/severities"),
    ("validation", "/severities/V094"),
    ("validation", "/severities/V094/lower"),
    ("matching", "/dead-letters"),
    ("reporting", "#people flags"),
    ("validation", "/account"),
    ("validation", "/account/password"),
)
"""What a reviewer opens: an address, or `#table`: where the first link of that list leads; a word after it: the page
of that name about what it leads to."""
OTHERS_PAGES = (
    ("admin", "reporting", "/audit"),
    ("admin", "reporting", "/audit?kind=sign-in"),
    ("admin", "validation", "/accounts"),
    ("admin", "validation", "/accounts?search=nobody"),
    ("admin", "validation", "/accounts/new"),
    ("admin", "validation", "#accounts"),
    ("admin", "validation", "/keys"),
    ("uploader", "reporting", "/"),
    ("uploader", "reporting", "/pupils"),
    ("uploader", "reporting", "/notices"),
    ("uploader", "reporting", "/activity-reports"),
    ("uploader", "reporting", "/offers"),
    ("uploader", "reporting", "/contradictions"),
    ("uploader", "ingest", "/nil"),
    ("uploader", "validation", "/colleagues"),
)
"""What only others open: an administrator, a school."""
_LISTS = {
    "#submissions": "/submissions?collection=S_ENR",
    "#people": "/people?group=education",
    "#contradictions": "/contradictions",
    "#accounts": "/accounts",
}


@pytest.fixture(scope="module", params=[DESKTOP, PHONE], ids=["desktop", "phone"])
async def reviewing(request: pytest.FixtureRequest, running: RunningServices, browser: Browser) -> AsyncIterator[Page]:
    async with open_window(browser, size=request.param) as window:
        page = await window.new_page()
        await sign_in(page, running, "reviewer")
        yield page


async def _judge(page: Page, running: RunningServices, service: str, path: str) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    table, _, more = path.partition(" ")
    await page.goto(f"{running.url(service)}{_LISTS.get(table, path)}")
    if table in _LISTS:
        await page.locator(f"{table} tbody a").first.click()
        await page.wait_for_load_state()
    if more:
        answer = await page.goto(f"{page.url.partition('?')[0]}/{more}")
        assert answer is not None
        assert answer.ok
    assert await violations(page) == []
    assert await overflow_px(page) == 0
    assert await page.locator("h1").count() == 1
    assert re.fullmatch(r".+ – Onward", await page.title())
    assert faults == []


@pytest.mark.parametrize(("service", "path"), PAGES, ids=lambda part: part)
async def test_a_page_is_accessible_and_fits(
    running: RunningServices, reviewing: Page, service: str, path: str
) -> None:
    await _judge(reviewing, running, service, path)


@pytest.mark.parametrize("role", ["admin", "uploader"])
async def test_what_others_open_is_accessible_and_fits(running: RunningServices, browser: Browser, role: str) -> None:
    async with open_window(browser) as window:
        page = await window.new_page()
        await sign_in(page, running, role)
        for _, service, path in (one for one in OTHERS_PAGES if one[0] == role):
            await _judge(page, running, service, path)
            await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            assert await overflow_px(page) == 0, path
            await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


async def test_a_fault_would_be_found(reviewing: Page, running: RunningServices) -> None:
    await reviewing.goto(f"{running.url('reporting')}/figures")
    await reviewing.evaluate(
        """() => {
            const main = document.querySelector("main");
            const grey = document.createElement("p");
            grey.textContent = "Hardly to be read";
            grey.style.color = "#cccccc";
            main.append(grey, document.createElement("img"));
        }"""
    )
    assert {"color-contrast", "image-alt"} <= {found.rule for found in await violations(reviewing)}


async def test_every_request_stays_on_this_machine(reviewing: Page, running: RunningServices) -> None:
    asked: list[str] = []
    reviewing.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/figures", "/submissions"):
        await reviewing.goto(f"{running.url('reporting')}{path}")
    assert len(asked) > 3
    assert all(url.startswith("http://127.0.0.1:") for url in asked)


async def test_text_at_twice_its_size_still_fits(running: RunningServices, browser: Browser) -> None:
    async with open_window(browser, size=(640, 900)) as window:
        page = await window.new_page()
        await sign_in(page, running, "reviewer")
        for path in ("/", "/figures", "/submissions", "/returns"):
            await page.goto(f"{running.url('reporting')}{path}")
            await page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert await overflow_px(page) == 0, path
