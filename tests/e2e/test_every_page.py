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
    ("reporting", "/lists"),
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
    ("reporting", "/subscriptions/new"),
    ("reporting", "/figures"),
    ("reporting", "/figures?year=12"),
    ("reporting", "/people"),
    ("reporting", "/people?group=education"),
    ("reporting", "#people"),
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
)
"""An address, or `#table`: where the first link of that list leads."""
_LISTS = {
    "#submissions": "/submissions?collection=S_ENR",
    "#people": "/people?group=education",
    "#contradictions": "/contradictions",
}


@pytest.fixture(scope="module", params=[DESKTOP, PHONE], ids=["desktop", "phone"])
async def reviewing(request: pytest.FixtureRequest, running: RunningServices, browser: Browser) -> AsyncIterator[Page]:
    async with open_window(browser, size=request.param) as window:
        page = await window.new_page()
        await sign_in(page, running, "reviewer")
        yield page


@pytest.mark.parametrize(("service", "path"), PAGES, ids=lambda part: part)
async def test_a_page_is_accessible_and_fits(
    running: RunningServices, reviewing: Page, service: str, path: str
) -> None:
    faults: list[str] = []
    reviewing.on("pageerror", lambda error: faults.append(str(error)))
    await reviewing.goto(f"{running.url(service)}{_LISTS.get(path, path)}")
    if path in _LISTS:
        await reviewing.locator(f"{path} tbody a").first.click()
        await reviewing.wait_for_load_state()
    assert await violations(reviewing) == []
    assert await overflow_px(reviewing) == 0
    assert await reviewing.locator("h1").count() == 1
    assert re.fullmatch(r".+ – Onward", await reviewing.title())
    assert faults == []


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
